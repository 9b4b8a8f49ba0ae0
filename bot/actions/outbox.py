"""The outbox: what is to be said is written in the transaction of its cause, and may be called off till it leaves."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.database import Command, Query
from bot.rules.deliveries import KINDS, Kind, Lane
from bot.rules.outcomes import State
from bot.shop import Work
from bot.tables.groups import groups
from bot.tables.outbox import deliveries
from bot.tables.staff import staff


class Posting(NamedTuple):
    """A message for the outbox, as `post` takes it."""

    chat_id: int
    key: str
    data: Mapping[str, object]
    due: datetime | None = None
    edits: str | None = None
    best_before: datetime | None = None
    """None: as its kind says."""


class _Messages(NamedTuple):
    message_id: int | None
    others: object


class _Waiting(NamedTuple):
    due: datetime
    best_before: datetime | None


_POST = Query(
    int, insert(deliveries).on_conflict_do_nothing(index_elements=[deliveries.c.key]).returning(deliveries.c.id)
)
_QUEUED = deliveries.c.state == "queued"
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
