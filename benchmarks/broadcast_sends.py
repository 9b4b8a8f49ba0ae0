"""How fast a broadcast goes out with the pace lifted, book-keeping and all, beside sends that keep no books.

For each recipient the contact policy is asked, the claim and what became of it are committed, and the counts are kept.
The baselines: `Bot.send_message` of stock python-telegram-bot, called by as many tasks at once as suits it best of
those tried, and our own transport, which copies the same post to the same people and remembers nothing.
"""

import asyncio
import json
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median

import uvloop
from telegram import Bot
from telegram.request import HTTPXRequest

from benchmarks.crowd import fill, settings_for
from benchmarks.harness import TOKEN, Contestant, Figure, Play, contestant, stub_api
from benchmarks.sends import rate
from benchmarks.stub import FIRST_MEMBER
from bot.logs import start_logging
from bot.rules.broadcast_data import plan_data
from bot.rules.broadcasts import Plan, Post, PostKind
from bot.rules.pace import Limits
from bot.rules.pauses import Pause
from commands.compose import compose
from commands.requests import requests_for
from commands.run import spare_the_collector
from commands.shop import open_shop
from handlers.calls import Calls
from handlers.transport import AiohttpRequest
from jobs import broadcasts

MEMBERS = 100_000
ROUNDS, SECONDS, FREE_SECONDS = 3, 5.0, 10.0
"""A round lasts so long that what is on its way at its end, and not counted, is next to nothing of it."""
IN_FLIGHT, STOCK_IN_FLIGHT = 64, 30
POST = Post(PostKind.TEXT, FIRST_MEMBER, (7,))
LABELS = ("Why this?", "Fewer of these")
NO_LIMITS = Limits(per_second=1_000_000, burst=1_000)


def prepare(path: Path) -> None:
    """Let everybody want to hear of offers, in a zone in which it is midday, and let a broadcast wait for its time."""
    ahead = datetime.now(UTC).hour - 12
    database = sqlite3.connect(path)
    with database:
        database.execute("UPDATE person SET zone = ?", [f"Etc/GMT{ahead:+d}"])
        database.execute(
            """INSERT INTO consent (member_id, topic, given, wording, source, "at")
                SELECT id, 'offers', 1, 'en:0', 'settings', created_at FROM member"""
        )
        database.execute(
            """INSERT INTO broadcast (act, state, "plan", made_by, made_at, begins_at, queued_to, queued, held)
                VALUES ('send', 'scheduled', ?, 'manager:1', ?, ?, 0, 0, 0)""",
            [json.dumps(plan_data(Plan(posts={"": POST}))), *2 * [datetime.now(UTC).isoformat(" ", "microseconds")]],
        )
    database.close()


@asynccontextmanager
async def broadcasting_bot(folder: Path, limits: Limits, paid_pace: int, address: str) -> AsyncIterator[Play]:
    """The running bot of the shop in a folder, its broadcast queued; a play lets it send for so many seconds."""
    settings = settings_for(folder, address).model_copy(update={"paid_pace": paid_pace})
    start_logging("warning")
    async with open_shop(settings) as shop:
        made = await compose(settings, shop, partial(requests_for, settings), alone=True, limits=limits)
        await made.leader.look()
        await broadcasts.tend(shop)
        shop.store = shop.store._replace(paused_why=Pause.RESTORED)
        sending = asyncio.create_task(made.sender.run())
        spare_the_collector()

        async def play(_: int, seconds: float) -> float:
            before, begun = _delivered(folder), time.perf_counter()
            shop.store = shop.store._replace(paused_why=None)
            made.sender.wake()
            await asyncio.sleep(seconds)
            shop.store = shop.store._replace(paused_why=Pause.RESTORED)
            sent, took = _delivered(folder) - before, time.perf_counter() - begun
            await asyncio.sleep(0.2)  # for what is still on its way
            return sent / took

        yield play
        sending.cancel()


def _delivered(folder: Path) -> int:
    path = settings_for(folder).database_url.get_secret_value().removeprefix("sqlite:///")
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    [n] = database.execute("SELECT coalesce(sum(n), 0) FROM broadcast_count WHERE fate = 'delivered'").fetchone()
    database.close()
    return int(n)


@asynccontextmanager
async def without_books(address: str) -> AsyncIterator[Play]:
    """The same calls by the same transport, with buttons as long as ours, and nothing else."""
    async with Bot(TOKEN, address, request=AiohttpRequest(), get_updates_request=AiohttpRequest()) as bot:
        calls = Calls(bot)
        buttons = [[{"text": label, "callback_data": "1nudge.why|broadcast|" + 33 * "x"} for label in LABELS]]
        fields = {
            "chat_id": FIRST_MEMBER,
            "from_chat_id": POST.chat_id,
            "message_id": POST.message_ids[0],
            "reply_markup": {"inline_keyboard": buttons},
        }
        spare_the_collector()
        yield rate(lambda: calls.call("copyMessage", fields))


@asynccontextmanager
async def stock(address: str) -> AsyncIterator[Play]:
    """`Bot.send_message` of stock python-telegram-bot."""
    async with Bot(TOKEN, address, request=HTTPXRequest(), get_updates_request=HTTPXRequest()) as bot:
        yield rate(lambda: bot.send_message(FIRST_MEMBER, "Fresh plums today"))


def measured(who: Contestant, width: int) -> tuple[float, float]:
    """Messages a second, and milliseconds of the processor for one, in the middle of several rounds."""
    before = who.cpu()
    sent = who.play(width, SECONDS)
    return sent, (who.cpu() - before) / (sent * SECONDS) * 1000


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="regulars-benchmark-") as temporary:
        many, few = Path(temporary) / "many", Path(temporary) / "few"
        prepare(fill(many, MEMBERS, purchases=2))
        prepare(fill(few, 1_000, purchases=2))
        with (
            stub_api() as stub,
            contestant(partial(broadcasting_bot, many, NO_LIMITS, 1000), stub.address, uvloop.run) as ours,
            contestant(partial(broadcasting_bot, few, Limits(), 0), stub.address, uvloop.run) as gentle,
            contestant(without_books, stub.address, uvloop.run) as raw,
            contestant(stock, stub.address) as theirs,
        ):
            rounds = []
            for _ in range(ROUNDS + 1):  # the first one warms up
                each = ((ours, IN_FLIGHT), (raw, IN_FLIGHT), (theirs, STOCK_IN_FLIGHT))
                rounds.append([figure for who, width in each for figure in measured(who, width)])
            sent, cost, bare, bare_cost, plain, plain_cost = (median(one) for one in zip(*rounds[1:], strict=True))
            gentle.play(IN_FLIGHT, SECONDS)
            before = gentle.cpu()
            pace = gentle.play(IN_FLIGHT, FREE_SECONDS)
            share = (gentle.cpu() - before) / FREE_SECONDS * 100
    return [
        Figure("broadcast, pace lifted", sent, "/s", "promised", 1000.0, 1.0),
        Figure("broadcast, pace lifted", sent, "/s", "stock PTB", plain, 5.0),
        Figure("broadcast, pace lifted", sent, "/s", "no books", bare, 0.5),
        Figure("the same, processor for one", cost, "ms", "stock PTB", plain_cost, 0.2, at_least=False),
        Figure("the same, processor for one", cost, "ms", "no books", bare_cost, 2.0, at_least=False),
        Figure("broadcast at the free pace", pace, "/s", "asked", 25.0),
        Figure("the same, of one core", share, "%", "asked", 5.0, 1.0, at_least=False),
    ]
