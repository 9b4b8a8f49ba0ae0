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
from random import Random

import uvloop

from benchmarks.crowd import fill, settings_for
from benchmarks.harness import Figure, Play, contestant
from benchmarks.nightly import most_memory
from benchmarks.stub import FIRST_MEMBER
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
    """Books as a shop's lie: purchases by time and by anybody, members in another order than their Telegram numbers.

    Everybody was asked about offers and has a birthday and a tier; every fifth purchase was a can of formula.
    """
    chance = Random(5)
    database = sqlite3.connect(path)
    database.create_function("anybody", 0, lambda: chance.randint(1, MEMBERS))
    for pragma in ("journal_mode=off", "synchronous=off", "cache_size=-1000000"):
        database.execute(f"PRAGMA {pragma}")
    indexes = database.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name = 'purchase' AND sql LIKE '%INDEX%'")
    found = indexes.fetchall()
    with database:
        for name, _ in found:
            database.execute(f"DROP INDEX {name}")
        database.execute(_SCATTER, {"first": _FIRST, "all": MEMBERS * PURCHASES})
        for _, sql in found:
            database.execute(sql)
        for statement in _STATEMENTS:
            database.execute(statement)
    database.close()


_FIRST = 100_000_000
"""Where the numbers of purchases begin; benchmarks/crowd.py."""
_SCATTER = """UPDATE purchase SET member_id = anybody(), amount = 500 + id * 7919 % 2000,
    "at" = strftime('%Y-%m-%d %H:%M:%S', 'now', ((id - :first) * 525600 / :all - 525600) || ' minutes')
        || '.000000+00:00'"""
_NOW = "strftime('%Y-%m-%d %H:%M:%S', 'now') || '.000000+00:00'"
_STATEMENTS = (
    """INSERT INTO tier_table (version, measure, span, grace_days, "at", actor, tiers)
        VALUES (1, 'points', 'rolling', 30, '2025-01-01 00:00:00.000000+00:00', 'owner:1',
            '[{"id":1,"names":{"en":"Silver"},"mark":"S","enter":50,"keep":50},'
            || '{"id":2,"names":{"en":"Gold"},"mark":"G","enter":200,"keep":150}]')""",
    """UPDATE account SET tier = 1 + (member_id % 20 = 0), (purchases, spent, first_at, last_at) = (
        SELECT count(*), coalesce(sum(amount), 0), min("at"), max("at") FROM purchase
        WHERE purchase.member_id = account.member_id)""",
    f"UPDATE member SET telegram_id = -({FIRST_MEMBER} + id * 611953 % {MEMBERS})",
    "UPDATE member SET telegram_id = -telegram_id",
    "UPDATE person SET member_id = (SELECT id FROM member WHERE member.telegram_id = person.telegram_id)",
    "UPDATE person SET client_language = substr('enruzh', 1 + telegram_id % 3 * 2, 2), zone = 'Europe/Berlin'",
    f"""INSERT INTO consent (member_id, topic, given, wording, source, "at")
        SELECT id, 'offers', id % 3 > 0, 'en:0', 'settings', {_NOW} FROM member""",
    f"""INSERT INTO birthday (member_id, calendar, month, "day", leap, told_at, next_on)
        SELECT id, 'solar', 1, 1, 0, {_NOW}, strftime('%Y-%m-%d', 'now', (id % 365) || ' days') FROM member""",
    """INSERT INTO product (id, sku, name, category, refill_days)
        VALUES (1, 'FORMULA', 'Formula', '', 45), (2, 'BREAD', 'Rye bread', '', 7)""",
    """INSERT INTO purchase_line (purchase_id, n, product_id, quantity, amount)
        SELECT id, 1, 1 + (id % 5 > 0), 1000, 900 FROM purchase""",
)
