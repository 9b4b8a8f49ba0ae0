"""`/birthday`: told in writing, by buttons or from the Telegram profile, changed, taken back."""

from bot.actions.birthdays import birthday_of, drop_birthday, tell_birthday
from bot.actions.greetings import keep_birthdays
from bot.actions.members import consent, consents_of
from bot.rules.birth_dates import is_real, read_birthday
from bot.rules.birthdays import Birthday, Calendar
from bot.rules.deliveries import Topic
from bot.rules.refusals import Refusal
from bot.rules.times import local_day
from bot.words import birthdays as words
from bot.words import refusals
from bot.words.message import Message
from bot.words.settings import wording
from handlers.visit import Reply, Visit


async def show(visit: Visit) -> Message | Reply:
    """`/birthday`, with or without a day behind it."""
    if visit.text and not visit.args and visit.incoming.command:
        return await take(visit)
    if await birthday_of(visit.work, visit.member_id) is None:
        return await ask(visit)
    return await _shown(visit)


async def ask(visit: Visit) -> Message | Reply:
    """Which day it is; what their profile says is offered, once it was looked at."""
    profile = visit.incoming.profile
    if profile is None:
        return Reply(asks_profile=True)
    await visit.ask("birthday.date")
    offered = Birthday(Calendar.SOLAR, *profile.birthdate[:2], year=profile.birthdate[2]) if profile.birthdate else None
    return words.ask(visit.words, offered if offered is not None and is_real(offered) else None)


async def take(visit: Visit) -> Message | Reply:
    """A day was written."""
    found = read_birthday(visit.text, local_day(visit.now, visit.work.store.zone_of(visit.known.zone)))
    if isinstance(found, Refusal):
        await visit.ask("birthday.date")
        return refusals.and_again(visit.words, found, words.ask(visit.words, None), visit.now)
    if len(found) > 1:
        return words.which(visit.words, found)
    return await _keep(visit, found[0])


async def months(visit: Visit) -> Message:
    """The month, by a button."""
    calendar, leap = visit.args
    return words.months(visit.words, Calendar(calendar), leap=leap == "1")


async def days(visit: Visit) -> Message:
    """The day of it, by a button."""
    calendar, month, leap = visit.args
    return words.days(visit.words, Calendar(calendar), int(month), leap=leap == "1")


async def keep(visit: Visit) -> Message:
    """A day was chosen, or confirmed."""
    calendar, month, day, leap, year = visit.args
    return await _keep(visit, Birthday(Calendar(calendar), int(month), int(day), leap == "1", int(year) or None))


async def agree(visit: Visit) -> Message | Reply:
    """They want to be written to on it."""
    await consent(visit.work, visit.actor, Topic.BIRTHDAY, True, wording(visit.words, Topic.BIRTHDAY), "birthday")
    await keep_birthdays(visit.work, [visit.member_id])
    return await show(visit)


async def drop(visit: Visit) -> Message:
    """It is erased."""
    await drop_birthday(visit.work, visit.actor)
    return words.erased(visit.words)


async def _keep(visit: Visit, birthday: Birthday) -> Message:
    if visit.known.step == "birthday.date":
        await visit.asked()
    await tell_birthday(visit.work, visit.actor, birthday)
    return await _shown(visit, kept=True)


async def _shown(visit: Visit, *, kept: bool = False) -> Message:
    told = await birthday_of(visit.work, visit.member_id)
    if told is None:
        raise LookupError("a birthday that was just read is gone")
    agreed = (await consents_of(visit.work, visit.member_id))[Topic.BIRTHDAY]
    return words.show(visit.words, told.birthday, told.next_on, visit.now, agreed=agreed, kept=kept)
