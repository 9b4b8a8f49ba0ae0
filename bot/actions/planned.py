"""What is planned to be said to one member unasked, with every gate's verdict, and what became of the last ones."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.actions.coming import read_plans
from bot.actions.foresight import foresee_for, is_unasked
from bot.actions.log import authorise
from bot.actions.people import find_person
from bot.database import Query
from bot.rules.contact import Gate, Hold, Verdict, look
from bot.rules.deliveries import KINDS, Lane
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.outbox import deliveries

MOST = 5
"""Messages of each sort that are shown."""
AHEAD = timedelta(days=60)
"""How far ahead is looked for one member."""
_LOOKED_THROUGH = 20
"""Somebody's newest messages, the news of their vouchers and all, among which they are looked for."""


class Planned(NamedTuple):
    """A message that is to come, in the outbox or not yet: what the policy will say of it, and each gate by itself."""

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


_ENDED = Query(
    Ended,
    select(*(deliveries.c[name] for name in Ended._fields))
    .where(
        deliveries.c.chat_id == bindparam("person"),
        deliveries.c.lane != Lane.LIVE.value,
        deliveries.c.settled_at.is_not(None),
    )
    .order_by(deliveries.c.settled_at.desc(), deliveries.c.id.desc())
    .limit(_LOOKED_THROUGH),
)


async def planned_for(work: Work, actor: Actor, person: int) -> Plan:
    """What is planned for somebody, and what became of the last messages.

    Args:
        person: their Telegram id; one's own needs no right but to be a member.
    """
    if person != actor.telegram_id:
        authorise(actor, Action.SEE_PLANNED)
    known = await find_person(work, person)
    waiting = await _planned(work, known.member_id) if known is not None and known.member_id is not None else []
    ended = [row for row in await work.all(_ENDED, person=person) if _is_unasked(row.kind)]
    return Plan(waiting[:MOST], ended[:MOST])


async def _planned(work: Work, member_id: int) -> list[Planned]:
    plans = await read_plans(work)
    found = await foresee_for(work, plans, work.store, [member_id], work.now, work.now + AHEAD)
    return [
        Planned(one.coming.kind.name, one.coming.due, one.verdict, look(one.case)) for theirs in found for one in theirs
    ]


def _is_unasked(kind: str) -> bool:
    return kind in KINDS and is_unasked(KINDS[kind])
