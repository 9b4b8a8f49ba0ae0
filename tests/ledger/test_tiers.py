"""Members rise with the purchase that lifts them, and fall only after a review, a notice that arrived, and grace."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import bindparam, select, update

from bot.actions.history import join_history
from bot.actions.log import NotAllowedError
from bot.actions.refunds import refund_purchase
from bot.actions.sales import record_sale, undo_sale
from bot.actions.standing import multiplier_of, place_of, progress_of, read_standings
from bot.actions.tier_moves import carry_out, place_quietly
from bot.actions.tier_reviews import (
    anybody_due,
    outlook_of,
    settle_by_night,
    settle_everybody,
    settle_new_table,
    table_is_new,
)
from bot.actions.tiers import apply_tiers, read_tiers
from bot.database import Command, Query
from bot.rules.refusals import Refusal
from bot.rules.standing import Move, Outlook, Place, Verdict
from bot.rules.tiers import Measure, Span, Tier, TierTable
from bot.tables.outbox import deliveries
from tests.ledger.books import CARL, MAX, OLGA, Books

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
        assert await multiplier_of(work, (await place_of(work, mei)).tier) == 125


async def test_a_member_without_a_tier_costs_and_earns_as_ever(books: Books) -> None:
    mei = await books.member(telegram_id=77)

    assert await sale(books, mei, 9900) == 99
    async with books.shop.work() as work:
        assert await multiplier_of(work, (await place_of(work, mei)).tier) == 100
        assert await progress_of(work, mei) is None
    assert await settle_everybody(books.shop) is None
    assert not await table_is_new(books.shop)
    assert await place(books, mei) == Place()


async def test_a_new_table_lifts_everybody_who_has_come_so_far_and_tells_them_at_a_decent_hour(books: Books) -> None:
    mei, ben = await books.member(telegram_id=77), await books.member()
    await books.bought(mei, 50_000)
    await books.bought(ben, 4_900)
    books.clock.move(hours=12)  # five in the morning in Shanghai

    await tiers(books)

    assert (await place(books, mei)).tier == GOLD.id
    assert await place(books, ben) == Place()
    [word] = await told(books, 77)
    assert word.kind == "tier_up"
    assert word.due == datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
    assert not await table_is_new(books.shop)


async def test_what_an_import_brings_is_settled_at_night_and_nobody_is_written_to(books: Books) -> None:
    await tiers(books)
    mei = await books.member(telegram_id=77)
    await books.bought(mei, 50_000)
    assert await place(books, mei) == Place()

    settled = await settle_everybody(books.shop, silent=True)

    assert settled is not None
    assert settled.moves == {Move.UP: 1}
    assert (await place(books, mei)).tier == GOLD.id
    assert await told(books, 77) == []
    again = await settle_everybody(books.shop, silent=True)
    assert again is not None
    assert again.moves == {}


async def test_a_night_without_purchases_and_reviews_is_let_pass(books: Books) -> None:
    now = books.clock.now()
    assert not await anybody_due(books.shop, now + timedelta(days=1000))
    await tiers(books)
    mei = await books.member()
    assert not await anybody_due(books.shop, now + timedelta(days=1000))
    await books.bought(mei, 50_000)
    assert await anybody_due(books.shop, now)
    await settle_by_night(books.shop)
    until = (await place(books, mei)).until
    assert until is not None

    assert not await anybody_due(books.shop, until)
    assert await anybody_due(books.shop, until + timedelta(hours=4))


async def test_a_refund_takes_no_tier_away_before_the_review(books: Books) -> None:
    await tiers(books)
    mei = await books.member(telegram_id=77)
    await sale(books, mei, 10_000)
    async with books.shop.work() as work:
        done = await refund_purchase(work, MAX, 1, None, "R1")
        assert not isinstance(done, Refusal)

    await settle_everybody(books.shop)

    assert (await place(books, mei)).tier == SILVER.id
    await at_the_review(books, mei)
    assert [one.kind for one in await told(books, 77)] == ["tier_up", "tier_notice"]


async def test_a_sale_taken_back_takes_the_tier_back_that_it_brought(books: Books) -> None:
    await tiers(books)
    mei = await books.member(telegram_id=77)
    await sale(books, mei, 10_000)
    before = await place(books, mei)
    books.clock.move(minutes=10)
    await sale(books, mei, 500_000)
    assert (await place(books, mei)).tier == GOLD.id

    async with books.shop.work() as work:
        assert not isinstance(await undo_sale(work, CARL), Refusal)

    assert (await place(books, mei)).tier == before.tier == SILVER.id
    assert [one.kind for one in await told(books, 77)] == ["tier_up", "tier_up", "tier_down"]
    async with books.shop.work() as work:
        assert not isinstance(await undo_sale(work, CARL, 1), Refusal)
    assert (await place(books, mei)).tier == SILVER.id  # not the sale that brought it, by then: it is looked at again


async def at_the_review(books: Books, member: int) -> None:
    """The night after the day on which a member's tier is looked at."""
    until = (await place(books, member)).until
    assert until is not None
    books.clock.at = until + timedelta(hours=4)
    await settle_everybody(books.shop, silent=True)


async def notices(books: Books, became: str) -> None:
    """What is on its way arrives now, or fails."""
    async with books.shop.work() as work:
        await work.run(_ARRIVE, became=became, at=work.now)


async def silver(books: Books, telegram_id: int | None = 77) -> int:
    """Somebody who became Silver today and has bought nothing since."""
    await tiers(books)
    member = await books.member(telegram_id=telegram_id)
    await sale(books, member, 10_000)
    return member


async def test_enough_within_twelve_months_keeps_the_tier_without_a_word(books: Books) -> None:
    mei = await silver(books)
    first = await place(books, mei)
    books.clock.move(days=100)
    await sale(books, mei, 6_400)  # 80 points at 125 %

    await at_the_review(books, mei)

    now = await place(books, mei)
    assert now == first._replace(counts_from=first.until, until=datetime(2028, 3, 2, 15, 59, 59, 999999, tzinfo=UTC))
    assert [one.kind for one in await told(books, 77)] == ["tier_up"]


@pytest.mark.either
async def test_too_little_brings_a_notice_and_only_after_its_grace_the_tier_is_lost(books: Books) -> None:
    mei = await silver(books)

    await at_the_review(books, mei)
    assert (await place(books, mei)).tier == SILVER.id
    notice = (await told(books, 77))[-1]
    assert notice.kind == "tier_notice"
    assert isinstance(notice.data, dict)
    assert (notice.data["missing"], notice.data["days"]) == (80, 30)

    for _ in range(40):  # it stays on its way, and nobody loses anything
        await at_the_review(books, mei)
    assert (await place(books, mei)).tier == SILVER.id
    await notices(books, "delivered")
    arrived = books.clock.now()
    await at_the_review(books, mei)
    ends = (await place(books, mei)).until
    assert ends == datetime(2027, 5, 12, 15, 59, 59, 999999, tzinfo=UTC)
    assert ends - arrived > timedelta(days=29)
    books.clock.at = ends
    await settle_everybody(books.shop, silent=True)
    assert (await place(books, mei)).tier == SILVER.id

    await at_the_review(books, mei)

    assert await place(books, mei) == Place()
    assert [one.kind for one in await told(books, 77)] == ["tier_up", "tier_notice", "tier_down"]


async def test_buying_enough_within_the_grace_keeps_the_tier_at_once(books: Books) -> None:
    mei = await silver(books)
    review = (await place(books, mei)).until
    await at_the_review(books, mei)
    await notices(books, "delivered")
    await at_the_review(books, mei)
    books.clock.move(days=10)

    assert await sale(books, mei, 6_300) == 78
    assert [one.kind for one in await told(books, 77)] == ["tier_up", "tier_notice"]
    assert await sale(books, mei, 200) == 2

    now = await place(books, mei)
    assert (now.tier, now.counts_from) == (SILVER.id, review)
    assert now.until == datetime(2028, 3, 2, 15, 59, 59, 999999, tzinfo=UTC)
    assert [one.kind for one in await told(books, 77)] == ["tier_up", "tier_notice", "tier_kept"]
    await at_the_review(books, mei)  # what was bought in the grace counts for the year that it is in as well
    assert (await place(books, mei)).counts_from == now.until


async def test_a_notice_that_failed_is_sent_again_and_whoever_cannot_be_told_keeps_the_tier_for_a_year(
    books: Books,
) -> None:
    mei, ann = await silver(books), await books.member()
    await sale(books, ann, 10_000)
    review = (await place(books, ann)).until
    assert review is not None
    await at_the_review(books, mei)
    await notices(books, "failed")
    await at_the_review(books, mei)
    assert [one.kind for one in await told(books, 77)] == ["tier_up", "tier_notice", "tier_notice"]

    nights = 0
    while (await place(books, ann)).tier == SILVER.id:
        await at_the_review(books, ann)
        nights += 1

    assert timedelta(days=365) < books.clock.now() - review < timedelta(days=373)
    assert 52 <= nights <= 54
    assert await place(books, ann) == Place()


async def test_a_table_without_a_tier_moves_its_members_down_by_one_and_tells_them(books: Books) -> None:
    mei = await silver(books)
    until = (await place(books, mei)).until

    await tiers(books, replace(TABLE, tiers=(BRONZE, GOLD)))

    now = await place(books, mei)
    assert (now.tier, now.version, now.until) == (BRONZE.id, 2, until)
    assert [one.kind for one in await told(books, 77)] == ["tier_up", "tier_down"]
    await tiers(books, replace(TABLE, tiers=()))
    assert await place(books, mei) == Place()
    assert await sale(books, mei, 10_000) == 100


async def test_harder_tiers_take_nothing_before_the_review_and_say_which_table_it_was(books: Books) -> None:
    mei = await silver(books)
    harder = replace(TABLE, tiers=(BRONZE, replace(SILVER, enter=400, keep=300), GOLD))
    assert await outlook_of(books.shop, harder) == Outlook(up=0, down=1, unchanged=0)

    await tiers(books, harder)

    now = await place(books, mei)
    assert (now.tier, now.version) == (SILVER.id, 1)
    await at_the_review(books, mei)
    assert (await told(books, 77))[-1].kind == "tier_notice"


async def test_the_outlook_counts_every_member(books: Books) -> None:
    for amount in (0, 4_900, 5_000, 10_000, 50_000):
        member = await books.member()
        if amount:
            await books.bought(member, amount)

    assert await outlook_of(books.shop, TABLE) == Outlook(up=3, down=0, unchanged=2)
    await tiers(books)
    easier = replace(TABLE, tiers=(replace(BRONZE, enter=40, keep=40), SILVER, replace(GOLD, enter=600, keep=600)))
    for span in Span:
        assert await outlook_of(books.shop, replace(easier, span=span)) == Outlook(up=1, down=1, unchanged=3)
    by_money = replace(TABLE, measure=Measure.SPENT, tiers=(replace(GOLD, enter=50_001, keep=0),))
    assert await outlook_of(books.shop, by_money) == Outlook(up=0, down=2, unchanged=3)


async def test_money_spent_counts_less_what_was_given_back(books: Books) -> None:
    await tiers(books, replace(TABLE, measure=Measure.SPENT, tiers=(replace(SILVER, enter=10_000, keep=8_000),)))
    mei = await books.member()
    await sale(books, mei, 9_000)
    async with books.shop.work() as work:
        await refund_purchase(work, MAX, 1, 1_000, "R1")

    await sale(books, mei, 1_999)
    assert await place(books, mei) == Place()
    await sale(books, mei, 1)

    assert (await place(books, mei)).tier == SILVER.id


async def test_by_the_calendar_year_everybody_is_reviewed_on_the_last_day_of_it(books: Books) -> None:
    await tiers(books, replace(TABLE, span=Span.YEAR))
    mei = await books.member(telegram_id=77)
    await sale(books, mei, 10_000)
    assert (await place(books, mei)).until == datetime(2026, 12, 31, 15, 59, 59, 999999, tzinfo=UTC)

    await at_the_review(books, mei)  # what brought them there counts for this year
    assert (await place(books, mei)).until == datetime(2027, 12, 31, 15, 59, 59, 999999, tzinfo=UTC)
    await at_the_review(books, mei)

    assert [one.kind for one in await told(books, 77)] == ["tier_up", "tier_notice"]


async def test_a_table_that_makes_no_sense_or_comes_late_is_not_applied(books: Books) -> None:
    await tiers(books)
    async with books.shop.work() as work:
        late = await apply_tiers(work, OLGA, TABLE)
        wrong = await apply_tiers(work, OLGA, replace(TABLE, version=1, tiers=(SILVER, BRONZE)))
        assert late == Refusal("tiers_changed")
        assert isinstance(wrong, Refusal)
        assert wrong.key == "tier_order"
        with pytest.raises(NotAllowedError):
            await apply_tiers(work, MAX, replace(TABLE, version=1))
        newest = await read_tiers(work)
        assert newest == replace(TABLE, version=1)


async def test_a_joined_history_brings_its_tier_along(books: Books) -> None:
    await tiers(books)
    old, mei = await books.member(), await books.member(telegram_id=77)
    await sale(books, old, 10_000)
    await sale(books, mei, 2_000)

    async with books.shop.work() as work:
        await join_history(work, MAX, old, mei)

    assert (await place(books, mei)).tier == SILVER.id
    assert await place(books, old) == Place()
    assert await books.agree()


async def test_nobody_is_settled_by_what_was_true_a_moment_ago(books: Books) -> None:
    mei = await silver(books)
    async with books.shop.reading() as reading:
        table = await read_tiers(reading)
        assert table is not None
        now, zone = books.clock.now(), books.shop.store.zone_info
        [seen] = await read_standings(reading, table, now, zone, range(1, 100), only_due=False)
    await sale(books, mei, 100)

    async with books.shop.work() as work:
        await carry_out(work, table, [(seen, Verdict(Move.DOWN, Place()))])
        await place_quietly(work, [(seen, Verdict(Move.STAY, Place()))])

    assert (await place(books, mei)).tier == SILVER.id


async def test_twenty_tills_at_once_lift_a_member_once(books: Books) -> None:
    await tiers(books)
    mei = await books.member(telegram_id=77)

    await asyncio.gather(*(sale(books, mei, 1_000) for _ in range(20)))

    assert (await place(books, mei)).tier == SILVER.id
    assert [one.kind for one in await told(books, 77)] == ["tier_up", "tier_up"]
    assert await books.agree()
