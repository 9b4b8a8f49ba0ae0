"""Makes what was claimed ready to go: asks the contact policy, finds the words, and writes down what became of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import structlog

from bot.actions.broadcast_counts import settle_and_count
from bot.actions.broadcasts import broadcasts_told
from bot.actions.claims import Due, Ending
from bot.actions.coming import read_plans
from bot.actions.contact import Waiting, judged
from bot.actions.mentions import with_mentions
from bot.actions.outbox import message_of, move_chat
from bot.actions.people import mark_unreachable
from bot.actions.recipients import Addressee, addressees
from bot.rules.broadcast_runs import Told
from bot.rules.coming import Plans
from bot.rules.contact import Verdict, What, needs_facts
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


_Spoken = tuple[str | None, str | None]
"""The language somebody chose, and the one their client speaks."""


class _Known(NamedTuple):
    """What is read once for all that was claimed together."""

    people: Mapping[int, Addressee]
    broadcasts: Mapping[int, Told]
    bot_username: str
    said: dict[tuple[int | None, str, _Spoken, bool], Message | None]
    """By broadcast, kind, language and whether it comes in silence, what is the same for all who have it."""

    def of(self, due: Due) -> Addressee | None:
        return self.people.get(due.chat_id)

    def broadcast_of(self, due: Due) -> Told | None:
        return self.broadcasts.get(due.broadcast_id) if due.broadcast_id is not None else None


async def make_ready(work: Work, claimed: Sequence[Due], bot_username: str) -> list[Ready]:
    """Put what may go into words, oldest first; what may not go, or not yet, is settled at once.

    Where two want the last place in somebody's week, the more urgent is judged before the other.
    """
    if not claimed:
        return []
    people = await addressees(work, {due.chat_id for due in claimed})
    told = await broadcasts_told(work, {due.broadcast_id for due in claimed if due.broadcast_id is not None})
    known = _Known(people, told, bot_username, {})
    asks = any(due.kind in KINDS and needs_facts(KINDS[due.kind]) for due in claimed)
    plans = await read_plans(work) if asks else _BY_DEFAULT
    found = [one for dues in _in_rounds(claimed) for one in await _make_round_ready(work, dues, known, plans)]
    return sorted(found, key=lambda ready: ready.due.id)


def _in_rounds(claimed: Sequence[Due]) -> list[list[Due]]:
    """One message of each chat at a time, the more urgent first."""
    if len({due.chat_id for due in claimed}) == len(claimed):
        return [list(claimed)]
    rounds, had = list[list[Due]](), Counter[int]()
    for due in sorted(claimed, key=lambda due: KINDS[due.kind].priority if due.kind in KINDS else 0):
        if had[due.chat_id] == len(rounds):
            rounds.append([])
        rounds[had[due.chat_id]].append(due)
        had[due.chat_id] += 1
    return rounds


async def _make_round_ready(work: Work, dues: Sequence[Due], known: _Known, plans: Plans) -> list[Ready]:
    verdicts = await _judged(work, dues, known, plans)
    ready, over = list[Ready](), list[Ending]()
    for due in dues:
        verdict = verdicts.get(due.id)
        if verdict is not None and verdict.what in (What.DEFER, What.DROP):
            over.append(_put_away(work, due, verdict))
            continue
        made = await _made_ready(work, due, known, verdict)
        if isinstance(made, Ready):
            ready.append(made)
        else:
            over.append(made)
    await settle_and_count(work, over)
    return ready


async def _judged(work: Work, dues: Sequence[Due], known: _Known, plans: Plans) -> dict[int, Verdict]:
    """What the policy says; nothing of a kind that this version doesn't know, which has no words either."""
    waiting = [(_waiting(due, known), known.of(due)) for due in dues if due.kind in KINDS]
    verdicts = await judged(work, waiting, plans)
    return {one.id: verdict for (one, _), verdict in zip(waiting, verdicts, strict=True)}


def _waiting(due: Due, known: _Known) -> Waiting:
    told = known.broadcast_of(due)
    return Waiting(due.id, KINDS[due.kind], due.best_before, told is not None and told.plan.closed_too)


async def _made_ready(work: Work, due: Due, known: _Known, verdict: Verdict | None) -> Ready | Ending:
    """In words; or, where there are none, that it is over."""
    try:
        message = await _in_words(work, due, known, silent=verdict is not None and verdict.what is What.SILENT)
    except Exception as error:
        # One that can't be said, perhaps posted by a newer version, must not hold up the others.
        log.exception("delivery_without_words", delivery=due.id, kind=due.kind, exc_info=error)
        return ending_of(due, Outcome(Result.REFUSED, f"no words: {type(error).__name__}"), work.now)
    editable = due.edits is not None and not due.chances & Chance.NEW_MESSAGE
    replaces = await message_of(work, due.edits) if due.edits and editable else None
    if message is None or (replaces is None and KINDS[due.kind].only_edits):
        return Ending(due, Settled(State.DROPPED, "no longer so", due.attempts, work.now, Chance(due.chances)))
    return Ready(due, message, replaces, verdict)


def _put_away(work: Work, due: Due, verdict: Verdict) -> Ending:
    """Let it wait, or not go at all."""
    state = State.QUEUED if verdict.what is What.DEFER else State.DROPPED
    if due.broadcast_id is None:
        log.info("delivery", delivery=due.id, kind=due.kind, state=state.value, reason=verdict.why.value)
    became = Settled(state, verdict.why.value, due.attempts, verdict.until or work.now, Chance(due.chances))
    return Ending(due, became, verdict=verdict)


async def _in_words(work: Work, due: Due, known: _Known, *, silent: bool) -> Message | None:
    person = known.of(due)
    spoken = (person.language, person.client_language) if person else (None, None)
    alike, said = due.broadcast_id is not None and not due.data, (due.broadcast_id, due.kind, spoken, silent)
    if alike and said in known.said:
        return known.said[said]
    mentioned = await with_mentions(work, due.data) if isinstance(due.data, Mapping) else {}
    data = {**mentioned, "bot": known.bot_username}
    if due.broadcast_id is not None:
        data["told"] = known.broadcast_of(due)
    message = WORDINGS[due.kind](words_for(*spoken, work.store), work.store.name, data)
    if message is not None and silent:
        message = replace(message, silent=True)
    if alike:
        known.said[said] = message
    return message


def ending_of(due: Due, outcome: Outcome, now: datetime, verdict: Verdict | None = None) -> Ending:
    """What a delivery becomes after an attempt; `verdict` is what the contact policy had said before it."""
    klass = KINDS[due.kind].klass if due.kind in KINDS else Class.ONCE
    if outcome.result is Result.ORIGINAL_GONE and due.broadcast_id is None:
        # A broadcast pauses and asks for another post; anything else would be tried again without end.
        outcome = Outcome(Result.REFUSED, outcome.result.value)
    became = settled(outcome, klass, due.attempts, Chance(due.chances), now, edits=due.edits is not None)
    return Ending(due, became, outcome.message_id, outcome.others, verdict, outcome.chat_id)


async def note(work: Work, endings: Sequence[Ending]) -> None:
    """Write down what became of deliveries, and what that says of their recipients."""
    await settle_and_count(work, endings)
    for due, became, _, _, _, moved_to in endings:
        if became.unreachable:
            await mark_unreachable(work, due.chat_id)
        if moved_to is not None:
            await move_chat(work, due.chat_id, moved_to)
        if became.state is not State.DELIVERED:
            log.info("delivery", delivery=due.id, kind=due.kind, state=became.state.value, reason=became.reason)
