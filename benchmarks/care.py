"""What care costs beside its nights: the owner's calendar over a million members, and learning from a purchase.

Each shop is opened in a process of its own, so that its memory is its own; the calendar of a shop a hundredth of the
size stands beside the large one's.
"""

import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from benchmarks.crowd import fill, settings_for
from benchmarks.harness import Contestant, Figure, Play, contestant
from benchmarks.nightly import most_memory, prepare
from bot.actions.forecast import forecast
from bot.actions.refills import Basket, follow
from bot.rules.roles import Actor, Role
from commands.shop import open_shop

MANY, FEW = 1_000_000, 10_000
OWNER = Actor(Role.OWNER)
CALENDAR, MEMORY, LEARN = range(3)
"""The orders: reckon the calendar, tell the memory, learn from so many purchases as the round is wide."""
SECONDS, MILLISECONDS = 2.0, 1.0
"""What is asked of the calendar, and of learning from a purchase."""
ROUNDS, PURCHASES, IN_ONE_ACT = 5, 2_000, 50
_NOWHERE = "http://127.0.0.1:1/bot"


@asynccontextmanager
async def shop_with_care(folder: Path, address: str) -> AsyncIterator[Play]:
    """The shop in a folder; a play is one of the orders, and gives seconds, megabytes or milliseconds of processor."""
    async with open_shop(settings_for(folder, address)) as shop:

        async def learn(purchases: int) -> float:
            now, used = shop.clock.now(), 0.0
            for first in range(1, purchases + 1, IN_ONE_ACT):
                async with shop.work() as work:
                    begun = time.process_time()
                    for n in range(first, first + IN_ONE_ACT):
                        await follow(work, [Basket(n * 4_999 % MANY + 1, now, [(1, 1000)])])
                    used += time.process_time() - begun
            return used * 1000 / purchases

        async def play(order: int, width: float) -> float:
            if order == MEMORY:
                return most_memory()
            if order == LEARN:
                return await learn(int(width))
            begun = time.perf_counter()
            await forecast(shop, OWNER, shop.clock.now())
            return time.perf_counter() - begun

        yield play


def calendar(shop: Contestant) -> tuple[float, float]:
    """Seconds that the calendar took the processor, and the clock's: the median of some rounds."""
    rounds = []
    for _ in range(ROUNDS):
        before = shop.cpu()
        clock = shop.play(CALENDAR, 0)
        rounds.append((shop.cpu() - before, clock))
    return sorted(rounds)[ROUNDS // 2]


def figures() -> list[Figure]:
    """What the calendar and a lesson cost."""
    with tempfile.TemporaryDirectory(prefix="regulars-benchmark-") as temporary:
        large, small = Path(temporary) / "large", Path(temporary) / "small"
        for folder, members in ((large, MANY), (small, FEW)):
            prepare(fill(folder, members, purchases=2, a_year=True))
        with contestant(partial(shop_with_care, small), _NOWHERE) as shop:
            beside, _ = calendar(shop)
            least = shop.play(MEMORY, 0)
        with contestant(partial(shop_with_care, large), _NOWHERE) as shop:
            processor, clock = calendar(shop)
            most = shop.play(MEMORY, 0)
            learned = shop.play(LEARN, PURCHASES)
    few = f"{FEW:,} members"
    return [
        Figure(f"calendar, {MANY:,} members, processor", processor, "s", "asked", SECONDS, 1.0, at_least=False),
        Figure("calendar, beside a small shop's", processor, "s", few, beside),
        Figure("calendar, by the clock", clock, "s", "its processor time", processor),
        Figure("calendar, memory at most", most, "MB", few, least, 1.1, at_least=False),
        Figure("learning from a purchase", learned, "ms", "asked", MILLISECONDS, 1.0, at_least=False),
    ]
