"""Time that passes only when nothing else happens: what waits for it is done in order, and nobody sleeps."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from heapq import heappop, heappush
from itertools import count

import pytest

from bot.shop import Shop, Work
from tests.world import World

LONG = 86_400.0
QUIET = 20
"""Turns of the event loop after which whoever could go on has done so."""


class Alarm:
    """Something that will be done at a time, unless it is cancelled."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.act: Callable[[], None] | None = act

    def cancel(self) -> None:
        """Leave it undone."""
        self.act = None


class Simulation:
    """A world whose clock moves on when every act is over and everybody waits."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self._world = world
        self._began = world.clock.now()
        self._alarms: list[tuple[float, int, Alarm]] = []
        self._number = count()
        self._acts = 0
        self._over = asyncio.Event()
        work, simulation = Shop.work, self

        @asynccontextmanager
        async def counted(self: Shop) -> AsyncIterator[Work]:
            simulation._acts += 1
            try:
                async with work(self) as act:
                    yield act
            finally:
                simulation._acts -= 1
                simulation._over.set()

        monkeypatch.setattr(Shop, "work", counted)

    def later(self, seconds: float, act: Callable[[], None]) -> Alarm:
        """Do something after so many seconds."""
        alarm = Alarm(act)
        heappush(self._alarms, (self.now + seconds, next(self._number), alarm))
        return alarm

    async def pause(self, seconds: float) -> None:
        """Wait for so many seconds."""
        over = asyncio.Event()
        self.later(seconds, over.set)
        await over.wait()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Let time pass until something holds."""
        while not holds():
            await self._quiet()
            if holds():
                return
            assert self.now < LONG, "it will never hold"
            self.now, _, alarm = heappop(self._alarms)
            self._world.clock.set(self._began + timedelta(seconds=self.now))
            if alarm.act is not None:
                alarm.act()

    async def _quiet(self) -> None:
        quiet = 0
        while quiet < QUIET:
            if self._acts:
                self._over.clear()
                await self._over.wait()
                quiet = 0
            await asyncio.sleep(0)
            quiet += 1
