"""Each morning: whoever's turn it is will be asked that day, those who forgot once more, and what rests is closed."""

from datetime import datetime

import structlog

from bot.actions.closing import anything_idle, end_idle
from bot.actions.surveys import ask, asked_today, many_members, read_rules, whose_turn
from bot.actions.surveys_sent import anybody_unanswered, anything_ended, note_what_arrived, remind
from bot.actions.waiting import anybody_forgotten, remind_of_forgotten
from bot.rules.room import Room
from bot.shop import Shop
from jobs.job import PutOffError

log = structlog.get_logger(__name__)

AT_ONCE = 25
"""Members who are asked, or looked at, in one act."""


async def wanted(shop: Shop, by: datetime) -> bool:
    """Whether there is anybody to ask, anything to note or to close by an instant.

    Among many members there may be, and the morning goes through them: no tick of the clock takes long to find out.
    """
    now, zone = shop.clock.now(), shop.store.zone_info
    async with shop.reading() as reading:
        rules = await read_rules(reading)
        return (
            (rules.asks and await many_members(reading))
            or await anything_ended(reading)
            or await anybody_forgotten(reading, by)
            or await anything_idle(reading, by)
            or await anybody_unanswered(reading, rules, zone, now, by)
            or bool(await whose_turn(reading, rules, zone, now, by, 1))
        )


async def care_for_answers(shop: Shop) -> None:
    """Note which questions arrived, ask those whose turn it is and those who forgot, and close what rests.

    Raises:
        PutOffError: next to nothing is left on the disk.
    """
    if shop.room is Room.NEARLY_NONE:
        raise PutOffError("the disk is nearly full")
    await _note(shop)
    asked = await _ask(shop)
    reminded = await _remind(shop)
    async with shop.work() as work:
        await remind_of_forgotten(work)
    closed = await _close(shop)
    if asked or reminded or closed:
        log.info("surveys", asked=asked, reminded=reminded, closed=closed)


async def _note(shop: Shop) -> None:
    after: int | None = 0
    while after is not None:
        async with shop.work() as work:
            after = await note_what_arrived(work, after, AT_ONCE)


async def _ask(shop: Shop) -> int:
    now, zone = shop.clock.now(), shop.store.zone_info
    async with shop.reading() as reading:
        rules = await read_rules(reading)
        left = rules.most - await asked_today(reading, zone, now)
        found = await whose_turn(reading, rules, zone, now, now, left) if left > 0 else []
    asked = 0
    for start in range(0, len(found), AT_ONCE):
        async with shop.work() as work:
            asked += await ask(work, rules, found[start : start + AT_ONCE])
    return asked


async def _remind(shop: Shop) -> int:
    reminded = 0
    while True:
        async with shop.work() as work:
            found = await remind(work, await read_rules(work), AT_ONCE)
        reminded += found
        if found < AT_ONCE:
            return reminded


async def _close(shop: Shop) -> int:
    closed = 0
    while True:
        async with shop.work() as work:
            found = await end_idle(work, AT_ONCE)
        closed += found
        if found < AT_ONCE:
            return closed
