"""What members choose: topics, language, phone number."""

from bot.actions.greetings import keep_birthdays
from bot.actions.members import consent, consents_of, drop_phone, member_by_id
from bot.actions.people import choose_language
from bot.rules.deliveries import Topic
from bot.words import settings as words
from bot.words import welcome
from bot.words.catalogs import Language, words_in
from bot.words.message import Message
from bot.words.when import summary
from handlers.events import greet
from handlers.visit import Reply, Visit
from handlers.welcome import start
from handlers.when import when_of


async def show(visit: Visit) -> Message:
    """`/settings`."""
    member = await member_by_id(visit.work, visit.member_id)
    topics = await consents_of(visit.work, visit.member_id)
    when = summary(visit.words, await when_of(visit), visit.now)
    return words.settings(visit.words, topics, member is not None and member.phone is not None, when)


async def topics(visit: Visit) -> Message:
    """Each topic with its switch."""
    return words.topics(visit.words, await consents_of(visit.work, visit.member_id))


async def set_topic(visit: Visit) -> Reply:
    """A switch was pressed: on or off, whatever it was before."""
    topic, wanted = visit.args
    on = wanted == "on"
    if (await consents_of(visit.work, visit.member_id))[topic] != on:
        await consent(visit.work, visit.actor, topic, on, words.wording(visit.words, topic), "settings")
    if on and topic == Topic.BIRTHDAY:
        await keep_birthdays(visit.work, [visit.member_id])
    return Reply((await topics(visit),), words.topic_changed(visit.words, topic, on))


async def languages(visit: Visit) -> Message:
    """`/language`."""
    return words.languages(visit.words, *visit.args)


async def set_language(visit: Visit) -> Reply:
    """A language was chosen; everything from here on is in it."""
    language, *came_for = visit.args
    chosen = Language(language)
    await choose_language(visit.work, visit.incoming.person_id, chosen)
    store = visit.work.store
    visit.words = words_in(chosen, store.zone, store.currency, Language(store.language))
    if visit.actor.member_id is not None:
        after = await show(visit)
    elif came_for:
        after = await greet(visit, int(*came_for))
    else:
        after = await start(visit)
    return Reply((after,), words.language_changed(visit.words), menus=(visit.incoming.person_id,))


async def forget_phone(visit: Visit) -> Reply:
    """The phone number is erased."""
    await drop_phone(visit.work, visit.actor)
    return Reply((welcome.phone_removed(visit.words),))
