"""Segments by what was bought and by months of birth: whom they name is what anybody would count by hand."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import NamedTuple

import pytest
from sqlalchemy import insert

from bot.actions.purchases import Line, Recorded, Sold, record_purchases
from bot.actions.refunds import refund_purchase
from bot.database import Command
from bot.rules.roles import OPERATOR
from bot.tables.products import products
from tests.ledger.books import MAX, Books
from tests.ledger.test_segments import named

pytestmark = pytest.mark.either
EDGE = datetime(2026, 2, 19, 16, tzinfo=UTC)
"""Midnight in the shop, from which 20 February is counted."""


class Bought(NamedTuple):
    """A purchase: how long after `EDGE`, for how much, for how much of it milk (None: it isn't told), given back."""

    who: str
    after: timedelta
    amount: int
    milk: int | None = None
    back: int = 0


_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)
PURCHASES = (
    Bought("mei", 0 * _DAY, 5000, 5000),
    Bought("anna", -_SECOND, 10000),
    Bought("sam", -5 * _DAY, 5000, 2000),
    Bought("sam", 1 * _DAY, 5000, 3000),
    Bought("sam", 2 * _DAY, 1, 1),
    Bought("yu", -20 * _DAY, 5000, 0),
    Bought("yu", 1 * _DAY, 10000, 9999, back=1),
    Bought("nora", 1 * _DAY, 10000, 9000, back=10000),
    Bought("nora", 3 * _DAY, 6000, 5000),
    Bought("gus", 1 * _DAY, 0, 0),
    Bought("gus", 10 * _DAY, 3000, None),
)


def bought_by(times: int, spent: str, since: str, before: str, *, milk: bool) -> str:
    """Who bought so often, for so much, in that time, reckoned without the database."""
    ends = {"": None, " since 2026-02-20": 0 * _DAY, " before 2026-02-20": 0 * _DAY, " before 2026-03-02": 10 * _DAY}
    least, first, end = Decimal(spent.removeprefix(" for ") or 0) * 100, ends[since], ends[before]
    within = [one for one in PURCHASES if (first is None or one.after >= first) and (end is None or one.after < end)]
    theirs = {one.who: [other for other in within if other.who == one.who] for one in PURCHASES}
    paid = {
        who: sum((one.milk or 0) if milk else one.amount - one.back for one in some) for who, some in theirs.items()
    }
    return " ".join(who for who, some in theirs.items() if len(some) >= times and paid[who] >= least)


async def test_who_bought_how_often_for_how_much_and_when_is_who_did(books: Books) -> None:
    ids = {who: await books.member() for who in dict.fromkeys(one.who for one in PURCHASES)}
    await books.sql("UPDATE member SET joined_at = created_at")
    async with books.shop.work() as work:
        await work.run(Command(insert(products)), id=1, sku="MLK", name="Milk", category="Dairy")
    for n, one in enumerate(PURCHASES):
        sold = Sold("web", f"r{n}", ids[one.who], EDGE + one.after, one.amount, [Line("MLK", 1000, one.milk)])
        async with books.shop.work() as work:
            [recorded] = await record_purchases(work, OPERATOR, [sold])
            assert isinstance(recorded, Recorded)
            if one.back:
                await refund_purchase(work, MAX, recorded.purchase_id, one.back, f"back {n}")

    for times, spent, since, before, milk in product(
        (1, 2),
        ("", " for 0.01", " for 50", " for 100"),
        ("", " since 2026-02-20"),
        ("", " before 2026-02-20", " before 2026-03-02"),
        (True, False),
    ):
        line = f"bought{':mlk' if milk else ''} {times} times{spent}{since}{before}"
        assert await named(books, ids, line) == bought_by(times, spent, since, before, milk=milk), line


async def test_a_birthday_is_in_its_own_month_and_after_december_comes_january(books: Books) -> None:
    books.clock.at = datetime(2026, 12, 15, 9, tzinfo=UTC)
    days = {f"{month}/{day}": (month, day) for month in range(1, 13) for day in (1, monthrange(2027, month)[1])}
    ids = {name: await books.member() for name in days}
    await books.sql("UPDATE member SET joined_at = created_at")
    for name, (month, day) in days.items():
        next_on = date(2026 if (month, day) == (12, 31) else 2027, month, day)
        await books.sql(
            "INSERT INTO birthday (member_id, calendar, month, \"day\", leap, told_at, next_on) SELECT id, 'solar',"
            f" {month}, {day}, false, created_at, '{next_on}' FROM member WHERE id = {ids[name]}"
        )

    found = [await named(books, ids, f"birthday:{month}") for month in (*range(1, 13), "this", "next")]

    assert found == [" ".join(name for name in days if days[name][0] == n) for n in (*range(1, 13), 12, 1)]
