"""`/points` and a sale through the whole path, against an echo bot: poll, inbox, database, answer, receipt.

The database is an SQLite file as the bot sets it up (WAL, synchronous FULL). `/points` is asked in a shop of a thousand
members and in one of a million, each with seven purchases. A sale is a line of `/sale` by a cashier, the press that
confirms it, and the member's receipt out of the outbox: two updates, four calls.
"""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from itertools import count
from pathlib import Path

import uvloop

from benchmarks.crowd import card_of, fill
from benchmarks.echo import UPDATES, cpu_per_update, stock_echo
from benchmarks.harness import Contestant, Figure, Play, Stub, alternate, contestant, idle, stub_api
from benchmarks.running import running_bot, wait_for_all

FEW, MANY = 1_000, 1_000_000
CASHIERS = 200
ROUNDS = 5


@asynccontextmanager
async def app(folder: Path, address: str, *, sends: bool = True) -> AsyncIterator[Play]:
    """The running bot of the shop in a folder; unless it sends, what is in the outbox stays there."""
    async with running_bot(folder, address, sends=sends):
        yield idle


@contextmanager
def shop_bot(folder: Path, *, sends: bool = True) -> Iterator[tuple[Contestant, Stub]]:
    with stub_api() as stub, contestant(partial(app, folder, sends=sends), stub.address, uvloop.run) as bot:
        yield bot, stub


@contextmanager
def echo_bot() -> Iterator[tuple[Contestant, Stub]]:
    with stub_api() as stub, contestant(stock_echo, stub.address) as bot:
        yield bot, stub


class Till:
    """Cashiers who sell something for the first time to somebody each time they are asked."""

    def __init__(self, folder: Path, bot: Contestant, stub: Stub) -> None:
        self._folder = folder
        self._bot = bot
        self._stub = stub
        self._members = count(CASHIERS + 1)

    def cpu_per_sale(self) -> float:
        """Milliseconds of the bot's processor time for a sale, when every cashier sells at once."""
        cashiers = range(CASHIERS)
        lines = [f"/sale {card_of(next(self._members))} 12.50" for _ in cashiers]
        before = self._bot.cpu()
        self._stub.deliver(lines, cashiers)
        self._stub.deliver([None] * CASHIERS, cashiers)
        wait_for_all(self._folder)
        return (self._bot.cpu() - before) / CASHIERS * 1000


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="regulars-benchmark-") as temporary:
        small, large = Path(temporary) / "few", Path(temporary) / "many"
        fill(small, FEW)
        fill(large, MANY, CASHIERS)
        with echo_bot() as echo, shop_bot(small) as few, shop_bot(large) as many:
            spread = range(0, MANY, MANY // UPDATES)
            baseline, with_few, with_many, sale = alternate(
                ROUNDS,
                partial(cpu_per_update, *echo, "/points"),
                partial(cpu_per_update, *few, "/points"),
                partial(cpu_per_update, *many, "/points", spread),
                Till(large, *many).cpu_per_sale,
            )
    beside = ("ms", "stock echo bot", baseline)
    return [
        Figure(f"/points, {FEW:,} members", with_few, *beside, 1.5, at_least=False),
        Figure(f"/points, {MANY:,} members", with_many, *beside, 1.5, at_least=False),
        Figure("/points, a million beside a thousand", with_many, "ms", "a thousand", with_few, 1.1, at_least=False),
        Figure("a sale with its receipt", sale, *beside, 3.0, at_least=False),
    ]
