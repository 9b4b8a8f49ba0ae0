"""Why a message came, how to get fewer of them, and the end of all of them by a word."""

from bot.actions.contact_choices import choose_cap, pause, said_yes, stop_all
from bot.actions.members import TOPICS, consent, consents_of
from bot.rules.contact import CAPS
from bot.rules.deliveries import KINDS
from bot.words import contact as words
from bot.words.common import stale
from bot.words.message import Message, Toast
from bot.words.settings import topic_changed, wording
from bot.words.when import PAUSES, kept
from handlers import when
from handlers.visit import Reply, Visit


async def why(visit: Visit) -> Message | Toast:
    """*Why this?* under a message."""
    kind = KINDS.get(visit.args[0])
    if kind is None:
        return stale(visit.words)
    agreed = await said_yes(visit.work, visit.member_id, kind.topic) if kind.topic else None
    if kind.topic and not (await consents_of(visit.work, visit.member_id))[kind.topic]:
        agreed = None
    return words.why(visit.words, kind.name, agreed, (await when.when_of(visit)).week, visit.now)


async def fewer(visit: Visit) -> Message | Toast:
    """*Fewer of these* under a message."""
    kind = KINDS.get(visit.args[0])
    if kind is None:
        return stale(visit.words)
    return words.fewer(visit.words, kind.name, (await when.when_of(visit)).week)


async def less(visit: Visit) -> Reply:
    """One a week less than so far."""
    cap = (await when.when_of(visit)).week.cap
    await choose_cap(visit.work, visit.actor, max(cap - 1, CAPS[0]))
    return Reply((await when.show(visit),), kept(visit.words))


async def turn_off(visit: Visit) -> Reply:
    """Nothing more about a topic."""
    topic = visit.args[0]
    if (await consents_of(visit.work, visit.member_id))[topic]:
        await consent(visit.work, visit.actor, topic, False, wording(visit.words, topic), "nudge")
    return Reply((await when.show(visit),), topic_changed(visit.words, topic, False))


async def take_a_break(visit: Visit) -> Reply:
    """Nothing for a month."""
    await pause(visit.work, visit.actor, PAUSES[-1], visit.known.zone)
    return Reply((await when.show(visit),), kept(visit.words))


async def stop(visit: Visit) -> Message:
    """`/stop`, a word of stopping, or the button."""
    wordings = {topic: wording(visit.words, topic) for topic in TOPICS}
    were_on = await stop_all(visit.work, visit.actor, wordings, "stop")
    return words.stopped(visit.words, was_on=bool(were_on))
