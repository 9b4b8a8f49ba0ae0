"""The demo: the real bot behind a messenger in the browser, with a sample shop and a clock that can be moved."""

import asyncio
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from pydantic import SecretStr

from bot.logs import log_uncaught_errors, start_logging
from bot.sandbox.serving import Serving
from bot.sandbox.telegram import PocketTelegram
from bot.settings import Settings
from commands.compose import compose
from commands.furnishing import SEED, furnish
from commands.sample import STORE
from commands.shop import open_shop
from commands.stop import StopError
from handlers.transport import AiohttpRequest, DatedRequest

TOKEN = "123456789:AAThisTokenOpensNothingButTheDemo000"  # noqa: S105 - the pocket Telegram's own
HOST = "127.0.0.1"


class ShopClock:
    """The shop's clock: the machine's, moved by so much. Moving it lets what is due on the way happen."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)
        self._walk: Callable[[datetime], Awaitable[None]] | None = None

    def now(self) -> datetime:
        """The instant it shows."""
        return datetime.now(UTC) + self._ahead

    def seconds(self) -> float:
        """The same as seconds, for whatever keeps a pace: a day that is skipped is a day."""
        return self.now().timestamp()

    def set(self, instant: datetime) -> None:
        """Set it, with nothing happening on the way."""
        self._ahead = instant - datetime.now(UTC)

    def walk_with(self, walk: Callable[[datetime], Awaitable[None]]) -> None:
        """Say who lets things happen while it moves."""
        self._walk = walk

    async def move_to(self, instant: datetime) -> None:
        """Move it forward; returns when everything due on the way has happened."""
        if self._walk is not None:
            await self._walk(instant)


def demo(port: int) -> None:
    """Serve the messenger and the bot on a port of this machine until Ctrl-C, or until its window is closed.

    Raises:
        StopError: the port is taken.
    """
    _look_free(port)
    start_logging("error")
    log_uncaught_errors()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # A closed window leaves nothing behind either. It ends the demo as a kill does, which the server hears while it
    # serves; an interrupt of its own would strike wherever the bot happens to be.
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="regulars-demo-") as folder, suppress(KeyboardInterrupt):
        asyncio.run(_serve(port, Path(folder)))


def _look_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise StopError(f"Port {port} is taken; choose another one: make demo PORT={port + 1}") from None


def _settings(port: int, folder: Path) -> Settings:
    return Settings(
        bot_token=SecretStr(TOKEN),
        secret_key=SecretStr(secrets.token_urlsafe(32)),
        currency="EUR",
        store_name=STORE,
        timezone="Europe/Berlin",
        language="en",
        data=str(folder),
        database_url=SecretStr(f"sqlite:///{folder}/shop.sqlite3"),
        telegram_api=f"http://{HOST}:{port}",
    )


async def _serve(port: int, folder: Path) -> None:
    settings, clock = _settings(port, folder), ShopClock()
    telegram = PocketTelegram(
        token=TOKEN, username="green_corner_bot", name=STORE, clock=clock, seed=SEED, zone=settings.timezone
    )
    server = Serving(telegram, HOST, port)
    serving = asyncio.create_task(server.serve())
    await server.open.wait()
    async with open_shop(settings, clock=clock, chance=Random(SEED)) as shop:
        app = await compose(settings, shop, _requests, alone=True, seconds=clock.seconds)
        try:
            await app.leader.look()
            await app.menus.introduce()
            await furnish(app, telegram, clock.set)
            clock.walk_with(lambda instant: app.walk_to(instant, clock.set))
            app.clockwork.start()
            running = [
                asyncio.create_task(work)
                for work in (app.poller.run(lambda: True), app.sender.run(), app.leader.keep())
            ]
            sys.stdout.write(f"Regulars is open: http://{HOST}:{port}\n")
            sys.stdout.flush()
            await asyncio.wait([serving, *running], return_when=asyncio.FIRST_COMPLETED)
            server.should_exit = True
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        finally:
            app.clockwork.stop()
            await app.intake.stop(2)
            await app.bot.shutdown()
    await serving


def _requests() -> DatedRequest:
    return AiohttpRequest()
