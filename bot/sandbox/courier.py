"""Carries updates to the bot's webhook for as long as the messenger is served."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import aiohttp

from bot.sandbox.world import World

BETWEEN_TRIES = 0.2
ANSWER_SECONDS = 60


@asynccontextmanager
async def carrying(world: World) -> AsyncIterator[None]:
    """Push updates in the background while inside."""
    task = asyncio.create_task(_carry(world))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _carry(world: World) -> None:
    news = asyncio.Event()
    world.updates.on_new = news.set
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:

        async def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
            try:
                async with session.post(url, data=body, headers=headers) as answer:
                    return answer.status
            except TimeoutError as error:
                raise OSError("Read timeout expired") from error

        while True:
            news.clear()
            await world.webhook.push(post)
            failing = bool(world.webhook.url and world.updates.queue)
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), BETWEEN_TRIES if failing else None)
