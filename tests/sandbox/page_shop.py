"""A pocket Telegram served on a free port with the scripted bot behind it, for the page's tests."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.sandbox.telegram import PocketTelegram
from tests.sandbox.page_bot import ScriptedBot

OPENING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PATIENCE_SECONDS = 15


class ShopClock:
    """A clock that stands still until it is moved; what is due on the way happens at its instant."""

    def __init__(self, start: datetime = OPENING) -> None:
        """Stand at `start`, an aware instant."""
        self.instant = start
        self.due: list[tuple[datetime, Callable[[], object]]] = []

    def now(self) -> datetime:
        """The instant it is."""
        return self.instant

    def at(self, delay: timedelta, act: Callable[[], object]) -> None:
        """Do something that long from now."""
        self.due.append((self.instant + delay, act))

    async def move_to(self, instant: datetime) -> None:
        """Walk through everything due until `instant`."""
        for when, act in sorted(self.due, key=lambda each: each[0]):
            if when <= instant:
                self.instant = when
                await asyncio.to_thread(act)
        self.due = [each for each in self.due if each[0] > instant]
        self.instant = instant


class Shop:
    """The served messenger: its address, the telegram behind it, its clock and the bot."""

    def __init__(self, address: str, telegram: PocketTelegram, clock: ShopClock, bot: ScriptedBot) -> None:
        """Hold what belongs together."""
        self.address, self.telegram, self.clock, self.bot = address, telegram, clock, bot


class Street:
    """Where one shop after the other is served at the same address, so that a browser need not start anew for each."""

    def __init__(self) -> None:
        """Nobody is served yet."""
        self.address = ""
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lead to the shop that is open."""
        assert self.app is not None, "no shop is open"
        await self.app(scope, receive, send)


@contextmanager
def open_street() -> Iterator[Street]:
    """Serve on a free port until the block ends."""
    street = Street()
    server = uvicorn.Server(uvicorn.Config(street, host="127.0.0.1", port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("the messenger did not start")
        time.sleep(0.01)
    street.address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield street
    finally:
        server.should_exit = True
        thread.join(timeout=PATIENCE_SECONDS)


@contextmanager
def open_shop(street: Street) -> Iterator[Shop]:
    """Open a shop with nobody in it, until the block ends."""
    clock = ShopClock()
    telegram = PocketTelegram(clock=clock, name="Corner Grocery", username="corner_grocery_bot", zone="Asia/Shanghai")
    street.app = telegram.app
    bot = ScriptedBot(street.address, telegram.bot.token).start()
    try:
        yield Shop(street.address, telegram, clock, bot)
    finally:
        bot.stopping.set()
        telegram.close()
        bot.stop()
        street.app = None
