"""The worked example of docs/store.md, played line by line."""

import re
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, update

from bot.actions.refunds import refund_purchase
from bot.actions.sales import record_sale
from bot.actions.standing import progress_of
from bot.actions.tier_reviews import settle_everybody, settle_new_table
from bot.actions.tiers import apply_tiers
from bot.database import Command
from bot.rules.refusals import Refusal
from bot.rules.tiers import Measure, Span, Tier, TierTable
from bot.rules.times import local_day
from bot.tables.outbox import deliveries
from tests.ledger.books import CARL, MAX, OLGA, STORE, Books

PAGE = Path(__file__).parents[2] / "docs" / "store.md"
ZONE = ZoneInfo(STORE.zone)
SILVER = Tier(1, {"en": "Silver"}, "🥈", 100, 80, 125)
_ARRIVE = Command(
    update(deliveries)
    .where(deliveries.c.kind == "tier_notice", deliveries.c.state == "queued")
    .values(state="delivered", settled_at=bindparam("at"))
)


class Day(NamedTuple):
    """A line of the example."""

    day: str
    what: str
    earned: str
    counts: str
    tier: str
    until: str


def days() -> list[Day]:
    """The lines of the example, as the page has them."""
    block = re.search(r"<!-- tiers: .*?-->\n(.*?)<!-- end of tiers -->", PAGE.read_text(), re.DOTALL)
    assert block is not None
    rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in block[1].splitlines()]
    return [Day(*row) for row in rows[2:]]


async def play(books: Books, member: int, day: Day) -> str:
    """What the line says happens, at noon, after the night's work; what it earned."""
    noon = datetime.combine(datetime.fromisoformat(day.day), time(12), ZONE)
    books.clock.at = noon - timedelta(hours=8)
    await settle_everybody(books.shop, silent=True)
    books.clock.at = noon
    bought = re.match(r"buys for ([\d.]+)", day.what)
    async with books.shop.work() as work:
        if "arrives" in day.what:
            await work.run(_ARRIVE, at=work.now)
        if day.what.startswith("returns half"):
            assert not isinstance(await refund_purchase(work, MAX, 3, 2_000, "half"), Refusal)
        if bought is None:
            return ""
        rung = await record_sale(work, CARL, member, int(Decimal(bought[1]) * 100), day.day)
        assert not isinstance(rung, Refusal)
        return str(rung.earned)


async def test_the_worked_example_of_the_tiers_comes_out_as_it_is_written(books: Books) -> None:
    table = TierTable(Measure.POINTS, Span.ROLLING, 30, (SILVER,), version=0)
    async with books.shop.work() as work:
        assert isinstance(await apply_tiers(work, OLGA, table), TierTable)
    await settle_new_table(books.shop)
    mei = await books.member(telegram_id=77)

    for day in days():
        earned = await play(books, mei, day)
        async with books.shop.work() as work:
            shown = await progress_of(work, mei)
        assert shown is not None
        tier = shown.table.tier(shown.place.tier)
        until = shown.place.until
        assert earned == day.earned, day
        assert ("Silver" if tier else "none") == day.tier, day
        assert (local_day(until, ZONE).isoformat() if until else "") == day.until, day
        assert str(shown.counted.review if tier else shown.counted.now) == day.counts, day
