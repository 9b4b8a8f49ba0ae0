"""Begins broadcasts whose time has come, queues them page by page, looks at how they go, and ends them."""

import asyncio
from collections import deque
from datetime import datetime
from time import monotonic

from bot.actions.broadcast_care import care_for, wants_care, whom_next
from bot.rules.refusals import Refusal
from bot.rules.room import Room
from bot.shop import Shop
from jobs.job import PutOffError

MOST, LEAST = 5_000, 1_000
"""Rows in one act."""
AIM = 0.25
"""Seconds an act is to take: meanwhile nobody else can write."""
REST = 0.02
"""Seconds between acts, in which an answer that takes several acts of its own is done at once."""


async def wanted(shop: Shop, by: datetime) -> bool:
    """Whether one is under way, or is to begin by an instant."""
    async with shop.reading() as reading:
        return bool(await wants_care(reading, by))


async def tend(shop: Shop) -> None:
    """Do what there is to do for each, an act at a time, so that others write in between.

    Raises:
        PutOffError: the disk has no room for what needn't be said.
    """
    if shop.room is not Room.PLENTY:
        raise PutOffError("the disk is nearly full")
    async with shop.reading() as reading:
        waiting = list(await wants_care(reading, shop.clock.now()))
    rows = LEAST
    ahead: dict[int, deque[int] | Refusal | None] = {}
    while waiting:
        more = []
        for broadcast_id in waiting:
            if not ahead.get(broadcast_id):
                async with shop.reading() as reading:
                    ahead[broadcast_id] = await whom_next(reading, shop.store, broadcast_id)
            async with shop.work() as work:
                begun = monotonic()
                if await care_for(work, broadcast_id, rows, ahead[broadcast_id]):
                    more.append(broadcast_id)
            rows = rows_next(rows, monotonic() - begun)
        waiting = more
        if waiting:
            await asyncio.sleep(REST)


def rows_next(rows: int, seconds: float) -> int:
    """How many rows the next act may take, after one of so many took so long: at most twice as many, at least half."""
    fit = round(rows * AIM / max(seconds, AIM / MOST))
    return max(LEAST, rows // 2, min(MOST, 2 * rows, fit))
