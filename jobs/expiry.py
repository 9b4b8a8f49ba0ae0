"""Each night, once the store's day is over: who was told is noted, what is past ends, and who is next is told.

All of it goes in acts of a few members each, so that nobody at the till waits for it.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.actions.expiry import Ended, anything_past, expire_points
from bot.actions.outbox import post_to_owners
from bot.actions.warnings import (
    Untold,
    anyone_untold,
    many_in_sight,
    settle_warnings,
    settled_warnings,
    untold_at,
    untold_between,
    warn,
    weeks_of,
)
from bot.rules.expiry import STAGES, clock_is_ahead
from bot.rules.room import Room
from bot.shop import Shop
from jobs.job import PutOffError

log = structlog.get_logger(__name__)

LOTS = 25
"""Lots that end in one act."""
MEMBERS = 25
"""Members who are told, or noted as told, in one act."""
PAGE = 1000
"""Lots or warnings found in one read, beside the acts."""


async def wanted(shop: Shop, by: datetime) -> bool:
    """Whether there is anything to note, to end or to tell by an instant.

    Where much is in sight there may be, and the night goes through it: no tick of the clock takes long to find out.
    """
    async with shop.reading() as reading:
        return (
            await anything_past(reading, by)
            or await many_in_sight(reading, by, shop.store.zone_info)
            or bool(await settled_warnings(reading, "", 1))
            or await anyone_untold(reading, by, shop.store.zone_info)
        )


async def sweep_points(shop: Shop) -> None:
    """Note who was told, let points end, and tell who is next.

    Raises:
        PutOffError: Telegram hasn't told what time it is, or the shop's clock is ahead of it, which owners are told; or
            next to nothing is left on the disk.
    """
    await look_at_the_clocks(shop)
    if shop.room is Room.NEARLY_NONE:
        raise PutOffError("the disk is nearly full")
    await note_who_was_told(shop)
    ended = await end_points(shop)
    told = await tell_members(shop)
    if told or any(ended):
        log.info("points_ended", expired=ended.expired, extended=ended.extended, told=told)


async def look_at_the_clocks(shop: Shop) -> None:
    """See that points may end by this machine's clock.

    Raises:
        PutOffError: they may not.
    """
    here, there = shop.clock.now(), shop.telegram_time()
    if there is None:
        raise PutOffError("Telegram has not told what time it is")
    if clock_is_ahead(here, there):
        async with shop.work() as work:
            times = {"here": here.isoformat(), "there": there.isoformat()}
            await post_to_owners(work, "expiry_stopped", f"expiry_stopped:{there:%Y-%m-%d}", times)
        raise PutOffError("the clock is ahead of Telegram's")


async def note_who_was_told(shop: Shop) -> None:
    """Note which warnings have arrived, and let go of those that failed."""
    after = ""
    while True:
        async with shop.reading() as reading:
            page = await settled_warnings(reading, after, PAGE)
        if not page:
            return
        for start in range(0, len(page), MEMBERS):
            async with shop.work() as work:
                await settle_warnings(work, page[start : start + MEMBERS])
        after = page[-1].key


async def end_points(shop: Shop) -> Ended:
    """Let everything that is past its last instant expire or last longer; how many lots did."""
    expired = extended = 0
    while True:
        async with shop.work() as work:
            ended = await expire_points(work, LOTS)
        if ended == Ended(0, 0):
            return Ended(expired, extended)
        expired, extended = expired + ended.expired, extended + ended.extended


async def tell_members(shop: Shop) -> int:
    """Tell everybody of whose points a warning is due; how many are written to."""
    now, zone = shop.clock.now(), shop.store.zone_info
    return sum(
        [await _tell_of(shop, stage, after, until) for stage in STAGES for after, until in weeks_of(stage, now, zone)]
    )


async def _tell_of(shop: Shop, stage: int, after: datetime, until: datetime) -> int:
    """Tell those of whose points some end between two instants."""
    told = 0
    while page := await _between(shop, stage, after, until):
        told += await _tell(shop, page)
        last = page[-1]
        # More may end in its very instant, however many: an import's points can all end together.
        while len(page) == PAGE and (page := await _at(shop, stage, last)):
            told += await _tell(shop, page)
            last = page[-1]
        after = last.expires_at
    return told


async def _between(shop: Shop, stage: int, after: datetime, until: datetime) -> list[Untold]:
    async with shop.reading() as reading:
        return await untold_between(reading, stage, after, until, PAGE)


async def _at(shop: Shop, stage: int, last: Untold) -> list[Untold]:
    async with shop.reading() as reading:
        return await untold_at(reading, stage, last, PAGE)


async def _tell(shop: Shop, page: Sequence[Untold]) -> int:
    told = 0
    whose = list(dict.fromkeys(lot.member_id for lot in page))
    for start in range(0, len(whose), MEMBERS):
        async with shop.work() as work:
            told += await warn(work, whose[start : start + MEMBERS])
    return told
