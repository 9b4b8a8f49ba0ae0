"""Each day: whatever belongs to birthdays and falls due before the next look is given and posted.

It goes in acts of a few members each, so that nobody at the till waits for it.
"""

from collections.abc import Sequence
from datetime import date, datetime

import structlog

from bot.actions.birthday_turns import Turn, anything_over, near_birthdays, turn_years
from bot.actions.greetings import keep_birthdays
from bot.shop import Shop

log = structlog.get_logger(__name__)

MEMBERS = 25
"""Members whose birthdays are kept in one act."""
PAGE = 1000
"""Birthdays found in one read, or moved to the next year in one act."""
_NOBODY = Turn(date.min, 0)


async def wanted(shop: Shop, by: datetime) -> bool:
    """Whether there may be anything to give, to say or to move on by an instant."""
    async with shop.reading() as reading:
        return bool(await near_birthdays(reading, by, _NOBODY, 1)) or await anything_over(reading, by)


async def keep(shop: Shop) -> None:
    """Keep the birthdays that are near, and look for the next of those that are over."""
    greeted, page = 0, await _page(shop, _NOBODY)
    while page:
        greeted += await _keep(shop, page)
        page = await _page(shop, page[-1])
    async with shop.work() as work:
        over = await turn_years(work, PAGE)
    while over == PAGE:
        async with shop.work() as work:
            over = await turn_years(work, PAGE)
    if greeted:
        log.info("birthdays_kept", greetings=greeted)


async def _page(shop: Shop, after: Turn) -> list[Turn]:
    async with shop.reading() as reading:
        return await near_birthdays(reading, shop.clock.now(), after, PAGE)


async def _keep(shop: Shop, page: Sequence[Turn]) -> int:
    greeted = 0
    for start in range(0, len(page), MEMBERS):
        async with shop.work() as work:
            greeted += await keep_birthdays(work, [turn.member_id for turn in page[start : start + MEMBERS]])
    return greeted
