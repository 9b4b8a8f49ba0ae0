"""What is planned to be said to one member unasked, with every gate's verdict, and what became of the last ones."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.actions.contact import Waiting, case_of, contact_rules
from bot.actions.log import authorise
from bot.actions.people import find_person
from bot.database import Query
from bot.rules.contact import Gate, Hold, Verdict, foreseen, judge, look, needs_facts
from bot.rules.deliveries import KINDS
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.outbox import deliveries

MOST = 5
"""Messages of each sort that are shown."""
_LOOKED_THROUGH = 100
"""Somebody's newest messages, receipts and all, among which they are looked for."""


class Planned(NamedTuple):
    """A message that waits: what the policy says of it as of now, and each gate by itself."""

    kind: str
    due: datetime
    verdict: Verdict
    gates: Mapping[Gate, Hold | None]


class Ended(NamedTuple):
    """A message that doesn't wait any more: what the policy said, what became of it, and when."""

    kind: str
    state: str
    reason: str | None
    verdict: str | None
    verdict_why: str | None
    settled_at: datetime


class Plan(NamedTuple):
    """Both."""

    waiting: Sequence[Planned]
    ended: Sequence[Ended]


class _Row(NamedTuple):
    id: int
    kind: str
    due: datetime
    best_before: datetime | None


_THEIRS = deliveries.c.chat_id == bindparam("person")
_WAITING = Query(
    _Row,
    select(*(deliveries.c[name] for name in _Row._fields))
    .where(_THEIRS, deliveries.c.state == "queued")
    .order_by(deliveries.c.due, deliveries.c.id)
    .limit(_LOOKED_THROUGH),
)
_ENDED = Query(
    Ended,
    select(*(deliveries.c[name] for name in Ended._fields))
    .where(_THEIRS, deliveries.c.settled_at.is_not(None))
    .order_by(deliveries.c.id.desc())
    .limit(_LOOKED_THROUGH),
)


async def planned_for(work: Work, actor: Actor, person: int) -> Plan:
    """What is planned for somebody, and what became of the last messages.

    Args:
        person: their Telegram id; one's own needs no right but to be a member.
    """
    if person != actor.telegram_id:
        authorise(actor, Action.SEE_PLANNED)
    known, rules = await find_person(work, person), await contact_rules(work)
    planned = []
    for row in [row for row in await work.all(_WAITING, person=person) if _is_unasked(row.kind)][:MOST]:
        kind = KINDS[row.kind]
        case = await case_of(work, Waiting(row.id, kind, person, row.best_before), known, rules)
        case = foreseen(case, max(row.due, work.now))
        planned.append(Planned(kind.name, row.due, judge(case), look(case)))
    ended = [row for row in await work.all(_ENDED, person=person) if _is_unasked(row.kind)]
    return Plan(planned, ended[:MOST])


def _is_unasked(kind: str) -> bool:
    return kind in KINDS and needs_facts(KINDS[kind]) and not KINDS[kind].about_work
