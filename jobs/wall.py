"""Watches the machine's clock on the wall: when it jumps, offers wait until somebody has looked at it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

from bot.actions.outbox import post_to_owners
from bot.actions.store import pause_offers
from bot.rules.pauses import JUMP, Clocks
from bot.shop import Shop

log = structlog.get_logger(__name__)

_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Where there is one, a clock that goes on while the machine sleeps: waking up is no jump."""


def read_clocks() -> Clocks:
    """The machine's own, whatever the shop's clock shows."""
    return Clocks(datetime.now(UTC), time.clock_gettime(_STEADY))


class WallWatch:
    """Compares the wall clock with the steady one since this process began; `read` reads both."""

    def __init__(self, shop: Shop, read: Callable[[], Clocks] = read_clocks) -> None:
        self._shop = shop
        self.read = read
        self._since = read()

    async def look(self) -> None:
        """Pause what is unasked if the clock has jumped, and tell the owners if nothing was paused already."""
        now = self.read()
        jump = self._since.jump_to(now)
        if abs(jump) <= JUMP:
            return
        log.warning("clock_jumped", seconds=round(jump.total_seconds()))
        async with self._shop.work() as work:
            if await pause_offers(work):
                minutes = round(jump / timedelta(minutes=1))
                await post_to_owners(work, "clock_jumped", f"clock_jumped:{work.now.isoformat()}", {"minutes": minutes})
        self._since = now
