"""What became of a broadcast's recipients, counted with each that is settled, and what it pauses itself for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from bot.actions.broadcast_moves import pause_by_itself
from bot.actions.broadcasts import Broadcast, find_broadcast
from bot.actions.claims import Ending, settle
from bot.database import Command, Query, Transaction
from bot.rules.broadcast_runs import BLOCKED, FIELDS, Tally, Why
from bot.rules.broadcast_signs import trouble
from bot.rules.outcomes import Result
from bot.rules.outcomes import State as Fate
from bot.shop import Work
from bot.tables.broadcasts import broadcast_counts


class Count(NamedTuple):
    """How many recipients met with a fate for a reason; the fates are those of `FIELDS`."""

    fate: str
    reason: str
    n: int


_NEW = insert(broadcast_counts)
_COUNT = Command(
    _NEW.on_conflict_do_update(
        index_elements=[broadcast_counts.c.broadcast_id, broadcast_counts.c.fate, broadcast_counts.c.reason],
        set_={"n": broadcast_counts.c.n + _NEW.excluded.n},
    )
)
_COUNTS = Query(
    Count,
    select(*(broadcast_counts.c[name] for name in Count._fields))
    .where(broadcast_counts.c.broadcast_id == bindparam("broadcast"))
    .order_by(broadcast_counts.c.fate, broadcast_counts.c.n.desc()),
)
_TROUBLING = frozenset((Fate.FAILED.value, Fate.UNCERTAIN.value))


async def settle_and_count(work: Work, endings: Sequence[Ending]) -> None:
    """Write down what became of claimed deliveries; those of broadcasts are counted, and may pause theirs."""
    if not endings:
        return
    done = await settle(work, endings)
    counted = [one for one in endings if one.due.broadcast_id and one.due.id in done]
    if not counted:
        return
    fates = Counter(
        (one.due.broadcast_id or 0, _fate(one), one.settled.reason)
        for one in counted
        if one.settled.state is not Fate.QUEUED
    )
    await count(work, fates)
    reasons = {one.due.broadcast_id or 0: why for one in counted if (why := _reason_to_pause(one)) is not None}
    for broadcast_id in reasons.keys() | {number for number, fate, _ in fates if fate in _TROUBLING}:
        await _look(work, broadcast_id, reasons.get(broadcast_id))


def _fate(one: Ending) -> str:
    return BLOCKED if one.settled.unreachable else one.settled.state.value


def _reason_to_pause(one: Ending) -> Why | None:
    if one.settled.state is Fate.QUEUED and one.settled.reason == Result.ORIGINAL_GONE.value:
        return Why.ORIGINAL_GONE
    return Why.LONG_WAIT if one.settled.long_wait else None


async def _look(work: Work, broadcast_id: int, why: Why | None) -> None:
    """Pause a broadcast for what its own messages met with."""
    found = await find_broadcast(work, broadcast_id)
    if found is None:
        return
    why = why or trouble(await counts_of(work, broadcast_id), found.overlooks)
    if why is not None:
        await pause_by_itself(work, found, why)


async def count(work: Work, fates: Mapping[tuple[int, str, str], int]) -> None:
    """Add recipients to what is counted already.

    Args:
        fates: how many, by broadcast, fate and reason.
    """
    rows = [
        {"broadcast_id": number, "fate": fate, "reason": reason, "n": n}
        # In one order, so that two processes that count at once don't wait for each other.
        for (number, fate, reason), n in sorted(fates.items())
    ]
    await work.many(_COUNT, rows)


async def counts_of(work: Transaction, broadcast_id: int) -> list[Count]:
    """How many recipients met with which fate, and why."""
    return await work.all(_COUNTS, broadcast=broadcast_id)


async def tally(work: Transaction, found: Broadcast) -> Tally:
    """How a broadcast stands, in recipients."""
    sums = Counter[str]()
    for one in await counts_of(work, found.id):
        sums[FIELDS[one.fate]] += one.n
    return Tally(queued=found.queued, held=found.held, **sums)
