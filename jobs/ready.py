"""Makes what was claimed ready to go: asks the contact policy, finds the words, and writes down what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import structlog

from bot.actions.coming import read_plans
from bot.actions.contact import Waiting, case_of
from bot.actions.mentions import with_mentions
from bot.actions.outbox import Due, message_of, move_chat, settle
from bot.actions.people import Known, find_person, mark_unreachable
from bot.rules.coming import Plans
from bot.rules.contact import Verdict, What, judge, needs_facts
from bot.rules.deliveries import KINDS, Class
from bot.rules.outcomes import Chance, Outcome, Result, Settled, State, settled
from bot.shop import Work
from bot.words.catalogs import words_for
from bot.words.deliveries import WORDINGS
from bot.words.message import Message

log = structlog.get_logger(__name__)

_BY_DEFAULT = Plans()


class Ready(NamedTuple):
    """A claimed delivery in words, the message it replaces, and what the contact policy said, if it was asked."""

    due: Due
    message: Message
    replaces: int | None = None
    verdict: Verdict | None = None


async def make_ready(work: Work, claimed: Sequence[Due], bot_username: str) -> list[Ready]:
    """Put what may go into words, oldest first; what may not go, or not yet, is settled at once.

    Where two want the last place in somebody's week, the more urgent is judged before the other.
    """
    asks = any(due.kind in KINDS and needs_facts(KINDS[due.kind]) for due in claimed)
    plans = await read_plans(work) if asks else _BY_DEFAULT
    urgent_first = sorted(claimed, key=lambda due: KINDS[due.kind].priority if due.kind in KINDS else 0)
    found = [await _make_one_ready(work, due, plans, bot_username) for due in urgent_first]
    return sorted(filter(None, found), key=lambda ready: ready.due.id)


async def _make_one_ready(work: Work, due: Due, plans: Plans, bot_username: str) -> Ready | None:
    known = await find_person(work, due.chat_id)
    verdict = await _judged(work, due, known, plans)
    if verdict is not None and verdict.what in (What.DEFER, What.DROP):
        await _put_away(work, due, verdict)
        return None
    mentioned = await with_mentions(work, due.data) if isinstance(due.data, Mapping) else {}
    try:
        message = _in_words(work, due, known, {**mentioned, "bot": bot_username})
    except Exception as error:
        # One that can't be said, perhaps posted by a newer version, must not hold up the others.
        log.exception("delivery_without_words", delivery=due.id, kind=due.kind, exc_info=error)
        await note(work, due, Outcome(Result.REFUSED, f"no words: {type(error).__name__}"))
        return None
    if message is None:
        over = Settled(State.DROPPED, "no longer so", due.attempts, work.now, Chance(due.chances))
        await settle(work, due.id, over)
        return None
    if verdict is not None and verdict.what is What.SILENT:
        message = replace(message, silent=True)
    editable = due.edits is not None and not due.chances & Chance.NEW_MESSAGE
    return Ready(due, message, await message_of(work, due.edits) if due.edits and editable else None, verdict)


async def _judged(work: Work, due: Due, known: Known | None, plans: Plans) -> Verdict | None:
    """What the policy says; None for a kind that this version doesn't know, which has no words either."""
    kind = KINDS.get(due.kind)
    if kind is None:
        return None
    return judge(await case_of(work, Waiting(due.id, kind, due.chat_id, due.best_before), known, plans))


async def _put_away(work: Work, due: Due, verdict: Verdict) -> None:
    """Let it wait, or not go at all."""
    state = State.QUEUED if verdict.what is What.DEFER else State.DROPPED
    until = verdict.until or work.now
    await settle(
        work, due.id, Settled(state, verdict.why.value, due.attempts, until, Chance(due.chances)), verdict=verdict
    )
    log.info("delivery", delivery=due.id, kind=due.kind, state=state.value, reason=verdict.why.value)


def _in_words(work: Work, due: Due, known: Known | None, data: Mapping[str, object]) -> Message | None:
    chosen, client = (known.language, known.client_language) if known else (None, None)
    return WORDINGS[due.kind](words_for(chosen, client, work.store), work.store.name, data)


async def note(work: Work, due: Due, outcome: Outcome, verdict: Verdict | None = None) -> Settled:
    """Write down what an attempt came to.

    Args:
        verdict: what the contact policy had said before it.
    """
    klass = KINDS[due.kind].klass if due.kind in KINDS else Class.ONCE
    became = settled(outcome, klass, due.attempts, Chance(due.chances), work.now)
    await settle(work, due.id, became, outcome.message_id, verdict)
    if became.unreachable:
        await mark_unreachable(work, due.chat_id)
    if outcome.chat_id is not None:
        await move_chat(work, due.chat_id, outcome.chat_id)
    if became.state is not State.DELIVERED:
        log.info("delivery", delivery=due.id, kind=due.kind, state=became.state.value, reason=became.reason)
    return became
