"""A broadcast to a million members: how long it takes to count, foresee and queue it, while members ask for points."""

import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import count as numbers
from pathlib import Path
from statistics import quantiles

import uvloop

from benchmarks.broadcast_sends import POST, prepare
from benchmarks.crowd import fill
from benchmarks.harness import Figure, Play, contestant, stub_api
from benchmarks.nightly import most_memory
from benchmarks.running import running_bot
from bot.actions.broadcast_forecast import foresee_broadcast
from bot.actions.segments import count
from bot.rules.broadcasts import Plan
from bot.rules.pauses import Pause
from bot.rules.roles import Actor, Role
from bot.rules.segments import parse
from bot.shop import Shop
from jobs import broadcasts

MEMBERS = 1_000_000
COUNT, FORESEE, QUEUE, MEMORY = range(4)
COUNTED, FORESEEN, QUEUED, MEGABYTES, MILLISECONDS = 1.0, 2.0, 30.0, 300.0, 1500.0
"""What is promised: seconds of each, the memory, and how long the ninety-ninth of a hundred who ask meanwhile waits."""
OWNER = Actor(Role.OWNER)


@asynccontextmanager
async def bot_with_many(folder: Path, address: str) -> AsyncIterator[Play]:
    """The running bot of the shop in a folder; a play is one of the orders, and gives its seconds."""
    async with running_bot(folder, address) as made:
        shop = made.shop
        shop.store = shop.store._replace(paused_why=Pause.CLOCK)

        async def play(order: int, _: float) -> float:
            if order == MEMORY:
                return most_memory()
            begun = time.perf_counter()
            await _DO[order](shop)
            return time.perf_counter() - begun

        yield play


async def _count(shop: Shop) -> None:
    expression = parse("everybody")
    async with shop.reading() as reading:
        assert await count(reading, expression, shop.clock.now(), shop.store) == MEMBERS  # type: ignore[arg-type] # it can be read


async def _foresee(shop: Shop) -> None:
    await foresee_broadcast(shop, OWNER, Plan(posts={"": POST}), shop.clock.now(), 25.0, 1000)


_DO = {COUNT: _count, FORESEE: _foresee, QUEUE: broadcasts.tend}


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="regulars-benchmark-") as temporary:
        folder = Path(temporary) / "many"
        prepare(fill(folder, MEMBERS, purchases=1))
        with stub_api() as stub, contestant(partial(bot_with_many, folder), stub.address, uvloop.run) as bot:
            members = (asked * 97 % MEMBERS for asked in numbers())
            before = bot.play(MEMORY, 0)
            counted, foreseen = bot.play(COUNT, 0), bot.play(FORESEE, 0)
            bot.order(QUEUE)
            waits = []
            while not bot.answered():
                waits.append(stub.deliver("/points", [next(members)]) * 1000)
            queued = bot.answer()
            memory = bot.play(MEMORY, 0)
    p99 = quantiles(waits, n=100)[98] if len(waits) > 2 else max(waits)
    at_most = partial(Figure, baseline_name="asked", target=1.0, at_least=False)
    return [
        at_most("a million: everybody counted", counted, "s", baseline=COUNTED),
        at_most("a million: a broadcast foreseen", foreseen, "s", baseline=FORESEEN),
        at_most("a million: a broadcast queued", queued, "s", baseline=QUEUED),
        at_most("a million: p99 of /points meanwhile", p99, "ms", baseline=MILLISECONDS),
        at_most("a million: memory of the bot", memory, "MB", baseline=MEGABYTES),
        Figure("a million: memory it took", memory - before, "MB", "before", before),
    ]
