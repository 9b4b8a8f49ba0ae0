"""A pocket Telegram served on a free port with the scripted bot behind it, for the page's tests."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import uvicorn

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


@contextmanager
def open_shop(port: int = 0) -> Iterator[Shop]:
    """Serve until the block ends; port 0 takes a free one."""
    clock = ShopClock()
    telegram = PocketTelegram(clock=clock, name="Corner Grocery", username="corner_grocery_bot", zone="Asia/Shanghai")
    server = uvicorn.Server(
        uvicorn.Config(telegram.app, host="127.0.0.1", port=port, log_level="warning", lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("the messenger did not start")
        time.sleep(0.01)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    bot = ScriptedBot(address, telegram.bot.token).start()
    try:
        yield Shop(address, telegram, clock, bot)
    finally:
        bot.stopping.set()
        server.should_exit = True
        telegram.close()
        bot.stop()
        thread.join(timeout=PATIENCE_SECONDS)
