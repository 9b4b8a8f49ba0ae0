"""Refunds reverse the original entry in proportion; points that were spent are owed and paid by the next purchases."""

from datetime import timedelta

import pytest

from bot.actions.log import NotAllowedError
from bot.actions.purchases import Recorded
from bot.actions.receipts import find_receipt, purchase_by_id
from bot.actions.refunds import Parked, Returned, receive_refund, refund_purchase, refunds_without_purchase
from bot.actions.reversals import Reversed
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR, SYSTEM, Actor, Role
from tests.ledger.books import CARL, MAX, Books
from tests.spending import spend_points


async def refund(books: Books, purchase_id: int, amount: int | None, reference: str = "") -> Reversed | Refusal:
    async with books.shop.work() as work:
        return await refund_purchase(work, MAX, purchase_id, amount, reference or f"ref {next(books.numbers)}")


async def refunded(books: Books, purchase_id: int, amount: int | None) -> Reversed:
    done = await refund(books, purchase_id, amount)
    assert isinstance(done, Reversed), done
    return done


async def till_says(books: Books, receipt: str, amount: int, reference: str) -> Reversed | Parked | Refusal:
    async with books.shop.work() as work:
        return await receive_refund(work, OPERATOR, Returned("web", receipt, reference, amount, work.now))


async def spend(books: Books, member_id: int, points: int) -> None:
    async with books.shop.work() as work:
        assert not isinstance(
            await spend_points(work, SYSTEM, member_id, points, f"mug {next(books.numbers)}"), Refusal
        )


async def test_a_refund_in_parts_takes_back_no_more_than_was_earned(books: Books) -> None:
    mei = await books.member()
    purchase = await books.bought(mei, 1099)

    parts = [await refunded(books, purchase, part) for part in (366, 366, None)]

    assert [part.points for part in parts] == [3, 3, 4]
    assert [part.amount for part in parts] == [366, 366, 367]
    account = await books.account(mei)
    assert (account.points, account.debt, account.purchases, account.spent) == (0, 0, 1, 0)
    assert await books.agree()


@pytest.mark.either
@pytest.mark.promise(57)
@pytest.mark.parametrize("parts", [[1000], [500, 500], [250, 750], [100] * 10])
@pytest.mark.parametrize("order", ["buy spend refund", "buy buy spend refund", "buy spend buy refund"])
async def test_nobody_gets_a_reward_for_nothing(books: Books, order: str, parts: list[int]) -> None:
    mei = await books.member()
    first = await books.bought(mei, 1000)
    bought = 1
    for step in order.split()[1:]:
        if step == "buy":
            await books.bought(mei, 500)
            bought += 1
        elif step == "spend":
            await spend(books, mei, 10)
        else:
            for part in parts:
                await refunded(books, first, part)

    account = await books.account(mei)
    kept = 5 if bought == 2 else 0
    assert (account.points, account.debt) == (max(kept - 10, 0), max(10 - kept, 0))

    # The next purchase pays what is owed first.
    done = await books.buy(mei, 2000)
    assert isinstance(done, Recorded)
    assert (done.earned, done.paid_debt) == (20, account.debt)
    assert (await books.account(mei)).points == account.points + 20 - account.debt
    assert await books.agree()


async def test_a_refund_takes_from_its_own_lot_first(books: Books) -> None:
    mei = await books.member()
    await books.bought(mei, 1000)
    second = await books.bought(mei, 1000)

    await refunded(books, second, 700)

    assert [lot.left for lot in await books.lots(mei)] == [10, 3]


async def test_a_refund_told_twice_counts_once(books: Books) -> None:
    mei = await books.member()
    purchase = await books.bought(mei, 1000)

    first = await refund(books, purchase, 400, "ref")
    again = await refund(books, purchase, 400, "ref")

    assert isinstance(first, Reversed)
    assert isinstance(again, Reversed)
    assert (first.again, again.again) == (False, True)
    assert (again.amount, again.points, again.balance) == (400, 4, 6)
    assert await refund(books, purchase, 500, "ref") == Refusal("refund_taken")
    assert await refund(books, await books.bought(mei, 400), 400, "ref") == Refusal("refund_taken")


async def test_a_refund_is_written_down_and_the_member_told(books: Books) -> None:
    mei = await books.member(telegram_id=77)
    purchase = await books.bought(mei, 1000, "A-1")

    await refunded(books, purchase, 400)

    [logged] = await books.logged()
    assert logged == (MAX.name, "refund", f"purchase:{purchase}", None, [400, 4])
    [told] = await books.said()
    assert (told.kind, told.chat_id) == ("refunded", 77)
    assert isinstance(told.data, dict)
    assert told.data.items() >= {"number": "A-1", "amount": 400, "points": 4, "debt": 0, "balance": 6}.items()


@pytest.mark.parametrize(("paid", "back"), [(1000, 1), (99, 99), (99, 1)])
async def test_a_refund_too_small_for_a_point_takes_none(books: Books, paid: int, back: int) -> None:
    mei = await books.member()
    purchase = await books.bought(mei, paid)
    before = await books.account(mei)

    first = await refund(books, purchase, back, "ref")
    again = await refund(books, purchase, back, "ref")

    for told in (first, again):
        assert isinstance(told, Reversed)
        assert (told.amount, told.points, told.owed) == (back, 0, 0)
    assert (await books.account(mei))[:2] == before[:2]
    assert await books.agree()


@pytest.mark.parametrize("amount", [1001, 10**9])
async def test_more_than_was_paid_is_refused(books: Books, amount: int) -> None:
    purchase = await books.bought(await books.member(), 1000)

    assert await refund(books, purchase, amount) == Refusal("refund_too_large", {"left": 1000})


async def test_more_than_is_left_is_refused(books: Books) -> None:
    purchase = await books.bought(await books.member(), 1000)
    await refunded(books, purchase, 600)

    assert await refund(books, purchase, 401) == Refusal("refund_too_large", {"left": 400})
    await refunded(books, purchase, 400)
    assert await refund(books, purchase, None) == Refusal("refund_too_large", {"left": 0})


@pytest.mark.parametrize("amount", [0, -5])
async def test_a_refund_of_nothing_is_refused(books: Books, amount: int) -> None:
    purchase = await books.bought(await books.member(), 1000)

    assert await refund(books, purchase, amount) == Refusal("amount_zero")
    assert await till_says(books, "A-1", amount, "ref") == Refusal("amount_zero")


async def test_a_purchase_nobody_knows_is_not_refunded(books: Books) -> None:
    assert await refund(books, 4711, None) == Refusal("receipt_unknown")


async def test_only_managers_refund(books: Books) -> None:
    purchase = await books.bought(await books.member(), 1000)

    async with books.shop.work() as work:
        with pytest.raises(NotAllowedError):
            await refund_purchase(work, CARL, purchase, None, "ref")


async def test_a_receipt_is_found_as_people_type_it(books: Books) -> None:
    mei = await books.member()
    first = await books.bought(mei, 1000, "R-7K3F90")
    await books.buy(mei, 100, "42", source="till:1")
    await books.buy(mei, 100, "42", source="till:2")

    async with books.shop.work() as work:
        for typed in ("R-7K3F90", " r7k3f9o "):
            found = await find_receipt(work, typed)
            assert not isinstance(found, Refusal)
            assert found.id == first
        assert await find_receipt(work, "42") == Refusal("receipt_several")
        assert await find_receipt(work, "43") == Refusal("receipt_unknown")
        assert await find_receipt(work, "") == Refusal("receipt_unknown")


@pytest.mark.promise(60)
async def test_a_refund_that_arrives_before_its_purchase_waits_for_it(books: Books) -> None:
    mei = await books.member()

    assert isinstance(await till_says(books, "A-1", 400, "ref"), Parked)
    assert isinstance(await till_says(books, "A-1", 400, "ref"), Parked)
    assert await till_says(books, "A-1", 500, "ref") == Refusal("refund_taken")
    purchase = await books.bought(mei, 1000, "A-1")

    account = await books.account(mei)
    assert (account.points, account.spent) == (6, 600)
    async with books.shop.work() as work:
        found = await purchase_by_id(work, purchase)
    assert found is not None
    assert (found.earned, found.refunded) == (10, 400)
    # and told again once more, it has been done
    done = await till_says(books, "A-1", 400, "ref")
    assert isinstance(done, Reversed)
    assert (done.again, done.points) == (True, 4)
    assert await books.agree()


@pytest.mark.promise(60)
async def test_several_refunds_wait_and_take_back_no_more_than_there_was(books: Books) -> None:
    mei = await books.member()
    for reference in ("ref 1", "ref 2", "ref 3"):
        await till_says(books, "A-1", 400, reference)

    await books.bought(mei, 1000, "A-1")

    account = await books.account(mei)
    assert (account.points, account.debt, account.spent) == (0, 0, 0)
    assert await books.agree()


@pytest.mark.promise(60)
async def test_a_refund_that_waits_may_be_told_again_before_its_purchase_comes_and_after(books: Books) -> None:
    mei = await books.member()
    first = await till_says(books, "A-1", 1, "ref")

    assert isinstance(first, Parked)
    assert await till_says(books, "A-1", 1, "ref") == first
    assert await till_says(books, "A-1", 2, "ref") == Refusal("refund_taken")
    await books.bought(mei, 1000, "A-1")
    again = await till_says(books, "A-1", 1, "ref")
    assert isinstance(again, Reversed)
    assert (again.amount, again.points, again.again) == (1, 0, True)


async def test_only_a_till_tells_of_refunds(books: Books) -> None:
    async with books.shop.work() as work:
        with pytest.raises(NotAllowedError):
            await receive_refund(work, Actor(Role.MEMBER, member_id=1), Returned("web", "A-1", "ref", 1, work.now))


async def test_a_refund_whose_purchase_never_comes_is_listed_after_thirty_days(books: Books) -> None:
    await till_says(books, "A-1", 400, "ref")

    books.clock.move(days=30)
    async with books.shop.work() as work:
        assert await refunds_without_purchase(work, work.now) == []
    books.clock.move(seconds=1)
    async with books.shop.work() as work:
        [late] = await refunds_without_purchase(work, work.now)
    assert (late.receipt, late.amount) == ("A-1", 400)
    assert late.recorded_at == books.clock.now() - timedelta(days=30, seconds=1)


async def test_a_refund_for_another_source_leaves_a_purchase_alone(books: Books) -> None:
    mei = await books.member()
    await till_says(books, "A-1", 400, "ref")

    await books.buy(mei, 1000, "A-1", source="till:1")

    assert (await books.account(mei)).points == 10


async def test_a_till_refunds_a_purchase_that_is_here(books: Books) -> None:
    mei = await books.member()
    await books.bought(mei, 1000, "A-1")

    done = await till_says(books, "A-1", 400, "ref")

    assert isinstance(done, Reversed)
    assert (done.points, done.owed, done.balance, done.again) == (4, 0, 6, False)
    assert await till_says(books, "A-1", 601, "ref 2") == Refusal("refund_too_large", {"left": 600})
