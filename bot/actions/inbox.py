"""Updates kept until they are handled: received in batches, handled one at a time, in order per sender."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.database import Command, Query
from bot.shop import Work
from bot.tables.inbox import inbox

TRIES = 5
KEPT = timedelta(hours=48)


class Arrived(NamedTuple):
    """An update from Telegram: its number, whose order it keeps, its JSON, and whether it comes after a silence."""

    update_id: int
    user_id: int
    raw: str
    late: bool = False


class Waiting(NamedTuple):
    """An update that was kept and not yet handled."""

    update_id: int
    user_id: int
    raw: bytes
    received_at: datetime
    late: bool
    tries: int


_KEEP = Query(int, insert(inbox).on_conflict_do_nothing().returning(inbox.c.update_id))
_WAITING = inbox.c.state == "waiting"
_COLUMNS = (inbox.c.update_id, inbox.c.user_id, inbox.c.raw, inbox.c.received_at, inbox.c.late, inbox.c.tries)
_ALL = Query(Waiting, select(*_COLUMNS).where(_WAITING).order_by(inbox.c.update_id))
_NEXT = Query(
    Waiting,
    select(*_COLUMNS).where(_WAITING, inbox.c.user_id == bindparam("user")).order_by(inbox.c.update_id).limit(1),
)
_LOCK_USER = Query(str, select(func.pg_advisory_xact_lock(bindparam("user"))))
_DONE = Command(update(inbox).where(inbox.c.update_id == bindparam("number"), _WAITING).values(state="done", raw=b""))
_FAILED = Command(
    update(inbox)
    .where(inbox.c.update_id == bindparam("number"), _WAITING)
    .values(tries=inbox.c.tries + 1, error=bindparam("why"), state=bindparam("now_state"))
)
_SWEEP = Command(delete(inbox).where(inbox.c.received_at < bindparam("before"), inbox.c.state != "waiting"))


async def keep(work: Work, arrived: Sequence[Arrived]) -> set[int]:
    """Keep updates; the numbers of those that were new. A repeat, whatever it holds, changes nothing."""
    rows = [
        {
            "update_id": one.update_id,
            "user_id": one.user_id,
            "raw": work.vault.seal(one.raw),
            "received_at": work.now,
            "late": one.late,
            "state": "waiting",
            "tries": 0,
        }
        for one in arrived
    ]
    return {number for found in await work.each(_KEEP, rows) for number in found}


async def waiting(work: Work) -> list[Waiting]:
    """Whatever was kept and not handled, oldest first; asked at the start."""
    return await work.all(_ALL)


async def take_next(work: Work, user_id: int) -> Waiting | None:
    """This sender's oldest unhandled update, which no other process can take before this transaction ends."""
    if not work.is_sqlite:
        await work.one(_LOCK_USER, user=user_id)
    return await work.one(_NEXT, user=user_id)


def mark_done(work: Work, update_id: int) -> None:
    """Mark an update handled as its act is committed; if it was handled before, the act is undone."""
    work.at_the_end(_DONE, number=update_id)


async def pass_over(work: Work, update_ids: Sequence[int]) -> None:
    """Mark updates handled without doing anything about them."""
    await work.many(_DONE, [{"number": number} for number in update_ids])


async def mark_failed(work: Work, update_id: int, tries: int, why: str) -> bool:
    """Count a failed try; True if it was the last one, and the update is given up.

    Args:
        tries: how many had failed before this one.
        why: the kind of failure, never its text, which may hold what a person wrote.
    """
    dead = tries + 1 >= TRIES
    await work.run(_FAILED, number=update_id, why=why[:200], now_state="dead" if dead else "waiting")
    return dead


async def sweep(work: Work) -> int:
    """Delete what was handled more than 48 hours ago; Telegram repeats nothing older than 24."""
    return await work.run(_SWEEP, before=work.now - KEPT)
