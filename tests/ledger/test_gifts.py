"""Gifts in the books: points and vouchers that nobody paid for, each given once."""

from datetime import timedelta

from bot.actions.points import give_points
from bot.actions.rewards import count_had
from bot.actions.taking import find_voucher, take_voucher
from bot.actions.vouchers import give_voucher, in_hand, return_voucher
from bot.rules.refusals import Refusal
from bot.rules.rewards import RewardKind
from bot.rules.vouchers import Voucher
from tests.ledger.books import CARL, Books
from tests.ledger.test_vouchers import of, shelve


async def test_gift_points_come_once_in_a_lot_that_ends_when_the_gift_does(books: Books) -> None:
    mei = await books.member()
    end = books.clock.now() + timedelta(days=14)

    async with books.shop.work() as work:
        first = await give_points(work, mei, 50, "birthday:1:2026-03-02", end)
    async with books.shop.work() as work:
        second = await give_points(work, mei, 50, "birthday:1:2026-03-02", end)

    assert (first, second) == (50, 0)
    assert [(lot.left, lot.expires_at) for lot in await books.lots(mei)] == [(50, end)]
    assert await books.agree()


async def test_a_given_voucher_costs_nothing_comes_once_and_is_taken_at_the_till(books: Books) -> None:
    coffee, mei = await shelve(books, stock=1, each=1), await books.member()
    end = books.clock.now() + timedelta(days=14)

    async with books.shop.work() as work:
        given = await give_voucher(work, mei, coffee, end, "birthday:1:2026-03-02")
        again = await give_voucher(work, mei, coffee, end, "birthday:1:2026-03-02")
        assert isinstance(given, Voucher)
        assert given == again
        held = await in_hand(work, given)
        kept = await return_voucher(work, of(mei), given.id)
        had = await count_had(work, mei, coffee)

    assert (given.points, given.expires_at, had) == (0, end, 0)
    assert isinstance(kept, Refusal)
    assert held.code is not None
    async with books.shop.work() as work:
        found = await find_voucher(work, CARL, held.code)
        assert isinstance(found, Voucher)
        assert not isinstance(await take_voucher(work, CARL, found.id), Refusal)
    assert await books.agree()


async def test_what_is_gone_or_is_a_donation_is_not_given(books: Books) -> None:
    mei, gone = await books.member(), await shelve(books, stock=0)
    charity = await shelve(books, kind=RewardKind.DONATION, worth=100, charity="The Lifeboats")
    end = books.clock.now() + timedelta(days=14)

    async with books.shop.work() as work:
        refused = [await give_voucher(work, mei, one, end, "birthday:1:2026-03-02") for one in (gone, charity, 99)]

    assert refused == [Refusal("reward_gone"), Refusal("reward_off"), Refusal("reward_off")]
