"""Sends a second with 1, 30 and 100 in flight: our transport, python-telegram-bot's stock one, and raw aiohttp.

Measured twice: the request alone (`BaseRequest.post`, what the transport is), and `Bot.send_message`, which spends as
much again on building a `Message` of each answer, whatever the transport.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

import aiohttp
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from benchmarks.harness import TOKEN, Figure, Play, alternate, contestant, stub_api
from handlers.transport import AiohttpRequest

CHAT = 100_000_001
TEXT = "You have 240 points, Mei. 40 of them expire on 31 December."
ROUNDS = 5
SECONDS = 0.5


def rate(send: Callable[[], Awaitable[object]]) -> Play:
    """A play that keeps `width` sends in flight for so many seconds and returns the sends a second."""

    async def play(width: int, seconds: float) -> float:
        start = time.perf_counter()
        done = 0

        async def one_after_another() -> None:
            nonlocal done
            while time.perf_counter() < start + seconds:
                await send()
                done += 1

        await asyncio.gather(*(one_after_another() for _ in range(width)))
        return done / (time.perf_counter() - start)

    return play


@asynccontextmanager
async def by_request(make: Callable[[], BaseRequest], address: str) -> AsyncIterator[Play]:
    async with make() as request:
        url = f"{address}{TOKEN}/sendMessage"

        async def send() -> None:
            fields = {"chat_id": CHAT, "text": TEXT}
            await request.post(url, RequestData([RequestParameter.from_input(*field) for field in fields.items()]))

        yield rate(send)


@asynccontextmanager
async def by_bot(make: Callable[[], BaseRequest], address: str) -> AsyncIterator[Play]:
    async with Bot(TOKEN, address, request=make(), get_updates_request=make()) as bot:
        yield rate(lambda: bot.send_message(CHAT, TEXT))


@asynccontextmanager
async def by_aiohttp(address: str) -> AsyncIterator[Play]:
    async with aiohttp.ClientSession() as session:

        async def send() -> None:
            async with session.post(f"{address}{TOKEN}/sendMessage", json={"chat_id": CHAT, "text": TEXT}) as answer:
                json.loads(await answer.read())

        yield rate(send)


Way = Callable[[Callable[[], BaseRequest], str], AbstractAsyncContextManager[Play]]


def compared(way: Way, words: str, *, promised: bool) -> list[Figure]:
    found = []
    with (
        stub_api() as stub,
        contestant(partial(way, AiohttpRequest), stub.address) as ours,
        contestant(partial(way, HTTPXRequest), stub.address) as stock,
        contestant(by_aiohttp, stub.address) as raw,
    ):
        for width in (1, 30, 100):
            plays = [partial(who.play, width, SECONDS) for who in (ours, stock, raw)]
            ours_rate, stock_rate, raw_rate = alternate(ROUNDS, *plays)
            name = f"{words}, {width} in flight"
            holds = promised and width == 30
            found += [
                Figure(name, ours_rate, "/s", "stock", stock_rate, 10.0 if holds else None),
                Figure(name, ours_rate, "/s", "raw aiohttp", raw_rate, 0.4 if holds else None),
            ]
    return found


def figures() -> list[Figure]:
    alone = compared(by_request, "sends, request alone", promised=True)
    return alone + compared(by_bot, "sends, Bot.send_message", promised=False)
