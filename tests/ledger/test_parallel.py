"""Many at once: nothing is lost, nothing is counted twice, nobody sees a locked database."""

import asyncio
from collections import Counter
from collections.abc import Callable

import pytest

from bot.actions.points import Posted, return_points
from bot.actions.purchases import Recorded
from bot.actions.refunds import refund_purchase
from bot.actions.reversals import Reversed
from bot.actions.sales import Rung, record_sale, undo_sale
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM
from tests.ledger.books import CARL, MAX, Books
from tests.spending import spend_points

Size = Callable[[int, int], int]


def outcomes(answers: list[object]) -> Counter[str]:
    """How many of each answer; refusals by their keys."""
    return Counter(answer.key if isinstance(answer, Refusal) else type(answer).__name__ for answer in answers)


@pytest.mark.promise(24)
async def test_twenty_tills_ring_up_one_member(books: Books, size: Size) -> None:
    mei = await books.member()
    each = size(5, 50)

    async def till(number: int) -> None:
        for n in range(each):
            async with books.shop.work() as work:
                done = await record_sale(work, CARL, mei, 100, f"{number}-{n}", anyway=True)
                assert isinstance(done, Rung)

    await asyncio.gather(*(till(number) for number in range(20)))

    account = await books.account(mei)
    assert (account.points, account.purchases, account.spent) == (20 * each, 20 * each, 20 * each * 100)
    assert await books.agree()


@pytest.mark.promise(54)
async def test_the_whole_balance_is_spent_once(books: Books, size: Size) -> None:
    mei = await books.member()
    await books.bought(mei, 10_000)
    n = size(50, 1000)

    async def spend(number: int) -> object:
        async with books.shop.work() as work:
            return await spend_points(work, SYSTEM, mei, 100, f"mug {number}")

    answers = await asyncio.gather(*map(spend, range(n)))

    assert outcomes(answers) == {"Posted": 1, "points_short": n - 1}
    assert (await books.account(mei)).points == 0
    assert await books.agree()


@pytest.mark.promise(58)
async def test_each_sale_undone_twice_at_once_is_undone_once(books: Books, size: Size) -> None:
    mei = await books.member()
    n = size(10, 200)
    numbers = []
    for receipt in range(n):
        async with books.shop.work() as work:
            done = await record_sale(work, CARL, mei, 500, f"{receipt}", anyway=True)
            assert isinstance(done, Rung)
            numbers.append(done.purchase_id)

    async def undo(number: int) -> object:
        async with books.shop.work() as work:
            return await undo_sale(work, CARL, number)

    answers = await asyncio.gather(*map(undo, numbers * 2))

    assert outcomes(answers) == {"Reversed": n, "purchase_undone": n}
    assert await books.account(mei) == (0, 0, 0, 0, None, None)
    assert await books.agree()


@pytest.mark.promise(58)
async def test_each_purchase_refunded_twice_at_once_is_refunded_once(books: Books, size: Size) -> None:
    mei = await books.member()
    n = size(10, 200)
    numbers = [await books.bought(mei, 500) for _ in range(n)]

    async def refund(number: int, reference: str) -> object:
        async with books.shop.work() as work:
            return await refund_purchase(work, MAX, number, 500, reference)

    answers = await asyncio.gather(*(refund(number, f"{number}{way}") for way in "ab" for number in numbers))

    assert outcomes(answers) == {"Reversed": n, "refund_too_large": n}
    assert (await books.account(mei))[:2] == (0, 0)
    assert await books.agree()


@pytest.mark.promise(58)
async def test_each_reward_returned_twice_at_once_is_returned_once(books: Books, size: Size) -> None:
    mei = await books.member()
    await books.bought(mei, 100_000)
    n = size(10, 200)
    numbers = []
    for mug in range(n):
        async with books.shop.work() as work:
            done = await spend_points(work, SYSTEM, mei, 3, f"mug {mug}")
            assert isinstance(done, Posted)
            numbers.append(done.entry_id)

    async def give_back(entry: int) -> object:
        async with books.shop.work() as work:
            return await return_points(work, SYSTEM, entry)

    answers = await asyncio.gather(*map(give_back, numbers * 2))

    assert outcomes(answers) == {"Posted": n, "already_returned": n}
    assert (await books.account(mei)).points == 1000
    assert await books.agree()


@pytest.mark.promise(59)
async def test_one_receipt_told_fifty_times_at_once_counts_once(books: Books) -> None:
    mei = await books.member()

    answers = await asyncio.gather(*(books.buy(mei, 1000, "A-1") for _ in range(50)))

    assert Counter(answer.again for answer in answers if isinstance(answer, Recorded)) == {False: 1, True: 49}
    assert await books.account(mei) == (10, 0, 1, 1000, books.clock.now(), books.clock.now())
    assert await books.agree()


@pytest.mark.promise(58)
async def test_an_undo_and_a_refund_at_once_take_back_once(books: Books) -> None:
    mei = await books.member()
    async with books.shop.work() as work:
        done = await record_sale(work, CARL, mei, 500, "1")
        assert isinstance(done, Rung)

    async def undo() -> object:
        async with books.shop.work() as work:
            return await undo_sale(work, CARL, done.purchase_id)

    async def refund() -> object:
        async with books.shop.work() as work:
            return await refund_purchase(work, MAX, done.purchase_id, 500, "ref")

    answers = await asyncio.gather(undo(), refund())

    assert sum(answer.points for answer in answers if isinstance(answer, Reversed)) == 5
    assert (await books.account(mei))[:2] == (0, 0)
    assert await books.agree()
