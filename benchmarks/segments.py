"""Whom a segment names, among a million members, and where the fifths of all buyers part.

Each line is counted beside an open shop, as `/segments` does it; the slowest of those that people write is what counts.
"""

import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import uvloop

from benchmarks.crowd import fill, settings_for
from benchmarks.harness import Figure, Play, contestant
from benchmarks.nightly import most_memory
from bot.actions.rfm import reckon_fifths
from bot.actions.segments import count
from bot.rules.refusals import Refusal
from bot.rules.segments import parse
from bot.shop import Shop
from commands.shop import open_shop

MEMBERS, PURCHASES = 1_000_000, 4
SECONDS, FIFTHS_SECONDS, MEGABYTES = 1.0, 60.0, 300.0
LINES = (
    "everybody",
    "tier:gold and agreed:offers",
    "points>=40 and language:en",
    "not bought since 90d",
    "bought:formula since 90d",
    "bought 3 times since 180d",
    "rfm:at-risk",
    "birthday:next",
    "tier:gold and not bought:formula since 90d and (language:en or zone:Berlin)",
    "sample:10%",
)
FIFTHS, MEMORY = -1, -2


@asynccontextmanager
async def a_shop(folder: Path, _: str) -> AsyncIterator[Play]:
    """The shop in a folder; a play counts a line, by its place, and gives the seconds."""
    async with open_shop(settings_for(folder)) as shop:

        async def play(order: int, _: float) -> float:
            if order == MEMORY:
                return most_memory()
            begun = time.perf_counter()
            if order == FIFTHS:
                await reckon_fifths(shop)
            else:
                await _count(shop, LINES[order])
            return time.perf_counter() - begun

        yield play


async def _count(shop: Shop, line: str) -> None:
    expression = parse(line)
    if isinstance(expression, Refusal):
        raise RuntimeError(f"{line}: {expression}")
    async with shop.reading() as reading:
        found = await count(reading, expression, shop.clock.now(), shop.store)
    if isinstance(found, Refusal):
        raise RuntimeError(f"{line}: {found}")


def figures() -> list[Figure]:
    found = []
    with tempfile.TemporaryDirectory(prefix="regulars-benchmark-") as temporary:
        folder = Path(temporary) / "many"
        _prepare(fill(folder, MEMBERS, purchases=PURCHASES, a_year=True))
        with contestant(partial(a_shop, folder), "", uvloop.run) as shop:
            fifths = shop.play(FIFTHS, 0)
            for n, line in enumerate(LINES):
                took = sorted(shop.play(n, 0) for _ in range(3))[1]
                found.append(Figure(f"segment: {line}", took, "s", "asked", SECONDS, 1.0, at_least=False))
            found.append(Figure("segment: fifths", fifths, "s", "asked", FIFTHS_SECONDS, 1.0, at_least=False))
            memory = shop.play(MEMORY, 0)
            found.append(Figure("segment: memory", memory, "MB", "asked", MEGABYTES, 1.0, at_least=False))
    return found


def _prepare(path: Path) -> None:
    """Everybody said yes to offers and has a birthday and a tier; every fifth purchase was a can of formula."""
    database = sqlite3.connect(path)
    with database:
        for statement in _STATEMENTS:
            database.execute(statement)
    database.close()


_NOW = "strftime('%Y-%m-%d %H:%M:%S', 'now') || '.000000+00:00'"
_STATEMENTS = (
    """INSERT INTO tier_table (version, measure, span, grace_days, "at", actor, tiers)
        VALUES (1, 'points', 'rolling', 30, '2025-01-01 00:00:00.000000+00:00', 'owner:1',
            '[{"id":1,"names":{"en":"Silver"},"mark":"S","enter":50,"keep":50},'
            || '{"id":2,"names":{"en":"Gold"},"mark":"G","enter":200,"keep":150}]')""",
    """UPDATE account SET tier = 1 + (member_id % 20 = 0), spent = member_id * 7919 % 100000,
        purchases = 1 + member_id % 10, last_at = strftime('%Y-%m-%d %H:%M:%S', 'now',
            '-' || (member_id * 31 % 365) || ' days') || '.000000+00:00'""",
    f"""INSERT INTO consent (member_id, topic, given, wording, source, "at")
        SELECT id, 'offers', id % 3 > 0, 'en:0', 'settings', {_NOW} FROM member""",
    f"""INSERT INTO birthday (member_id, calendar, month, "day", leap, told_at, next_on)
        SELECT id, 'solar', 1, 1, 0, {_NOW}, strftime('%Y-%m-%d', 'now', (id % 365) || ' days') FROM member""",
    "INSERT INTO product (id, sku, name, category, refill_days) VALUES (1, 'FORMULA', 'Formula', '', 45)",
    """INSERT INTO purchase_line (purchase_id, n, product_id, quantity, amount)
        SELECT id, 1, 1, 1000, 900 FROM purchase WHERE id % 5 = 0""",
)
