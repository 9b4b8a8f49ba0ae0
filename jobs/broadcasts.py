"""Begins broadcasts whose time has come, queues them page by page, looks at how they go, and ends them."""

from datetime import datetime

from bot.actions.broadcast_care import care_for, wants_care
from bot.rules.room import Room
from bot.shop import Shop
from jobs.job import PutOffError


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
    while waiting:
        more = []
        for broadcast_id in waiting:
            async with shop.work() as work:
                if await care_for(work, broadcast_id):
                    more.append(broadcast_id)
        waiting = more
