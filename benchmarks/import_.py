"""Purchase lines a second into SQLite with every rule applied, and the memory it takes, however long the file.

The lines are a year of a grocery's where that file is at hand (../shared/data), else made up alike; the longer file is
five such years. The baseline writes the same rows into the same tables with sqlite3 and nothing else: no rule, no
points, no question whether a receipt is known. Each contestant is a process of its own, on its own database; the rate
is by the processor time of all of its threads, which is what one core can do.
"""

import asyncio
import csv
import gzip
import resource
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from benchmarks.crowd import settings_for
from benchmarks.harness import PROCESSES, Figure
from bot.actions.members import new_member
from bot.actions.purchases import Line, Recorded, Sold, record_purchases
from bot.migrations import migrate
from bot.rules.roles import OPERATOR
from commands.shop import open_shop

YEAR = Path(__file__).parents[2] / "shared" / "data" / "grocery-400-households.csv.gz"
ZONE = ZoneInfo("America/New_York")
BATCH = 500
"""Receipts in one transaction."""
PROMISED, MEMORY = 10_000, 200.0
LONGER = 5


class Bought(NamedTuple):
    """A receipt of the file."""

    receipt: str
    member: str
    at: datetime
    lines: list[Line]


class Took(NamedTuple):
    """What a run took: lines, seconds of processor, and megabytes at the most."""

    lines: int
    seconds: float
    memory: float


def years(n: int) -> Iterator[Bought]:
    """So many years of purchases; each year's receipts have numbers of their own."""
    for year in range(n):
        rows = _from_the_file() if YEAR.exists() else _made_up()
        for (receipt, at, member), lines in groupby(rows, key=lambda row: tuple(row[:3])):
            instant = datetime.fromisoformat(at).replace(tzinfo=ZONE).astimezone(UTC) + timedelta(days=365 * year)
            goods = [
                Line(sku, max(1, round(float(n) * 1000)), round(float(paid) * 100), product)
                for _, _, _, sku, product, n, paid in lines
            ]
            yield Bought(f"{year}-{receipt}", member, instant, goods)


def _from_the_file() -> Iterator[list[str]]:
    with gzip.open(YEAR, "rt", newline="") as file:
        rows = csv.reader(file)
        next(rows)  # the columns' names
        yield from rows


def _made_up() -> Iterator[list[str]]:
    chance = Random(1)
    for receipt in range(25_000):
        at = datetime.fromisoformat("2017-01-01T08:00") + timedelta(minutes=20 * receipt)
        for _ in range(chance.randint(1, 18)):
            sku = chance.randrange(20_000)
            yield [
                str(receipt),
                at.isoformat(),
                f"H{receipt % 400}",
                str(sku),
                f"PRODUCT {sku}",
                "1",
                f"{chance.randrange(1500) / 100}",
            ]


def batches(n: int) -> Iterable[list[Bought]]:
    bought = years(n)
    while batch := list(islice(bought, BATCH)):
        yield batch


def with_rules(folder: Path, n: int) -> int:
    """Record so many years of purchases; the number of their lines."""
    return asyncio.run(_record(folder, n))


async def _record(folder: Path, n: int) -> int:
    lines = 0
    members: dict[str, int] = {}
    async with open_shop(settings_for(folder)) as shop:
        for batch in batches(n):
            async with shop.work() as work:
                for one in batch:
                    if one.member not in members:
                        made = await new_member(work, source="import", external_id=one.member)
                        members[one.member] = made.id
                sold = [
                    Sold("import", one.receipt, members[one.member], one.at, _paid(one), one.lines) for one in batch
                ]
                done = await record_purchases(work, OPERATOR, sold)
                assert all(isinstance(one, Recorded) for one in done)
            lines += sum(len(one.lines) for one in batch)
    return lines


def _paid(one: Bought) -> int:
    return sum(line.amount or 0 for line in one.lines)


def without_rules(folder: Path, n: int) -> int:
    """Write the same purchases and lines and nothing else."""
    url = settings_for(folder).database_url.get_secret_value()
    folder.mkdir(parents=True)
    migrate(url)
    database = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    database.execute("PRAGMA journal_mode=wal")
    members: dict[str, int] = {}
    goods: dict[str, int] = {}
    receipts = lines = 0
    for batch in batches(n):
        numbered = list(enumerate(batch, receipts + 1))
        receipts += len(batch)
        rows = [
            (number, k, goods.setdefault(line.sku, len(goods) + 1), line.quantity, line.amount)
            for number, one in numbered
            for k, line in enumerate(one.lines, 1)
        ]
        database.execute("BEGIN")
        database.executemany(
            """INSERT INTO purchase (id, source, receipt, member_id, "at", recorded_at, amount, earned, rule_version,
                refunded) VALUES (?, 'import', ?, ?, ?, ?, ?, 0, 1, 0)""",
            [
                (
                    number,
                    one.receipt,
                    members.setdefault(one.member, len(members) + 1),
                    str(one.at),
                    str(one.at),
                    _paid(one),
                )
                for number, one in numbered
            ],
        )
        database.executemany("INSERT INTO purchase_line VALUES (?, ?, ?, ?, ?)", rows)
        database.execute("COMMIT")
        lines += len(rows)
    database.close()
    return lines


def run(work: Callable[[Path, int], int], n: int) -> Took:
    """Do the work in a process of its own, on a new database."""
    ours, theirs = PROCESSES.Pipe()
    with tempfile.TemporaryDirectory(prefix="regulars-benchmark-") as temporary:
        process = PROCESSES.Process(target=_measured, args=(work, Path(temporary) / "shop", n, theirs), daemon=True)
        process.start()
        theirs.close()
        took: Took = ours.recv()
        process.join()
    return took


def _measured(work: Callable[[Path, int], int], folder: Path, n: int, pipe: Connection) -> None:
    before = _seconds()
    lines = work(folder, n)
    pipe.send(Took(lines, _seconds() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def _seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def figures() -> list[Figure]:
    plain, year, longer = run(without_rules, 1), run(with_rules, 1), run(with_rules, LONGER)
    rate = year.lines / year.seconds
    return [
        Figure(f"import, {year.lines:,} lines", rate, "/s", "no rules", plain.lines / plain.seconds),
        Figure(f"import, {year.lines:,} lines", rate, "/s", "10,000/s asked", PROMISED, 1.0),
        Figure(f"import, {longer.lines:,} lines", longer.lines / longer.seconds, "/s", "10,000/s asked", PROMISED, 1.0),
        Figure("import, memory at most", longer.memory, "MB", "a fifth of the file", year.memory, 1.1, at_least=False),
        Figure("import, memory at most", longer.memory, "MB", "200 MB allowed", MEMORY, 1.0, at_least=False),
    ]
