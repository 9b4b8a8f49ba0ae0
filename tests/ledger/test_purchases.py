"""Purchases are recorded once, earn by the rule, and pay debts first."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import select

from bot.actions.log import NotAllowedError
from bot.actions.products import list_products
from bot.actions.purchases import Line, Recorded, Sold, record_purchases
from bot.actions.receipts import purchase_by_id
from bot.database import Query
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR, Actor, Role
from bot.tables.purchases import purchase_lines
from tests.ledger.books import CARL, OPENING, Books

DAY = timedelta(days=1)


class Kept(NamedTuple):
    """A line as it is kept."""

    n: int
    product_id: int
    quantity: int
    amount: int | None


LINES = Query(
    Kept,
    select(*(purchase_lines.c[name] for name in Kept._fields)).order_by(
        purchase_lines.c.purchase_id, purchase_lines.c.n
    ),
)


def sold(member_id: int, receipt: str, amount: int, at: datetime = OPENING, *lines: Line) -> Sold:
    return Sold("file", receipt, member_id, at, amount, lines, branch_id=1)


async def record(books: Books, *all_sold: Sold, earn: bool = True, lasts_from: datetime | None = None) -> list[object]:
    async with books.shop.work() as work:
        return list(await record_purchases(work, OPERATOR, all_sold, earn=earn, lasts_from=lasts_from))


async def test_a_purchase_earns_a_lot_that_lasts_a_year(books: Books) -> None:
    mei = await books.member()

    done = await books.buy(mei, 1250)

    assert isinstance(done, Recorded)
    assert (done.earned, done.paid_debt, done.again) == (12, 0, False)
    account = await books.account(mei)
    assert account == (12, 0, 1, 1250, OPENING, OPENING)
    [lot] = await books.lots(mei)
    assert lot.expires_at == datetime(2027, 3, 2, 15, 59, 59, 999999, tzinfo=UTC)  # the end of that day in Shanghai
    assert await books.agree()


async def test_a_receipt_told_again_counts_once(books: Books) -> None:
    mei = await books.member()

    first = await books.buy(mei, 1250, "A-1")
    again = [await books.buy(mei, 1250, "A-1") for _ in range(3)]

    assert isinstance(first, Recorded)
    assert again == [first._replace(again=True, nth=0)] * 3
    assert (await books.account(mei)).points == 12
    assert await books.agree()


async def test_a_receipt_told_again_after_400_days_counts_once(books: Books) -> None:
    mei = await books.member()
    await books.buy(mei, 1250, "A-1")

    books.clock.move(days=400)
    await books.buy(mei, 1250, "A-1")

    assert (await books.account(mei)).purchases == 1


async def test_a_receipt_told_again_with_another_amount_or_member_is_refused(books: Books) -> None:
    mei, ivan = await books.member(), await books.member()
    await books.buy(mei, 1250, "A-1")

    taken = Refusal("receipt_taken", {"receipt": "A-1", "amount": 1250})
    assert await books.buy(mei, 1300, "A-1") == taken
    assert await books.buy(ivan, 1250, "A-1") == taken
    assert (await books.account(ivan)).purchases == 0


async def test_two_sources_may_use_the_same_number(books: Books) -> None:
    mei = await books.member()

    await books.buy(mei, 1250, "A-1", source="web")
    await books.buy(mei, 1300, "A-1", source="till:1")

    assert (await books.account(mei)).spent == 2550


async def test_a_batch_is_the_same_as_one_after_another(books: Books) -> None:
    mei, ivan = await books.member(), await books.member()

    answers = await record(
        books,
        sold(mei, "1", 1000),
        sold(ivan, "2", 500, OPENING - DAY),
        sold(mei, "1", 1000),
        sold(mei, "3", 99, OPENING - 2 * DAY),
        sold(mei, "1", 1),
        sold(mei, "4", 100, OPENING + DAY),
    )

    assert [type(answer).__name__ for answer in answers] == ["Recorded"] * 4 + ["Refusal"] * 2
    assert [answer.again for answer in answers if isinstance(answer, Recorded)] == [False, False, True, False]
    assert [answer.key for answer in answers if isinstance(answer, Refusal)] == ["receipt_taken", "purchase_future"]
    assert await books.account(mei) == (10, 0, 2, 1099, OPENING - 2 * DAY, OPENING)
    assert await books.account(ivan) == (5, 0, 1, 500, OPENING - DAY, OPENING - DAY)
    assert await books.agree()


async def test_nothing_or_less_is_kept_and_earns_nothing(books: Books) -> None:
    mei = await books.member()

    await record(books, sold(mei, "1", 0), sold(mei, "2", -500))

    assert await books.account(mei) == (0, 0, 2, -500, OPENING, OPENING)
    assert await books.lots(mei) == []


async def test_an_import_may_earn_nothing(books: Books) -> None:
    mei = await books.member()

    [done] = await record(books, sold(mei, "1", 1000), earn=False)

    assert isinstance(done, Recorded)
    assert (done.earned, done.paid_debt) == (0, 0)
    assert await books.account(mei) == (0, 0, 1, 1000, OPENING, OPENING)
    async with books.shop.work() as work:
        kept = await purchase_by_id(work, done.purchase_id)
    assert kept is not None
    assert kept.earned == 0


async def test_imported_points_live_from_the_day_of_the_import(books: Books) -> None:
    mei = await books.member()
    long_ago = OPENING - 700 * DAY

    await record(books, sold(mei, "1", 1000, long_ago), lasts_from=OPENING)

    [lot] = await books.lots(mei)
    assert lot.expires_at == datetime(2027, 3, 2, 15, 59, 59, 999999, tzinfo=UTC)
    assert (await books.account(mei)).first_at == long_ago


async def test_goods_are_kept_by_line_and_new_ones_are_made_known(books: Books) -> None:
    mei = await books.member()
    tea = Line("T1", 2000, 800, "Tea")

    await record(books, sold(mei, "1", 1000, OPENING, tea, Line("P9", 350, 200, "Pears"), tea._replace(name=None)))
    await record(books, sold(mei, "2", 800, OPENING, tea._replace(name="Another name"), Line("T1", 0, None)))

    async with books.shop.reading() as work:
        goods, n = await list_products(work, most=10)
        lines = await work.all(LINES)
    assert n == 2
    numbers = {product.sku: product.id for product in goods}
    assert {product.sku: product.name for product in goods} == {"T1": "Tea", "P9": "Pears"}
    assert [line[1:] for line in lines] == [
        (numbers["T1"], 2000, 800),
        (numbers["P9"], 350, 200),
        (numbers["T1"], 2000, 800),
        (numbers["T1"], 2000, 800),
        (numbers["T1"], 0, None),
    ]
    assert [line.n for line in lines] == [1, 2, 3, 1, 2]


async def test_goods_that_nobody_knows_refuse_the_purchase_and_leave_no_trace(books: Books) -> None:
    mei = await books.member()

    assert await record(books, sold(mei, "1", 1000, OPENING, Line("T1"))) == [Refusal("sku_unknown", {"sku": "T1"})]
    assert await record(books, sold(mei, "1", 1000, OPENING, Line("T 1", name="Tea"))) == [
        Refusal("sku_unknown", {"sku": "T 1"})
    ]
    assert (await books.account(mei)).purchases == 0


async def test_a_till_whose_clock_is_a_little_ahead_is_believed(books: Books) -> None:
    mei = await books.member()

    [ahead, wrong] = await record(
        books,
        sold(mei, "1", 1000, OPENING + timedelta(minutes=5)),
        sold(mei, "2", 1000, OPENING + timedelta(minutes=5, seconds=1)),
    )

    assert isinstance(ahead, Recorded)
    assert wrong == Refusal("purchase_future", {"at": OPENING + timedelta(minutes=5, seconds=1)})


async def test_nobody_sells_to_themselves(books: Books) -> None:
    carls_card = await books.member()
    carl = Actor(Role.CASHIER, telegram_id=901, staff_id=1, branch_id=1, member_id=carls_card)

    async with books.shop.work() as work:
        assert await record_purchases(work, carl, [sold(carls_card, "1", 1000)]) == [Refusal("purchase_own")]


async def test_only_the_till_records_and_only_for_its_branch(books: Books) -> None:
    mei = await books.member()
    elsewhere = Sold("file", "1", mei, OPENING, 1000, branch_id=2)

    async with books.shop.work() as work:
        for actor in (Actor(Role.MEMBER, member_id=mei), Actor(Role.GUEST), Actor(Role.AGENT, staff_id=1)):
            with pytest.raises(NotAllowedError):
                await record_purchases(work, actor, [sold(mei, "1", 1000)])
        with pytest.raises(NotAllowedError):
            await record_purchases(work, CARL, [elsewhere])


async def test_the_rule_of_the_day_holds_and_is_named(books: Books) -> None:
    mei = await books.member()
    await books.bought(mei, 1000)

    await books.rule(points=3, per=100, months=1)
    done = await books.buy(mei, 1000)

    assert isinstance(done, Recorded)
    assert done.earned == 30
    assert (await books.account(mei)).points == 40
    assert [lot.points for lot in await books.lots(mei)] == [10, 30]
    assert await books.agree()
