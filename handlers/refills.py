"""What runs out for a member: `/reminders`, a thing on it, and the answers that correct the estimate."""

from collections.abc import Sequence

from bot.actions.members import consent, consents_of
from bot.actions.reminders import Reminder, Said, answer, could_be_reminded, order, reminder_of, reminders_of
from bot.rules.refills import Answer
from bot.rules.refusals import Refusal
from bot.words import refills as words
from bot.words import refusals, settings
from bot.words.message import Message
from bot.words.refills import Detail, Listed
from handlers import typed
from handlers.drafts import Flow, left
from handlers.visit import Reply, Visit

TOPIC = "refill"
ASKED = Flow("refills", int)
"""Which product a question is about."""


async def show_list(visit: Visit) -> Message:
    """`/reminders`."""
    found = await reminders_of(visit.work, visit.member_id)
    agreed = (await consents_of(visit.work, visit.member_id))[TOPIC]
    return words.reminders(visit.words, [_listed(one) for one in found], visit.now, agreed=agreed)


async def agree(visit: Visit) -> Message:
    """They want to be reminded."""
    if not (await consents_of(visit.work, visit.member_id))[TOPIC]:
        await consent(visit.work, visit.actor, TOPIC, True, settings.wording(visit.words, TOPIC), "reminders")
    return await show_list(visit)


async def show(visit: Visit) -> Message | Reply:
    """One thing."""
    return await _detail(visit, int(visit.args[0]))


async def say(visit: Visit) -> Message | Reply:
    """An answer: under a reminder, in the place of it or beside it, or in the list."""
    number, said = int(visit.args[0]), Answer(visit.args[1])
    refusal = await answer(visit.work, visit.actor, number, said)
    if refusal is not None:
        return Reply(toast=refusals.refused_toast(visit.words, refusal, visit.now))
    found = await reminder_of(visit.work, visit.member_id, number)
    if found is None:
        return left(visit)
    return words.answered(visit.words, found[0].name, said, _listed(found[0]), visit.now)


async def ask_order(visit: Visit) -> Message | Reply:
    """*Order / keep it for me*: what the staff are to know."""
    number = int(visit.args[0])
    found = await reminder_of(visit.work, visit.member_id, number)
    if found is None:
        return left(visit)
    await visit.ask("refills.order", number)
    return words.ask_words(visit.words, found[0].name, number)


async def order_now(visit: Visit) -> Message | Reply:
    """As last time; pressed twice, it is asked for once."""
    number = int(visit.args[0])
    return await _order(visit, number, "") if ASKED.draft(visit) == number else left(visit)


async def take_order(visit: Visit) -> Message | Reply:
    """A line for the staff was written."""
    number = ASKED.draft(visit)
    return left(visit) if number is None else await _order(visit, number, visit.text)


async def _order(visit: Visit, number: int, said: str) -> Message | Reply:
    await visit.asked()
    refusal = await order(visit.work, visit.actor, number, said)
    found = await reminder_of(visit.work, visit.member_id, number)
    if refusal is not None or found is None:
        return refusals.refused(visit.words, refusal or Refusal("refill_unknown"), visit.now)
    return words.ordered(visit.words, found[0].name)


async def ask_every(visit: Visit) -> Message | Reply:
    """How long it lasts them, of a thing on the list or a new one."""
    return await _ask_every(visit, int(visit.args[0]))


async def _ask_every(visit: Visit, number: int, why: Refusal | None = None) -> Message | Reply:
    found = await reminder_of(visit.work, visit.member_id, number)
    names = {one.id: one.name for one in await could_be_reminded(visit.work, visit.member_id)} if found is None else {}
    name = found[0].name if found else names.get(number)
    if name is None:
        return left(visit)
    await visit.ask("refills.every", number)
    question = words.ask_every(visit.words, name, number, known=found is not None)
    return refusals.and_again(visit.words, why, question, visit.now)


async def take_every(visit: Visit) -> Message | Reply:
    """So many days."""
    number = ASKED.draft(visit)
    if number is None:
        return left(visit)
    return await _every(visit, number, typed.whole(visit.text) or 0)


async def reckon(visit: Visit) -> Message | Reply:
    """It is left to the estimate again."""
    return await _every(visit, int(visit.args[0]), None)


async def _every(visit: Visit, number: int, days: int | None) -> Message | Reply:
    refusal = await answer(visit.work, visit.actor, number, Answer.EVERY, days)
    if refusal is not None and refusal.key == "number_between":
        return await _ask_every(visit, number, refusal)
    await visit.asked()
    return refusals.refused(visit.words, refusal, visit.now) if refusal else await _detail(visit, number, noted=True)


async def choose(visit: Visit) -> Message:
    """What could be added."""
    found = await could_be_reminded(visit.work, visit.member_id)
    return words.choose(visit.words, [(one.id, one.name) for one in found])


async def _detail(visit: Visit, number: int, *, noted: bool = False) -> Message | Reply:
    found = await reminder_of(visit.work, visit.member_id, number)
    return left(visit) if found is None else words.detail(visit.words, _shown(*found), visit.now, noted=noted)


def _listed(one: Reminder) -> Listed:
    return Listed(one.product_id, one.name, one.stand, one.expected)


def _shown(one: Reminder, said: Sequence[Said]) -> Detail:
    answers = [(each.answer, each.days, each.at) for each in said]
    return Detail(_listed(one), one.bought_at, one.bought, one.every_days, one.wanted, answers)
