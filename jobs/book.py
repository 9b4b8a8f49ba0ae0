"""Writes down what became of deliveries: whatever ends while one act is being committed goes into the next together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from bot.database import is_passing
from bot.rules.outcomes import Settled
from bot.shop import Shop, Work
from jobs.ready import Sent, note

log = structlog.get_logger(__name__)
T = TypeVar("T")

PAUSE = 1.0
"""Seconds between tries while the database can't be written to."""
Line = tuple[Sent, "asyncio.Future[Settled]"]


class Book:
    """What became of deliveries, written down in the order in which it became known.

    Args:
        pause: waits for so many seconds.
    """

    def __init__(self, shop: Shop, pause: Callable[[float], Awaitable[None]]) -> None:
        self._shop = shop
        self._pause = pause
        self._lines: list[Line] = []
        self._writing: asyncio.Task[None] | None = None

    async def note(self, sent: Sent) -> Settled:
        """Write down what an attempt came to; it is in the database when this returns."""
        became: asyncio.Future[Settled] = asyncio.get_running_loop().create_future()
        self._lines.append((sent, became))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await became

    async def _write(self) -> None:
        try:
            while self._lines:
                lines, self._lines = self._lines, []
                try:
                    await self._write_all(lines)
                except Exception:
                    # One that can't be written must not take the others with it.
                    for line in lines:
                        await self._write_one(line)
        finally:
            self._writing = None

    async def _write_one(self, line: Line) -> None:
        try:
            await self._write_all([line])
        except Exception as error:
            _tell(line, error)

    async def _write_all(self, lines: Sequence[Line]) -> None:
        became = await self.at_last(lambda work: note(work, [sent for sent, _ in lines]), len(lines))
        for (_, told), one in zip(lines, became, strict=True):
            if not told.done():
                told.set_result(one)

    async def at_last(self, act: Callable[[Work], Awaitable[T]], deliveries: int = 1) -> T:
        """Do what must be written, however long the database takes: forgotten, a message would be sent again.

        Args:
            deliveries: of how many it tells.
        """
        while True:
            try:
                async with self._shop.work() as work:
                    return await act(work)
            except Exception as error:
                if not is_passing(error):
                    raise
                log.warning("delivery_not_noted", deliveries=deliveries, error=type(error).__name__)
                await self._pause(PAUSE)


def _tell(line: Line, error: Exception) -> None:
    if not line[1].done():
        line[1].set_exception(error)
