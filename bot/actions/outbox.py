"""The outbox: what is to be said is written in the transaction of its cause, claimed under a lease, and settled."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.database import Command, Query, Transaction, paired, pairs
from bot.rules.contact import Verdict
from bot.rules.deliveries import KINDS, Kind, Lane
from bot.rules.outcomes import Settled, State
from bot.shop import Work
from bot.tables.base import UtcDateTime
from bot.tables.broadcasts import broadcasts
from bot.tables.groups import groups
from bot.tables.outbox import deliveries
from bot.tables.staff import staff

LEASE = timedelta(seconds=180)
"""Longer than a send can take with its pace and time-outs, so that a claim lapses only when its process is gone."""


class Posting(NamedTuple):
    """A message for the outbox, as `post` takes it."""

    chat_id: int
    key: str
    data: Mapping[str, object]
    due: datetime | None = None
    edits: str | None = None
    best_before: datetime | None = None
    """None: as its kind says."""


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
    """What became of deliveries that are alike but for their messages, as `_SETTLE` takes it."""

    new_state: str
    why: str
    tried: int
    used: int
    again: datetime | None
    further: tuple[int, ...] | None
    at: datetime | None
    said: str | None
    said_why: str | None


class _Messages(NamedTuple):
    message_id: int | None
    others: object


class _Waiting(NamedTuple):
    due: datetime
    best_before: datetime | None


_DUE = [deliveries.c[field] for field in Due._fields]
_POST = Query(
    int, insert(deliveries).on_conflict_do_nothing(index_elements=[deliveries.c.key]).returning(deliveries.c.id)
)
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
_MESSAGE_OF = Query(
    int,
    select(deliveries.c.message_id).where(deliveries.c.key == bindparam("about"), deliveries.c.message_id.is_not(None)),
)
_MESSAGES_OF = Query(
    _Messages, select(deliveries.c.message_id, deliveries.c.others).where(deliveries.c.id == bindparam("delivery"))
)
_MOVE = Command(
    update(deliveries)
    .where(deliveries.c.chat_id == bindparam("old"), or_(_QUEUED, deliveries.c.state == "sending"))
    .values(chat_id=bindparam("new"))
)
_MOVE_GROUP = Command(
    update(groups)
    .where(groups.c.chat_id == bindparam("old"))
    .values(chat_id=bindparam("new"), welcome_since=None)  # the message that says it stays behind
)
_CALL_OFF = Command(
    update(deliveries)
    .where(deliveries.c.key == bindparam("about"), _QUEUED)
    .values(state="dropped", reason="called off", settled_at=bindparam("at"))
)
_WAITING = Query(
    _Waiting, select(deliveries.c.due, deliveries.c.best_before).where(deliveries.c.key == bindparam("about"), _QUEUED)
)
_MOVE_DUE = Command(
    update(deliveries)
    .where(deliveries.c.key == bindparam("about"), _QUEUED)
    .values(due=bindparam("new_due"), best_before=bindparam("new_before"))
)
_SHOWN = Command(insert(deliveries).on_conflict_do_nothing(index_elements=[deliveries.c.key]))
_SWEEP_SHOWN = Command(
    delete(deliveries).where(deliveries.c.kind == "shown", deliveries.c.settled_at < bindparam("before"))
)
_RUNNING = Query(
    int, select(staff.c.telegram_id).where(staff.c.role.in_(("manager", "owner")), staff.c.dismissed_at.is_(None))
)
_OWNERS = Query(int, select(staff.c.telegram_id).where(and_(staff.c.role == "owner", staff.c.dismissed_at.is_(None))))


async def post(
    work: Work,
    kind: str,
    chat_id: int,
    key: str,
    data: Mapping[str, object],
    *,
    due: datetime | None = None,
    edits: str | None = None,
) -> bool:
    """Put a message into the outbox, in the transaction of its cause.

    Args:
        kind: a name in `bot/rules/deliveries.py`.
        chat_id: the recipient's private chat, or a group.
        key: what it is about, such as `receipt:814`; the same key is never posted twice.
        data: what the words need, as plain data.
        due: not before this instant; at once if None.
        edits: the key of the delivery whose message this one changes.

    Returns:
        False if the key was posted before.
    """
    [posted] = await post_all(work, kind, [Posting(chat_id, key, data, due, edits)])
    return posted


async def post_all(work: Work, kind: str, postings: Sequence[Posting]) -> list[bool]:
    """Put several messages of a kind into the outbox, in one trip; for each, False if its key was posted before."""
    made = [bool(found) for found in await work.each(_POST, [_row(work, KINDS[kind], one) for one in postings])]
    if any(made):
        work.posted.add(KINDS[kind].lane)
    return made


def _row(work: Work, kind: Kind, one: Posting) -> dict[str, object]:
    at = one.due or work.now
    return {
        "key": one.key,
        "kind": kind.name,
        "data": dict(one.data),
        "chat_id": one.chat_id,
        "lane": kind.lane.value,
        "due": at,
        "best_before": one.best_before or (at + kind.best_before if kind.best_before else None),
        "edits": one.edits,
        "priority": kind.priority.value if kind.capped else None,
        "state": "queued",
        "attempts": 0,
        "chances": 0,
    }


async def post_to_owners(work: Work, kind: str, key: str, data: Mapping[str, object]) -> None:
    """Put a message to every owner into the outbox."""
    for owner in await work.all(_OWNERS):
        await post(work, kind, owner, f"{key}:{owner}", data)


async def post_to_managers(work: Work, kind: str, key: str, data: Mapping[str, object]) -> None:
    """Put a message to everybody who runs the shop into the outbox: managers and owners."""
    for one in await work.all(_RUNNING):
        await post(work, kind, one, f"{key}:{one}", data)


async def call_off(work: Work, key: str) -> bool:
    """Let something that waits for its time not be said any more; False if it has left already, or never was there."""
    return await work.run(_CALL_OFF, about=key, at=work.now) == 1


async def call_off_all(work: Work, keys: Sequence[str]) -> None:
    """Let several things that wait for their time not be said any more, in one trip."""
    await work.many(_CALL_OFF, [{"about": key, "at": work.now} for key in keys])


async def move_due(work: Work, key: str, by: timedelta) -> bool:
    """Let something that waits for its time be due earlier or later, best-before and all; False as of `call_off`."""
    found = await work.one(_WAITING, about=key)
    if found is None:
        return False
    before = found.best_before + by if found.best_before else None
    return await work.run(_MOVE_DUE, about=key, new_due=found.due + by, new_before=before) == 1


async def remember_shown(work: Work, key: str, chat_id: int, message_id: int) -> None:
    """Take note of a message that a screen puts up itself, so that a delivery can change it later.

    Args:
        key: what such a delivery names in its `edits`.
    """
    await work.run(
        _SHOWN,
        key=key,
        kind="shown",
        data={},
        chat_id=chat_id,
        lane=Lane.LIVE.value,
        due=work.now,
        state=State.DELIVERED.value,
        attempts=0,
        chances=0,
        message_id=message_id,
        settled_at=work.now,
    )


async def sweep_shown(work: Work, before: datetime) -> int:
    """Forget messages that screens put up before an instant; how many they were."""
    return await work.run(_SWEEP_SHOWN, before=before)


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
    for one in endings:
        alike[_became(one, work.now)][one.due.id] = one.message_id
    done = set[int]()
    for became, messages in alike.items():
        done.update(await work.all(_SETTLE, messages=paired(messages), **became._asdict()))
    return done


def _became(one: Ending, now: datetime) -> _Became:
    settled, verdict = one.settled, one.verdict
    waits = settled.state is State.QUEUED
    return _Became(
        settled.state.value,
        settled.reason,
        settled.attempts,
        int(settled.chances),
        settled.due if waits else None,
        tuple(one.others) or None,
        None if waits else now,
        verdict.what.value if verdict else None,
        verdict.why.value if verdict else None,
    )


async def lapsed(work: Work, by: datetime) -> list[Due]:
    """Claims whose lease lapses by an instant: nobody will ever know whether their messages went out."""
    return await work.all(_LAPSED, by=by)


async def next_due(work: Transaction, after: datetime) -> datetime | None:
    """When, after an instant, the next delivery falls due or the next broadcast begins; None if nothing does."""
    found = await work.all(_NEXT_DUE, after=after) + await work.all(_NEXT_BEGINNING, after=after)
    for one in await work.all(_RUNNING_NOW):
        found += await work.all(_NEXT_DUE_OF, broadcast=one, after=after)
    return min(found, default=None)


async def message_of(work: Work, key: str) -> int | None:
    """The Telegram message that a delivery became."""
    return await work.one(_MESSAGE_OF, about=key)


async def messages_of(work: Work, delivery: int) -> tuple[int, ...]:
    """All the Telegram messages that a delivery became."""
    found = await work.one(_MESSAGES_OF, delivery=delivery)
    if found is None or found.message_id is None:
        return ()
    return (found.message_id, *(found.others if isinstance(found.others, list) else ()))


async def move_chat(work: Work, old: int, new: int) -> None:
    """A group became a supergroup: what waits for it goes to its new id."""
    await work.run(_MOVE, old=old, new=new)
    await work.run(_MOVE_GROUP, old=old, new=new)
