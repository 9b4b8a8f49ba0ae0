"""The running bot of a benchmark's shop, in its own process, without Telegram's pace."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.crowd import settings_for
from bot.logs import start_logging
from bot.rules.pace import Limits
from commands.compose import App, compose
from commands.run import spare_the_collector
from commands.shop import open_shop
from handlers.transport import AiohttpRequest

NO_LIMITS = Limits(per_second=1_000_000, burst=1_000)
"""Telegram's pace is for waiting, and what waits costs nothing."""


@asynccontextmanager
async def running_bot(folder: Path, address: str, *, sends: bool = True) -> AsyncIterator[App]:
    """The bot of the shop in a folder; unless it sends, what is in the outbox stays there."""
    settings = settings_for(folder, address)
    start_logging("warning")
    async with open_shop(settings) as shop:
        made = await compose(settings, shop, AiohttpRequest, alone=True, limits=NO_LIMITS)
        spare_the_collector()
        await made.leader.look()
        tasks = [asyncio.create_task(made.poller.run(lambda: True))]
        if sends:
            tasks.append(asyncio.create_task(made.sender.run()))
        yield made
        for task in tasks:
            task.cancel()


def wait_for_all(folder: Path) -> None:
    """Wait until everything in the outbox of a shop is known to have arrived."""
    database = sqlite3.connect(f"file:{folder}/regulars.sqlite3?mode=ro", uri=True)
    try:
        while database.execute("SELECT count(*) FROM delivery WHERE state <> 'delivered'").fetchone() != (0,):
            time.sleep(0.05)
    finally:
        database.close()
