"""Each night: purchases that came in bulk are learned from, what lasts how long is summed up, and members are reminded.

What is to do is found beside the acts, which are of a few members each, so that nobody at the till waits for it.
"""

from datetime import datetime

import structlog

from bot.actions.learning import (
    anything_learned,
    anything_new,
    buyers_of_new,
    keep_typical,
    learn_anew,
    none_is_new,
    sum_up,
    waiting_to_be_learned,
)
from bot.actions.nudges import FIRST, Turn, due_refills, nudge
from bot.actions.refills import learn_later
from bot.shop import Shop

log = structlog.get_logger(__name__)

MEMBERS = 25
"""Members who are learned about, or reminded, in one act."""
PAGE = 1000
"""Things found in one read, beside the acts."""


async def wanted(shop: Shop, by: datetime) -> bool:
    """Whether there is anything to learn, or anybody to remind by an instant."""
    async with shop.reading() as reading:
        return (
            bool(await waiting_to_be_learned(reading, 1))
            or await anything_learned(reading)
            or await anything_new(reading)
            or bool(await due_refills(reading, by, shop.store.zone_info, FIRST, 1))
        )


async def look_ahead(shop: Shop) -> None:
    """Learn, and remind."""
    learned = await _learn(shop)
    reminded = await _remind(shop)
    if learned or reminded:
        log.info("refills_looked_at", learned=learned, reminded=reminded)


async def _learn(shop: Shop) -> int:
    await _find_buyers_of_new(shop)
    learned = 0
    while True:
        async with shop.work() as work:
            some = await waiting_to_be_learned(work, MEMBERS)
            await learn_anew(work, some)
        learned += len(some)
        if not some:
            break
    async with shop.reading() as reading:
        summed = await sum_up(reading, shop.clock.now())
    async with shop.work() as work:
        await keep_typical(work, summed)
    return learned


async def _find_buyers_of_new(shop: Shop) -> None:
    """Whoever bought a product that is told of anew is learned anew."""
    after = 0
    async with shop.reading() as reading:
        if not await anything_new(reading):
            return
    while True:
        async with shop.reading() as reading:
            found = await buyers_of_new(reading, after, PAGE)
        async with shop.work() as work:
            await learn_later(work, found)
            if not found:
                await none_is_new(work)
                return
        after = found[-1]


async def _remind(shop: Shop) -> int:
    reminded, after = 0, FIRST
    while page := await _page(shop, after):
        whose = list(dict.fromkeys(turn.member_id for turn in page))
        for start in range(0, len(whose), MEMBERS):
            async with shop.work() as work:
                reminded += await nudge(work, whose[start : start + MEMBERS])
        after = page[-1]
    return reminded


async def _page(shop: Shop, after: Turn) -> list[Turn]:
    async with shop.reading() as reading:
        return await due_refills(reading, shop.clock.now(), shop.store.zone_info, after, PAGE)
