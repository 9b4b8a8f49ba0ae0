"""The earning rule is tried on the last ninety days before it holds, and an edit never rewrites what was earned."""

from dataclasses import replace

import pytest

from bot.actions.log import NotAllowedError
from bot.actions.members import new_member
from bot.actions.program import apply_rule, open_program, read_rule, read_version, try_rule
from bot.actions.refunds import refund_purchase
from bot.actions.sales import record_sale, undo_sale
from bot.actions.terms import read_terms, try_terms
from bot.rules.points import EarningRule, Rounding
from bot.rules.refusals import Refusal
from bot.rules.spending import Paid
from bot.rules.terms import Terms
from bot.rules.terms_trial import TermsTrial, Tried
from bot.rules.trial import Given, Trial
from tests.ledger.books import CARL, MAX, OLGA, Books

FIRST = EarningRule(points=1, per=100, rounding=Rounding.FLOOR, months=12, starter=0, version=1)


async def test_a_new_shop_gives_a_point_for_one_of_its_currency(books: Books) -> None:
    async with books.shop.work() as work:
        assert await read_rule(work) == FIRST
        await open_program(work, 0)
        assert await read_rule(work) == FIRST


WORTH = Terms(worth_points=100, worth_amount=250)


async def tried(books: Books, rule: EarningRule) -> Trial:
    """What the owner is shown of a rule, now."""
    return await try_rule(books.shop, OLGA, rule, WORTH, books.clock.now())


async def test_a_rule_is_tried_on_the_last_ninety_days(books: Books) -> None:
    mei = await books.member()
    await books.bought(mei, 10_000)
    books.clock.move(days=91)
    await books.bought(mei, 1050)
    books.clock.move(days=45)
    await books.bought(mei, 1050)
    await books.bought(mei, 99)
    async with books.shop.work() as work:
        await record_sale(work, CARL, mei, 5000, "1")
        await undo_sale(work, CARL)

    double = replace(FIRST, points=2)
    assert await tried(books, double) == Trial(FIRST, double, 90, 3, 0, Given(20, 50), Given(43, 107))
    async with books.shop.work() as work:
        assert await read_rule(work) == FIRST


async def test_refunds_are_taken_off_and_tiers_multiply_as_they_did(books: Books) -> None:
    mei = await books.member()
    number = await books.bought(mei, 1000)
    await books.bought(mei, 1000)
    await books.sql("UPDATE purchase SET multiplier = 150, paid_worth = 200 WHERE id = " + str(number + 1))
    async with books.shop.work() as work:
        await refund_purchase(work, MAX, number, 500, "R1")

    # Of ten points five are left; of eight (two of ten were paid with points) half more is twelve.
    assert (await tried(books, FIRST)).given_after == Given(17, 42)
    assert (await tried(books, replace(FIRST, points=3))).given_after == Given(15 + 36, 127)


async def test_gifts_for_joining_are_counted_with_those_who_joined(books: Books) -> None:
    async with books.shop.work() as work:
        for n in range(3):
            await new_member(work, source="telegram", telegram_id=1000 + n, joined=True)

    found = await tried(books, replace(FIRST, starter=50))

    assert (found.joined, found.given_before.points, found.given_after.points) == (3, 0, 150)


async def test_a_rule_holds_from_now_on(books: Books) -> None:
    mei = await books.member()
    await books.bought(mei, 1000)

    async with books.shop.work() as work:
        applied = await apply_rule(work, OLGA, replace(FIRST, points=2, months=6, rounding=Rounding.CEIL))
    await books.bought(mei, 1000)

    assert applied == EarningRule(2, 100, Rounding.CEIL, 6, 0, version=2)
    assert (await books.account(mei)).points == 30
    async with books.shop.work() as work:
        assert await read_rule(work) == applied
        assert await read_version(work, 1) == FIRST


async def test_of_two_edits_at_once_the_second_is_told_to_look_again(books: Books) -> None:
    async with books.shop.work() as work:
        await apply_rule(work, OLGA, replace(FIRST, points=2))
        assert await apply_rule(work, OLGA, replace(FIRST, points=3)) == Refusal("rule_changed")
        assert (await read_rule(work)).points == 2


async def test_a_rule_that_makes_no_sense_is_not_applied(books: Books) -> None:
    async with books.shop.work() as work:
        answer = await apply_rule(work, OLGA, replace(FIRST, months=0))

    assert isinstance(answer, Refusal)
    assert answer.key == "rule_months"


async def test_only_the_owner_edits_the_rule(books: Books) -> None:
    with pytest.raises(NotAllowedError):
        await try_rule(books.shop, MAX, replace(FIRST, points=2), WORTH, books.clock.now())
    async with books.shop.work() as work:
        with pytest.raises(NotAllowedError):
            await apply_rule(work, MAX, replace(FIRST, points=2))


async def test_terms_are_tried_on_the_points_outstanding_and_on_ninety_days_of_purchases(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.actions.terms.PAGE", 1)
    mei, tom, ada = [await books.member() for _ in range(3)]
    for member in (mei, ada):
        await books.bought(member, 40_000)
    books.clock.move(days=91)
    await books.bought(mei, 2000)
    await books.bought(mei, 1000)
    number = await books.bought(tom, 1000)
    await books.buy(tom, -500)
    async with books.shop.work() as work:
        held = await read_terms(work)
        await refund_purchase(work, MAX, number, 500, "R1")
        await record_sale(work, CARL, mei, 5000, "1")
        await undo_sale(work, CARL)
    await books.sql(f"UPDATE purchase SET paid_points = 100, paid_worth = 100 WHERE id = {number}")
    changed = replace(held, worth_amount=200, pays=True, pay_share=25)

    tried = await try_terms(books.shop, OLGA, held, changed, books.clock.now())

    # Mei could have paid a quarter of 30; Tom what the 5 points that he has and the 50 that he paid are worth.
    assert tried == TermsTrial(held, changed, 90, 400 + 30 + 5 + 400, Tried(3, Paid(50, 50), 0, 750 + 110))
    assert await books.terms() == held
    with pytest.raises(NotAllowedError):
        await try_terms(books.shop, MAX, held, changed, books.clock.now())
