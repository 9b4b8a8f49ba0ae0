"""What a broadcast needs while it is under way: to begin, to be queued page by page, to be looked at, to end."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Column, ColumnElement, ScalarSelect, bindparam, func, or_, select, update

from bot.actions.broadcast_aftermath import sign
from bot.actions.broadcast_counts import count
from bot.actions.broadcast_moves import begin, move_broadcast, pause_by_itself
from bot.actions.broadcast_queue import look_ahead, queue_some
from bot.actions.broadcasts import find_broadcast
from bot.database import Query, Transaction, looked_through
from bot.rules.broadcast_runs import Act, State
from bot.rules.outcomes import State as Fate
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM
from bot.shop import Store, Work
from bot.tables.broadcasts import broadcasts
from bot.tables.outbox import deliveries

T = TypeVar("T")
CANCELLED = "cancelled"
"""Why it is over with those who were still to come when it was called off."""

_THEIRS = deliveries.c.broadcast_id == bindparam("number")
_QUEUED = deliveries.c.state == Fate.QUEUED.value


# Each is found by the index that has only such rows, and not among all that have ever gone out.
_SENDING = (looked_through(deliveries.c.broadcast_id) == bindparam("number"), deliveries.c.state == Fate.SENDING.value)


def _first(by: Column[T], *which: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(deliveries.c.id).where(*which).order_by(by).limit(1).scalar_subquery()


_OPEN = Query(
    int,
    select(func.coalesce(_first(deliveries.c.due, _THEIRS, _QUEUED), _first(deliveries.c.lease_until, *_SENDING))),
)
_WANTS_CARE = Query(
    int,
    select(broadcasts.c.id)
    .where(
        or_(
            (broadcasts.c.state == State.SCHEDULED.value) & (broadcasts.c.begins_at <= bindparam("by")),
            broadcasts.c.state == State.RUNNING.value,
            (broadcasts.c.state == State.CANCELLED.value)
            & _first(deliveries.c.due, deliveries.c.broadcast_id == broadcasts.c.id, _QUEUED).is_not(None),
        )
    )
    .order_by(broadcasts.c.id),
)
_SOME = select(deliveries.c.id).where(_THEIRS, _QUEUED).order_by(deliveries.c.due).limit(bindparam("most")).cte("some")
_DROP = Query(
    int,
    update(deliveries)
    .where(deliveries.c.id.in_(select(_SOME.c.id)), _QUEUED)
    .values(state=Fate.DROPPED.value, reason=CANCELLED, settled_at=bindparam("at"))
    .returning(deliveries.c.id),
)


async def wants_care(work: Transaction, by: datetime) -> Sequence[int]:
    """The broadcasts for which there is something to do by an instant."""
    return await work.all(_WANTS_CARE, by=by)


async def whom_next(reading: Transaction, store: Store, broadcast_id: int) -> deque[int] | Refusal | None:
    """As `look_ahead`, for a broadcast that goes to a segment; None where there is nobody to be found out now."""
    found = await find_broadcast(reading, broadcast_id)
    if found is None or found.act is not Act.SEND or found.state is not State.RUNNING or found.queued_at is not None:
        return None
    return await look_ahead(reading, store, found)


async def care_for(work: Work, broadcast_id: int, rows: int, ahead: deque[int] | Refusal | None) -> bool:
    """Do one thing for a broadcast; whether there is more to do at once.

    Args:
        rows: of the outbox, that may be added or changed at most.
        ahead: as of `whom_next`; who is queued is taken off.
    """
    found = await find_broadcast(work, broadcast_id)
    if found is None:
        return False
    match found.state:
        case State.SCHEDULED:
            await begin(work, found)
            return True
        case State.CANCELLED:
            dropped = len(await work.all(_DROP, number=found.id, most=rows, at=work.now))
            await count(work, {(found.id, Fate.DROPPED.value, CANCELLED): dropped} if dropped else {})
            return dropped == rows
        case State.RUNNING if found.queued_at is None:
            if ahead is None and found.act is Act.SEND:
                return True  # it began, or went on, after it was looked for somebody
            return await queue_some(work, found, rows, deque() if ahead is None else ahead)
        case State.RUNNING if (why := await sign(work, found, work.now)) is not None:
            await pause_by_itself(work, found, why)
        case State.RUNNING if await work.one(_OPEN, number=found.id) is None:
            await move_broadcast(work, SYSTEM, found, State.DONE)
    return False
