"""Purchase lines a second through `regulars import purchases`, and the memory it takes, however long the file.

The lines are a year of a grocery's where that file is at hand (../shared/data), else made up alike; the longer file is
five such years. The baseline puts the same lines into the same two tables with csv, sqlite3 and nothing else: no rule,
no points, no question whether a receipt is known. The rate is by the processor time of the whole process, start
included, which is what one core can do.
"""

import csv
import gzip
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.crowd import REGULARS, environment_for, settings_for
from benchmarks.harness import Figure
from bot.migrations import migrate

YEAR = Path(__file__).parents[2] / "shared" / "data" / "grocery-400-households.csv.gz"
COLUMNS = ("receipt", "at", "member", "sku", "product", "quantity", "amount")
LONGER = 5
PROMISED, MEMORY = 10_000, 200.0

_NO_RULES = """
import csv, itertools, sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA journal_mode=wal")
members, goods = {}, {}
with open(sys.argv[2], newline="") as file:
    receipts = enumerate(itertools.groupby(itertools.islice(csv.reader(file), 1, None), key=lambda row: row[:3]), 1)
    while batch := [(n, key, list(rows)) for n, (key, rows) in itertools.islice(receipts, 500)]:
        database.execute("BEGIN")
        database.executemany(
            'INSERT INTO purchase (id, source, receipt, member_id, "at", recorded_at, amount, earned, rule_version,'
            " refunded) VALUES (?, 'import', ?, ?, ?, ?, ?, 0, 1, 0)",
            [
                (n, receipt, members.setdefault(member, len(members) + 1), at, at,
                 sum(round(float(row[6]) * 100) for row in rows))
                for n, (receipt, at, member), rows in batch
            ],
        )
        database.executemany(
            "INSERT INTO purchase_line VALUES (?, ?, ?, ?, ?)",
            [
                (n, k, goods.setdefault(row[3], len(goods) + 1), round(float(row[5]) * 1000),
                 round(float(row[6]) * 100))
                for n, _, rows in batch
                for k, row in enumerate(rows, 1)
            ],
        )
        database.execute("COMMIT")
"""


class Took(NamedTuple):
    """What a process took: seconds of processor, and megabytes at the most."""

    seconds: float
    memory: float


def year() -> Iterator[list[str]]:
    """A year's lines."""
    if YEAR.exists():
        with gzip.open(YEAR, "rt", newline="") as file:
            rows = csv.reader(file)
            assert tuple(next(rows)) == COLUMNS
            yield from rows
        return
    chance = Random(1)
    for receipt in range(25_000):
        day, minute = divmod(receipt, 70)
        at = f"2017-{day // 30 % 12 + 1:02}-{day % 28 + 1:02}T{8 + minute // 10:02}:{minute % 10}0:00"
        for _ in range(chance.randint(1, 18)):
            sku = str(chance.randrange(20_000))
            paid = f"{chance.randint(1, 1500) / 100:.2f}"
            yield [str(receipt), at, f"H{receipt % 400}", sku, f"PRODUCT {sku}", "1", paid]


def write_years(path: Path, n: int) -> int:
    """Write a file of so many years, each with receipts of its own; the number of its lines."""
    lines = 0
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for one in range(n):
            for receipt, *rest in year():
                writer.writerow([f"{one}-{receipt}", *rest])
                lines += 1
    return lines


def new_database(folder: Path) -> str:
    """The path of an empty shop's."""
    url = settings_for(folder).database_url.get_secret_value()
    folder.mkdir(parents=True)
    migrate(url)
    return url.removeprefix("sqlite:///")


def with_rules(folder: Path, file: Path) -> Took:
    """Import the file into a new shop."""
    new_database(folder)
    environment = environment_for(folder, TIMEZONE="America/New_York", CURRENCY="USD", LOG_LEVEL="warning")
    return took([REGULARS, "import", "purchases", str(file), "--allow-rejected"], environment)


def without_rules(folder: Path, file: Path) -> Took:
    """Put the file's lines into the tables of a new shop."""
    return took([sys.executable, "-c", _NO_RULES, new_database(folder), str(file)], dict(os.environ))


def took(command: list[str], environment: dict[str, str]) -> Took:
    """Run a command to its end."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[:3]} ended with {process.returncode}")
    return Took(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="regulars-benchmark-") as temporary:
        folder = Path(temporary)
        lines, more = write_years(folder / "year.csv", 1), write_years(folder / "years.csv", LONGER)
        plain = without_rules(folder / "plain", folder / "year.csv")
        short = with_rules(folder / "short", folder / "year.csv")
        long = with_rules(folder / "long", folder / "years.csv")
    rate = lines / short.seconds
    return [
        Figure(f"import, {lines:,} lines", rate, "/s", "no rules", lines / plain.seconds),
        Figure(f"import, {lines:,} lines", rate, "/s", "10,000/s asked", PROMISED, 1.0),
        Figure(f"import, {more:,} lines", more / long.seconds, "/s", "10,000/s asked", PROMISED, 1.0),
        Figure("import, memory at most", long.memory, "MB", "a fifth of the file", short.memory, 1.1, at_least=False),
        Figure("import, memory at most", long.memory, "MB", "200 MB allowed", MEMORY, 1.0, at_least=False),
    ]
