"""Each night, once the store's day is over: vouchers past their last day end, and others are spoken of in time."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from bot.actions.ending import anything_ends, expire_vouchers, warn_of_vouchers
from bot.shop import Shop, Work
from jobs.expiry import look_at_the_clocks

log = structlog.get_logger(__name__)

AT_ONCE = 50
"""Vouchers in one act, so that nobody at the till waits for it."""


async def wanted(shop: Shop, by: datetime) -> bool:
    """Whether there is a voucher to end, or to speak of, by an instant."""
    async with shop.reading() as reading:
        return await anything_ends(reading, by)


async def sweep_vouchers(shop: Shop) -> None:
    """End what is past its last instant, and say of what is about to that it is.

    Raises:
        PutOffError: this machine's clock can't be trusted, as for points.
    """
    await look_at_the_clocks(shop)
    ended = spoken_of = 0
    while done := await _some(shop, expire_vouchers):
        ended += done
    while done := await _some(shop, warn_of_vouchers):
        spoken_of += done
    log.info("vouchers_ended", ended=ended, spoken_of=spoken_of)


async def _some(shop: Shop, act: Callable[[Work, int], Awaitable[int]]) -> int:
    async with shop.work() as work:
        return await act(work, AT_ONCE)
