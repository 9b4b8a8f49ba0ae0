"""Fetches updates from Telegram and confirms them only after they are kept."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

import structlog
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest

from handlers.ear import ALLOWED_UPDATES
from handlers.intake import SILENCE, Intake

log = structlog.get_logger(__name__)

LONG_POLL = 25
"""Seconds Telegram holds a poll open while there is nothing to tell."""
MOST = 100
_WANTED = json.dumps(ALLOWED_UPDATES)
CONFLICTS = 6
"""Polls in a row that another poller broke before we believe that it is there to stay."""


class SecondInstanceError(Exception):
    """Another process polls with the same token."""


class Poller:
    """A long poll after another.

    Args:
        request: an initialized request object of its own, so that a poll in progress keeps no answer waiting.
        base_url: the Bot API's address with the token.
        intake: where updates go.
        after_silence: asked before the first poll: did nobody poll for a while before us?
        seconds: a monotonic clock.
        pause: waits for so many seconds.
    """

    def __init__(
        self,
        request: BaseRequest,
        base_url: str,
        intake: Intake,
        after_silence: Callable[[], bool],
        *,
        seconds: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._request = request
        self._url = f"{base_url}/getUpdates"
        self._intake = intake
        self._after_silence = after_silence
        self._seconds = seconds
        self._pause = pause
        self._offset = 0
        self._abreast: float | None = None
        """When we last had kept all that Telegram had, by the monotonic clock."""
        self.heard: float | None = None
        """When Telegram last answered a poll, by the monotonic clock; None before the first answer."""

    async def poll(self, seconds: int = LONG_POLL) -> int:
        """Fetch once and keep what came; how many updates that was. The next call confirms them.

        Args:
            seconds: how long Telegram may hold the poll open.
        """
        asked = urlencode({"offset": self._offset, "timeout": seconds, "limit": MOST, "allowed_updates": _WANTED})
        found = await self._request.post(f"{self._url}?{asked}", read_timeout=seconds + 10)
        updates = found if isinstance(found, list) else []
        self.heard = now = self._seconds()
        if updates:
            late = self._after_silence() if self._abreast is None else now - self._abreast > SILENCE
            await self._intake.receive(updates, late=late)
        if len(updates) < MOST:
            self._abreast = now
        # Once all is confirmed the numbers may begin anew, lower: Telegram draws new ones after a silent week.
        self._offset = int(updates[-1]["update_id"]) + 1 if updates else 0
        return len(updates)

    async def run(self, leading: Callable[[], bool]) -> None:
        """Poll for as long as we lead, until cancelled.

        Raises:
            InvalidToken: Telegram does not know the token.
            SecondInstanceError: another process polls with it, and goes on doing so.
        """
        conflicts = failures = 0
        while True:
            if not leading():
                await self._pause(1)
                continue
            try:
                await self.poll()
                await self._intake.room()
                conflicts = failures = 0
            except Conflict:
                conflicts += 1
                if conflicts >= CONFLICTS:
                    raise SecondInstanceError from None
                await self._pause(5)
            except InvalidToken:
                raise
            except RetryAfter as error:
                await self._pause(float(error._retry_after.total_seconds()))
            except Exception as error:
                # Whatever it is, the bot must hear again when it is over; nothing was confirmed, so nothing is lost.
                expected = isinstance(error, (NetworkError, TelegramError))
                (log.warning if expected else log.exception)("poll_failed", error=type(error).__name__)
                failures += 1
                await self._pause(min(30.0, 0.5 * 2 ** min(failures, 6)))
