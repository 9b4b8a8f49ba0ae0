"""Members rise with the purchase that lifts them, and fall only after a review, a notice that arrived, and the grace."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import bindparam, insert, select, update

from bot.actions.sales import record_sale
from bot.actions.standing import multiplier_of, place_of, progress_of
from bot.actions.tier_reviews import outlook_of, settle_everybody, settle_new_table, table_is_new
from bot.actions.tiers import apply_tiers, read_tiers
from bot.database import Command, Query
from bot.rules.refusals import Refusal
from bot.rules.standing import Move, Outlook, Place
from bot.rules.tiers import Measure, Span, Tier, TierTable
from bot.tables.outbox import deliveries
from tests.ledger.books import CARL, OLGA, Books

BRONZE = Tier(1, {"en": "Bronze"}, "🥉", 50, 40, 110)
SILVER = Tier(2, {"en": "Silver"}, "🥈", 100, 80, 125)
GOLD = Tier(3, {"en": "Gold"}, "🥇", 500, 400, 150)
TABLE = TierTable(Measure.POINTS, Span.ROLLING, 30, (BRONZE, SILVER, GOLD), version=0)


class Told(NamedTuple):
    kind: str
    data: object
    due: datetime


_TOLD = Query(
    Told,
    select(deliveries.c.kind, deliveries.c.data, deliveries.c.due)
    .where(deliveries.c.chat_id == bindparam("chat"), deliveries.c.kind.like("tier%"))
    .order_by(deliveries.c.id),
)
_ARRIVE = Command(
    update(deliveries)
    .where(deliveries.c.kind == "tier_notice", deliveries.c.state == "queued")
    .values(state=bindparam("became"), settled_at=bindparam("at"))
)


async def tiers(books: Books, table: TierTable = TABLE) -> TierTable:
    """Let a table hold, and settle everybody by it."""
    async with books.shop.work() as work:
        newest = await read_tiers(work)
        applied = await apply_tiers(work, OLGA, replace(table, version=newest.version if newest else 0))
    assert isinstance(applied, TierTable), applied
    await settle_new_table(books.shop)
    return applied


async def sale(books: Books, member: int, amount: int) -> int:
    """A sale at the till; what it earned."""
    async with books.shop.work() as work:
        rung = await record_sale(work, CARL, member, amount, f"T{next(books.numbers)}", anyway=True)
    assert not isinstance(rung, Refusal), rung
    return rung.earned


async def place(books: Books, member: int) -> Place:
    async with books.shop.work() as work:
        return await place_of(work, member)


async def told(books: Books, chat: int) -> list[Told]:
    async with books.shop.work() as work:
        return await work.all(_TOLD, chat=chat)


async def test_a_sale_lifts_its_buyer_at_once_and_they_are_told(books: Books) -> None:
    await tiers(books)
    mei = await books.member(telegram_id=77)

    assert await sale(books, mei, 9900) == 99
    assert (await place(books, mei)).tier == BRONZE.id
    assert await sale(books, mei, 1000) == 11

    now = await place(books, mei)
    assert (now.tier, now.version, now.since) == (SILVER.id, 1, books.clock.now())
    assert [one.kind for one in await told(books, 77)] == ["tier_up", "tier_up"]
    assert await sale(books, mei, 1000) == 12
    async with books.shop.work() as work:
        assert await multiplier_of(work, mei) == 125
