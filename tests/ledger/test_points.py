"""Spending, giving back, expiry, the gift for joining, and moving to another account."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.expiry import expire_points
from bot.actions.points import Posted, give_starter, move_points, return_points
from bot.actions.refunds import Returned, receive_refund, refund_purchase
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR, SYSTEM
from tests.ledger.books import MAX, OPENING, Books
from tests.spending import spend_points


async def spend(books: Books, member_id: int, points: int, key: str = "") -> Posted | Refusal:
    async with books.shop.work() as work:
        return await spend_points(work, SYSTEM, member_id, points, key or f"mug {next(books.numbers)}")


async def spent(books: Books, member_id: int, points: int) -> int:
    done = await spend(books, member_id, points)
    assert isinstance(done, Posted), done
    return done.entry_id


async def give_back(books: Books, entry_id: int) -> Posted | Refusal:
    async with books.shop.work() as work:
        return await return_points(work, SYSTEM, entry_id)


async def expire(books: Books, most: int = 100) -> int:
    async with books.shop.work() as work:
        return (await expire_points(work, most)).expired


async def refund(books: Books, purchase_id: int) -> None:
    async with books.shop.work() as work:
        assert not isinstance(await refund_purchase(work, MAX, purchase_id, None, f"ref {purchase_id}"), Refusal)


async def move(books: Books, member_id: int, heir: int) -> int:
    async with books.shop.work() as work:
        return await move_points(work, OPERATOR, member_id, heir)


async def starter(books: Books, member_id: int) -> int:
    async with books.shop.work() as work:
        return await give_starter(work, SYSTEM, member_id)


async def left(books: Books, member_id: int) -> list[int]:
    return [lot.left for lot in await books.lots(member_id)]


@pytest.mark.promise(55)
async def test_what_expires_soonest_is_spent_first(books: Books) -> None:
    mei = await books.member()
    await books.bought(mei, 1000)
    await books.rule(months=1)
    await books.bought(mei, 1000)
    await books.rule(months=6)
    await books.bought(mei, 1000)

    await spent(books, mei, 15)

    assert await left(books, mei) == [10, 0, 5]
    assert await books.agree()


async def test_more_than_there_is_is_not_spent(books: Books) -> None:
    mei = await books.member()
    await books.bought(mei, 1000)

    assert await spend(books, mei, 11) == Refusal("points_short", {"wanted": 11, "have": 10})
    assert await spend(books, mei, 0) == Refusal("points_not_positive", {"points": 0})
    assert (await books.account(mei)).points == 10
    assert await books.agree()


async def test_a_returned_reward_gives_its_points_back_to_their_lots(books: Books) -> None:
    mei = await books.member()
    await books.bought(mei, 1000)
    await books.bought(mei, 1000)
    before = await books.lots(mei)
    mug = await spent(books, mei, 15)

    done = await give_back(books, mug)

    assert isinstance(done, Posted)
    assert (done.points, done.balance) == (15, 20)
    assert await books.lots(mei) == before
    assert await give_back(books, mug) == Refusal("already_returned")
    assert await books.agree()


async def test_a_reversal_is_not_reversed_nor_anything_but_a_redemption(books: Books) -> None:
    mei = await books.member()
    await books.bought(mei, 1000)
    mug = await spent(books, mei, 5)
    back = await give_back(books, mug)
    assert isinstance(back, Posted)

    for entry in (back.entry_id, mug - 1, 4711):
        assert await give_back(books, entry) == Refusal("not_a_redemption")
    assert (await books.account(mei)).points == 10


async def test_points_given_back_after_their_day_are_good_for_a_week(books: Books) -> None:
    mei = await books.member()
    await books.terms(extend_months=0)
    await books.rule(months=1)
    await books.bought(mei, 1000)
    mug = await spent(books, mei, 10)
    books.clock.move(days=40)  # it is 11 April, past 2 April
    assert await expire(books) == 0

    await give_back(books, mug)

    [lot] = await books.lots(mei)
    assert (lot.left, lot.expires_at) == (10, datetime(2026, 4, 18, 15, 59, 59, 999999, tzinfo=UTC))
    await spent(books, mei, 4)
    books.clock.move(days=8)
    assert await expire(books) == 1
    assert await left(books, mei) == [0]
    assert await books.agree()


async def test_a_return_pays_the_debt_first(books: Books) -> None:
    mei = await books.member()
    purchase = await books.bought(mei, 1000)
    mug = await spent(books, mei, 6)
    await refund(books, purchase)
    assert (await books.account(mei))[:2] == (0, 6)

    await give_back(books, mug)

    assert (await books.account(mei))[:2] == (0, 0)
    assert await books.agree()


@pytest.mark.promise(56)
async def test_the_last_instant_counts_and_the_next_does_not(books: Books) -> None:
    mei = await books.member()
    await books.terms(extend_months=0)
    await books.bought(mei, 1000)
    [lot] = await books.lots(mei)

    books.clock.at = lot.expires_at
    assert await expire(books) == 0
    assert isinstance(await spend(books, mei, 4), Posted)
    books.clock.move(microseconds=1)
    assert await spend(books, mei, 6) == Refusal("points_short", {"wanted": 6, "have": 0})
    assert await expire(books) == 1
    assert await expire(books) == 0
    assert (await books.account(mei))[:2] == (0, 0)
    assert await books.agree()


async def test_expiry_goes_on_where_it_stopped(books: Books) -> None:
    await books.terms(extend_months=0)
    members = [await books.member() for _ in range(3)]
    for member in members * 2:
        await books.bought(member, 1000)
    books.clock.move(days=400)

    rounds = []
    while gone := await expire(books, most=2):
        rounds.append(gone)

    assert sum(rounds) == 6
    assert [(await books.account(member)).points for member in members] == [0, 0, 0]
    assert await books.agree()


@pytest.mark.promise(32)
async def test_a_lot_may_expire_again_after_the_clock_went_back(books: Books) -> None:
    mei = await books.member()
    await books.terms(extend_months=0)
    await books.rule(months=1)
    await books.bought(mei, 1000)
    mug = await spent(books, mei, 4)
    [lot] = await books.lots(mei)
    books.clock.at = lot.expires_at + timedelta(seconds=1)
    assert await expire(books) == 1

    books.clock.move(hours=-2)
    await give_back(books, mug)
    assert await left(books, mei) == [4]
    books.clock.move(hours=2)

    assert await expire(books) == 1
    assert await left(books, mei) == [0]
    assert await books.agree()


async def test_what_comes_back_to_an_account_that_moved_moves_again(books: Books) -> None:
    paper, mei = await books.member(), await books.member()
    await books.bought(paper, 1000)
    mug = await spent(books, paper, 4)
    assert await move(books, paper, mei) == 6
    await give_back(books, mug)

    assert await move(books, paper, mei) == 4

    assert (await books.account(mei)).points == 10
    assert await books.agree()


async def test_joining_brings_the_gift_once(books: Books) -> None:
    mei = await books.member()
    assert await starter(books, mei) == 0
    await books.rule(starter=50)

    assert await starter(books, mei) == 50
    assert await starter(books, mei) == 0
    account = await books.account(mei)
    assert (account.points, account.purchases) == (50, 0)
    assert [lot.purchase_id for lot in await books.lots(mei)] == [None]
    assert await books.agree()


async def test_moving_keeps_each_lots_expiry_and_the_history(books: Books) -> None:
    paper, mei = await books.member(), await books.member()
    await books.bought(paper, 1000)
    books.clock.move(days=30)
    await books.bought(paper, 500)
    await spent(books, paper, 3)
    before = [(lot.left, lot.expires_at) for lot in await books.lots(paper)]
    books.clock.move(days=5)
    await books.bought(mei, 200)

    assert await move(books, paper, mei) == 12

    assert [(lot.left, lot.expires_at) for lot in await books.lots(mei)][1:] == before
    assert await left(books, paper) == [0, 0]
    assert await books.account(paper) == (0, 0, 0, 0, None, None)
    assert await books.account(mei) == (14, 0, 3, 1700, OPENING, OPENING + timedelta(days=35))
    assert await move(books, paper, mei) == 0
    assert await books.agree()


async def test_a_purchase_that_moved_is_refunded_from_its_own_lot(books: Books) -> None:
    paper, mei = await books.member(), await books.member()
    await books.bought(paper, 1000)
    second = await books.bought(paper, 800, "A-2")
    await move(books, paper, mei)

    async with books.shop.work() as work:
        await receive_refund(work, OPERATOR, Returned("web", "A-2", "ref", 300, work.now))

    assert await left(books, mei) == [10, 5]
    account = await books.account(mei)
    assert (account.points, account.spent) == (15, 1500)
    await refund(books, second)
    assert (await books.account(mei))[:2] == (10, 0)
    assert await books.agree()


@pytest.mark.parametrize(("own", "points", "debt"), [(0, 0, 10), (400, 0, 6), (3000, 20, 0)])
async def test_a_debt_moves_along(books: Books, own: int, points: int, debt: int) -> None:
    paper, mei = await books.member(), await books.member()
    purchase = await books.bought(paper, 1000)
    await spent(books, paper, 10)
    await refund(books, purchase)
    if own:
        await books.bought(mei, own)

    await move(books, paper, mei)

    assert (await books.account(paper))[:2] == (0, 0)
    assert (await books.account(mei))[:2] == (points, debt)
    assert await books.agree()


async def test_points_that_move_pay_what_the_new_account_owes(books: Books) -> None:
    paper, mei = await books.member(), await books.member()
    await books.bought(paper, 1000)
    purchase = await books.bought(mei, 400)
    await spent(books, mei, 4)
    await refund(books, purchase)

    assert await move(books, paper, mei) == 6

    assert (await books.account(mei))[:2] == (6, 0)
    assert await books.agree()
