"""Each night the rhythm of those who bought is reckoned anew, and whoever is late by it has their turn at a word."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.actions.leases import note_mark
from bot.actions.win_back import (
    JOB,
    Bought,
    anybody_late,
    keep_rhythms,
    late_members,
    new_purchases,
    read_win_back,
    who_bought,
    write_to_late,
)
from bot.actions.win_back_again import say_again, unsaid_words
from bot.rules.room import Room
from bot.shop import Shop
from jobs.job import PutOffError

log = structlog.get_logger(__name__)

PURCHASES = 5_000
"""Purchases found in one read."""
OVERLAP = 1_000
"""Purchases seen before that are looked at once more: numbers are not given in the order in which acts end."""
MEMBERS = 100
"""Members in one act."""
PAGE = 1_000


async def wanted(shop: Shop, by: datetime) -> bool:
    """Whether there is a rhythm to reckon, somebody late to look at, or a word to say once more, by an instant."""
    if await anybody_late(shop, by):
        return True
    async with shop.reading() as reading:
        return (await read_win_back(reading)).on and bool(await unsaid_words(reading, by, 1))


async def win_back(shop: Shop) -> None:
    """Keep the rhythms, by which segments go as well, and write to whoever is late where the shop does that.

    Raises:
        PutOffError: the disk has no room for what needn't be said.
    """
    if shop.room is not Room.PLENTY:
        raise PutOffError("the disk is nearly full")
    async with shop.reading() as reading:
        rules, news = await read_win_back(reading), await new_purchases(reading)
    bought, after = set[int](), max(0, news.seen - OVERLAP)
    while page := await _bought(shop, after):
        bought.update(one.member_id for one in page)
        after = page[-1].id
    for some in _in_acts(sorted(bought)):
        async with shop.work() as work:
            await keep_rhythms(work, some, rules.least_days)
    async with shop.work() as work:
        await note_mark(work, JOB, news.newest)
    written = looked_at = again = 0
    while rules.on and (late := await _late(shop)):
        for some in _in_acts(late):
            async with shop.work() as work:
                written += await write_to_late(work, some)
        looked_at += len(late)
    if rules.on:
        again = await _say_again(shop)
    if news.newest > news.seen or looked_at or again:
        log.info("win_back", reckoned=len(bought), looked_at=looked_at, written=written, again=again)


async def _say_again(shop: Shop) -> int:
    again = after = 0
    while True:
        async with shop.work() as work:
            unsaid = await unsaid_words(work, work.now, MEMBERS, after)
            again += await say_again(work, unsaid)
        if len(unsaid) < MEMBERS:
            return again
        after = unsaid[-1].member_id


async def _bought(shop: Shop, after: int) -> list[Bought]:
    async with shop.reading() as reading:
        return await who_bought(reading, after, PURCHASES)


async def _late(shop: Shop) -> list[int]:
    async with shop.reading() as reading:
        return await late_members(reading, shop.clock.now(), PAGE)


def _in_acts(member_ids: Sequence[int]) -> list[Sequence[int]]:
    return [member_ids[start : start + MEMBERS] for start in range(0, len(member_ids), MEMBERS)]
