"""Claims: what is due is one process's under a lease, and what became of it is written down."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, bindparam, func, select, update

from bot.database import Query, Transaction, paired, pairs
from bot.rules.contact import Verdict
from bot.rules.deliveries import Lane
from bot.rules.outcomes import Chance, Settled, State
from bot.shop import Work
from bot.tables.base import UtcDateTime
from bot.tables.broadcasts import broadcasts
from bot.tables.outbox import deliveries

LEASE = timedelta(seconds=180)
"""Longer than a send can take with its pace and time-outs, so that a claim lapses only when its process is gone."""


class Due(NamedTuple):
    """A delivery that this process has claimed and must settle before its lease lapses."""

    id: int
    key: str
    kind: str
    data: object
    chat_id: int
    attempts: int
    chances: int
    best_before: datetime | None
    edits: str | None
    broadcast_id: int | None


class Ending(NamedTuple):
    """What became of a claimed delivery.

    Args:
        message_id: what Telegram calls the message that it turned into.
        others: and those that came with it.
        verdict: what the contact policy said, if it was asked.
        moved_to: the group's new id.
    """

    due: Due
    settled: Settled
    message_id: int | None = None
    others: Sequence[int] = ()
    verdict: Verdict | None = None
    moved_to: int | None = None


class _Became(NamedTuple):
    """What became of deliveries that are alike but for their messages; `again` is when they are tried next, if ever."""

    state: State
    reason: str
    attempts: int
    chances: Chance
    again: datetime | None
    others: tuple[int, ...]
    verdict: Verdict | None

    def values(self, now: datetime) -> dict[str, object]:
        """As `_SETTLE` takes it."""
        return {
            "new_state": self.state.value,
            "why": self.reason,
            "tried": self.attempts,
            "used": int(self.chances),
            "again": self.again,
            "further": self.others or None,
            "at": now if self.again is None else None,
            "said": self.verdict.what.value if self.verdict else None,
            "said_why": self.verdict.why.value if self.verdict else None,
        }


_DUE = [deliveries.c[field] for field in Due._fields]
_QUEUED = deliveries.c.state == "queued"
_IN_LANE = deliveries.c.lane == bindparam("lane")
_OF_NONE = deliveries.c.broadcast_id.is_(None)
_OF_ONE = deliveries.c.broadcast_id == bindparam("broadcast")
_HAS_ITS_TURN = select(deliveries.c.chat_id).where(deliveries.c.state == "sending", _IN_LANE)


def _claim(*which: ColumnElement[bool]) -> Query[Due]:
    claimable = (
        select(deliveries.c.id)
        .where(_QUEUED, *which, deliveries.c.due <= bindparam("now"), deliveries.c.chat_id.not_in(_HAS_ITS_TURN))
        .order_by(deliveries.c.due, deliveries.c.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
        # PostgreSQL may run a subquery anew for each row it is compared with, and then the limit limits nothing.
        .cte("claimable")
    )
    return Query(
        Due,
        update(deliveries)
        .where(deliveries.c.id.in_(select(claimable.c.id)), _QUEUED)
        .values(state="sending", lease_until=bindparam("until"), fence=bindparam("holder"))
        .returning(*_DUE),
    )


_CLAIM = _claim(_OF_NONE, _IN_LANE)
_CLAIM_OF = _claim(_OF_ONE)
_RUNNING_NOW = Query(int, select(broadcasts.c.id).where(broadcasts.c.state == "running").order_by(broadcasts.c.id))
_DELIVERY, _MESSAGE = pairs("messages")
_SETTLE = Query(
    int,
    update(deliveries)
    .where(deliveries.c.id == _DELIVERY, deliveries.c.state == "sending")
    .values(
        state=bindparam("new_state"),
        reason=bindparam("why"),
        attempts=bindparam("tried"),
        chances=bindparam("used"),
        due=func.coalesce(bindparam("again", type_=UtcDateTime), deliveries.c.due),
        message_id=_MESSAGE,
        others=bindparam("further"),
        settled_at=bindparam("at"),
        lease_until=None,
        verdict=func.coalesce(bindparam("said", type_=String), deliveries.c.verdict),
        verdict_why=func.coalesce(bindparam("said_why", type_=String), deliveries.c.verdict_why),
    )
    .returning(deliveries.c.id),
)
"""For all that became the same: most of what goes out together is delivered, and nothing else is to be said of it."""

_LAPSED = Query(
    Due,
    select(*_DUE).where(deliveries.c.state == "sending", deliveries.c.lease_until <= bindparam("by")),
)
_DUE_LATER = (
    select(deliveries.c.due).where(_QUEUED, deliveries.c.due > bindparam("after")).order_by(deliveries.c.due).limit(1)
)
_NEXT_DUE = Query(datetime, _DUE_LATER.where(_OF_NONE))
_NEXT_DUE_OF = Query(datetime, _DUE_LATER.where(_OF_ONE))
_NEXT_BEGINNING = Query(
    datetime,
    select(broadcasts.c.begins_at)
    .where(broadcasts.c.state == "scheduled", broadcasts.c.begins_at > bindparam("after"))
    .order_by(broadcasts.c.begins_at)
    .limit(1),
)


async def claim(work: Work, lane: Lane, most: int, lease: timedelta, fence: int | None) -> list[Due]:
    """Claim what is due in a lane, but nothing for a chat that is being written to; a row is one process's only.

    What is part of a broadcast comes after everything else in its lane, and only while its broadcast is running: one
    of a million that is paused costs nobody a look at its rows.

    Args:
        most: rows at most.
        lease: how long nobody else may think the claim lapsed.
        fence: the claimer's, kept with the row; None for a process that only helps with broadcasts.
    """
    hold = {"now": work.now, "until": work.now + lease, "holder": fence, "lane": lane.value}
    found = await work.all(_CLAIM, most=most, **hold) if fence is not None else []
    if lane is Lane.BROADCAST:
        for broadcast in await work.all(_RUNNING_NOW) if len(found) < most else ():
            found += await work.all(_CLAIM_OF, broadcast=broadcast, most=most - len(found), **hold)
            if len(found) >= most:
                break
    return sorted(found, key=lambda one: one.id)


async def settle(work: Work, endings: Sequence[Ending]) -> set[int]:
    """Write down what became of claimed deliveries; those that another hasn't settled since."""
    alike: dict[_Became, dict[int, int | None]] = defaultdict(dict)
    for due, became, message_id, others, verdict, _ in endings:
        again = became.due if became.state is State.QUEUED else None
        of_its_kind = _Became(
            became.state, became.reason, became.attempts, became.chances, again, tuple(others), verdict
        )
        alike[of_its_kind][due.id] = message_id
    done = set[int]()
    for of_its_kind, messages in alike.items():
        done.update(await work.all(_SETTLE, messages=paired(messages), **of_its_kind.values(work.now)))
    return done


async def lapsed(work: Work, by: datetime) -> list[Due]:
    """Claims whose lease lapses by an instant: nobody will ever know whether their messages went out."""
    return await work.all(_LAPSED, by=by)


async def next_due(work: Transaction, after: datetime) -> datetime | None:
    """When, after an instant, the next delivery falls due or the next broadcast begins; None if nothing does."""
    found = await work.all(_NEXT_DUE, after=after) + await work.all(_NEXT_BEGINNING, after=after)
    for one in await work.all(_RUNNING_NOW):
        found += await work.all(_NEXT_DUE_OF, broadcast=one, after=after)
    return min(found, default=None)
