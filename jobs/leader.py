"""Who leads: the process that holds the lease polls and ticks, the others only answer."""

import asyncio
import os
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.actions.leases import last_lease, leave_lead, renew_lead, take_lead
from bot.shop import Shop

log = structlog.get_logger(__name__)

SILENCE = timedelta(seconds=150)
"""Telegram keeps a press for this long; after a longer silence nobody knows how old one is."""


class Leader:
    """This process's hold on the lease.

    Args:
        lasts: how long a hold is good without being renewed; it is renewed three times in that.
        alone: no other process can run (SQLite's file lock is held), so the last leader is surely gone.
    """

    def __init__(self, shop: Shop, lasts: timedelta, *, alone: bool) -> None:
        self._shop = shop
        self._lasts = lasts
        self._alone = alone
        self._me = f"{os.getpid()}-{secrets.token_hex(4)}"
        self.fence: int | None = None
        self.after_silence = False
        """Nobody led for so long before this hold began that waiting presses may be old."""

    @property
    def leading(self) -> bool:
        """Whether this process may poll, tick and send."""
        return self.fence is not None

    async def look(self) -> bool:
        """Take the lease if it is free, renew it if it is ours; whether we lead now."""
        async with self._shop.work() as work:
            if self.fence is not None:
                if not await renew_lead(work, self._me, self.fence, self._lasts):
                    log.warning("lead_lost", fence=self.fence)
                    self.fence = None
            else:
                last = await last_lease(work)
                self.fence = await take_lead(work, self._me, self._lasts, at_once=self._alone)
                if self.fence is not None:
                    self.after_silence = last is not None and work.now - (last.until - self._lasts) > SILENCE
                    log.info("lead_taken", fence=self.fence, after_silence=self.after_silence)
        return self.leading

    async def keep(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look again and again, until cancelled; a database that doesn't answer costs the lead."""
        while True:
            await pause(self._lasts.total_seconds() / 3)
            try:
                await self.look()
            except Exception as error:
                log.warning("lead_unsure", error=type(error).__name__)
                self.fence = None

    async def leave(self) -> None:
        """Let the next process lead at once."""
        if self.fence is not None:
            async with self._shop.work() as work:
                await leave_lead(work, self._me, self.fence)
            self.fence = None
