"""Sales at the till: asked twice when they look the same, thanked for, and taken back within a quarter of an hour."""

import pytest
from sqlalchemy import select

from bot.actions.ledger import balance_of
from bot.actions.log import NotAllowedError
from bot.actions.purchases import Line
from bot.actions.refunds import refund_purchase
from bot.actions.reversals import Reversed
from bot.actions.sales import Rung, record_sale, undo_sale
from bot.database import Query
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM, Actor, Role
from bot.tables.outbox import deliveries
from tests.ledger.books import CARL, CORA, MAX, OPENING, Books
from tests.spending import spend_points


def _said(kind: str, chat_id: int, data: object, edits: str | None) -> tuple[str, int, object, str | None]:
    return kind, chat_id, data, edits


SAID = Query(
    _said,
    select(deliveries.c.kind, deliveries.c.chat_id, deliveries.c.data, deliveries.c.edits).order_by(deliveries.c.id),
)


async def ring(
    books: Books, member_id: int, amount: int, receipt: str, *, anyway: bool = False, actor: Actor = CARL
) -> Rung | Refusal:
    async with books.shop.work() as work:
        return await record_sale(work, actor, member_id, amount, receipt, anyway=anyway)


async def rung(books: Books, member_id: int, amount: int, receipt: str) -> Rung:
    done = await ring(books, member_id, amount, receipt)
    assert isinstance(done, Rung), done
    return done


async def undo(books: Books, purchase_id: int | None = None, actor: Actor = CARL) -> Reversed | Refusal:
    async with books.shop.work() as work:
        return await undo_sale(work, actor, purchase_id)


async def test_a_sale_is_recorded_and_the_member_thanked(books: Books) -> None:
    mei = await books.member(telegram_id=77)

    done = await rung(books, mei, 1250, "R-7K3F9Q")

    assert (done.earned, done.paid_debt, done.balance, done.again) == (12, 0, 12, False)
    async with books.shop.reading() as work:
        [(kind, chat_id, data, edits), thanks] = await work.all(SAID)
    assert (kind, chat_id, edits) == ("receipt", 77, None)
    assert data == {
        "store": "Green Corner",
        "number": "R-7K3F9Q",
        "amount": 1250,
        "points": 12,
        "paid_debt": 0,
        "balance": 12,
    }
    assert thanks[:3] == ("thanks", 77, {"nth": 1, "turn": str(done.purchase_id)})


async def test_the_smallest_coin_is_a_sale(books: Books) -> None:
    done = await rung(books, await books.member(), 1, "1")

    assert (done.earned, done.balance) == (0, 0)


async def test_a_sale_taken_back_is_written_down(books: Books) -> None:
    done = await rung(books, await books.member(), 1250, "1")

    await undo(books)

    assert (CARL.name, "undo_sale", f"purchase:{done.purchase_id}", None, [1250, 12]) in await books.logged()


async def test_the_balance_is_what_the_books_say(books: Books) -> None:
    mei = await books.member()
    async with books.shop.work() as work:
        assert await balance_of(work, mei) == 0
    await rung(books, mei, 1250, "1")
    async with books.shop.work() as work:
        assert await balance_of(work, mei) == 12


async def test_a_member_who_is_not_on_telegram_is_told_nothing(books: Books) -> None:
    await rung(books, await books.member(), 1250, "R-7K3F9Q")

    async with books.shop.reading() as work:
        assert await work.all(SAID) == []


async def test_two_taps_are_one_sale_told_and_thanked_for_once(books: Books) -> None:
    mei = await books.member(telegram_id=77)

    first = await rung(books, mei, 1250, "R-7K3F9Q")
    second = await rung(books, mei, 1250, "R-7K3F9Q")

    assert second == first._replace(again=True)
    async with books.shop.reading() as work:
        assert [kind for kind, *_ in await work.all(SAID)] == ["receipt", "thanks"]


async def test_the_same_again_within_five_minutes_is_asked_about(books: Books) -> None:
    mei, ivan = await books.member(), await books.member()
    await rung(books, mei, 1250, "1")

    books.clock.move(minutes=5)
    assert await ring(books, mei, 1250, "2") == Refusal("sale_repeated", {"receipt": "1", "at": OPENING})
    assert isinstance(await ring(books, ivan, 1250, "3"), Rung)
    assert isinstance(await ring(books, mei, 1251, "4"), Rung)
    assert isinstance(await ring(books, mei, 1250, "5", anyway=True), Rung)
    books.clock.move(minutes=5, seconds=1)
    assert isinstance(await ring(books, mei, 1250, "6"), Rung)


async def test_a_sale_taken_back_may_be_rung_again_at_once(books: Books) -> None:
    mei = await books.member()
    await rung(books, mei, 1250, "1")
    await undo(books)

    assert isinstance(await ring(books, mei, 1250, "2"), Rung)


@pytest.mark.parametrize("amount", [0, -100])
async def test_nothing_is_not_sold(books: Books, amount: int) -> None:
    assert await ring(books, await books.member(), amount, "1") == Refusal("amount_zero")


async def test_tills_of_two_branches_may_use_the_same_number_but_ours_are_unique(books: Books) -> None:
    mei = await books.member()
    await rung(books, mei, 100, "42")

    assert isinstance(await ring(books, mei, 200, "42", actor=MAX), Rung)
    await rung(books, mei, 300, "R-7K3F9Q")
    assert await ring(books, mei, 400, "R-7K3F9Q", actor=MAX) == Refusal(
        "receipt_taken", {"receipt": "R-7K3F9Q", "amount": 300}
    )


async def test_goods_at_the_till_have_to_be_known(books: Books) -> None:
    mei = await books.member()

    async with books.shop.work() as work:
        answer = await record_sale(work, CARL, mei, 1250, "1", [Line("T1", 2000)])
    assert answer == Refusal("sku_unknown", {"sku": "T1"})


async def test_a_sale_is_taken_back_within_a_quarter_of_an_hour(books: Books) -> None:
    mei = await books.member(telegram_id=77)
    await rung(books, mei, 500, "1")
    books.clock.move(minutes=1)
    done = await rung(books, mei, 1250, "2")

    books.clock.move(minutes=15)
    undone = await undo(books)

    assert isinstance(undone, Reversed)
    assert (undone.amount, undone.points, undone.owed, undone.balance) == (1250, 12, 0, 5)
    assert await books.account(mei) == (5, 0, 1, 500, OPENING, OPENING)
    async with books.shop.reading() as work:
        kind, chat_id, data, edits = (await work.all(SAID))[-1]
    assert (kind, chat_id, edits) == ("sale_undone", 77, f"receipt:{done.purchase_id}")
    assert data == {"number": "2", "amount": 1250, "points": 12, "debt": 0, "balance": 5}
    assert await books.agree()


async def test_a_sale_is_not_taken_back_later(books: Books) -> None:
    await rung(books, await books.member(), 1250, "1")

    books.clock.move(minutes=15, seconds=1)

    assert await undo(books) == Refusal("undo_too_late", {"minutes": 15})


async def test_only_ones_own_sale_is_taken_back(books: Books) -> None:
    done = await rung(books, await books.member(), 1250, "1")

    assert await undo(books, done.purchase_id, actor=CORA) == Refusal("undo_not_yours")
    assert await undo(books, done.purchase_id, actor=MAX) == Refusal("undo_not_yours")
    assert await undo(books, actor=CORA) == Refusal("undo_nothing")
    assert await undo(books, 4711) == Refusal("undo_nothing")


async def test_a_sale_is_taken_back_once(books: Books) -> None:
    done = await rung(books, await books.member(), 1250, "1")

    assert isinstance(await undo(books), Reversed)
    assert await undo(books) == Refusal("purchase_undone")
    async with books.shop.work() as work:
        assert await refund_purchase(work, MAX, done.purchase_id, None, "ref") == Refusal("purchase_undone")


async def test_what_was_refunded_before_is_not_taken_back_again(books: Books) -> None:
    mei = await books.member()
    done = await rung(books, mei, 1000, "1")
    async with books.shop.work() as work:
        await refund_purchase(work, MAX, done.purchase_id, 300, "ref")

    undone = await undo(books)

    assert isinstance(undone, Reversed)
    assert (undone.amount, undone.points) == (700, 7)
    assert await books.account(mei) == (0, 0, 0, 0, None, None)
    assert await books.agree()


async def test_points_spent_before_the_sale_was_taken_back_are_owed(books: Books) -> None:
    mei = await books.member()
    await rung(books, mei, 1000, "1")
    async with books.shop.work() as work:
        await spend_points(work, SYSTEM, mei, 4, "mug")

    undone = await undo(books)

    assert isinstance(undone, Reversed)
    assert (undone.points, undone.owed, undone.balance, undone.debt) == (10, 4, 0, 4)
    assert await books.agree()


async def test_a_member_does_not_ring(books: Books) -> None:
    mei = await books.member()
    member = Actor(Role.MEMBER, telegram_id=77, member_id=mei)

    with pytest.raises(NotAllowedError):
        await ring(books, mei, 1000, "1", actor=member)
    with pytest.raises(NotAllowedError):
        await undo(books, actor=member)
    assert (await books.account(mei)).purchases == 0
