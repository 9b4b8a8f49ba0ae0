"""The earning rule is tried on last month's purchases before it holds, and an edit never rewrites what was earned."""

from dataclasses import replace

import pytest

from bot.actions.log import NotAllowedError
from bot.actions.program import Preview, apply_rule, open_program, read_rule, read_version, try_rule
from bot.actions.sales import record_sale, undo_sale
from bot.rules.points import EarningRule, Rounding
from bot.rules.refusals import Refusal
from tests.ledger.books import CARL, MAX, OLGA, Books

FIRST = EarningRule(points=1, per=100, rounding=Rounding.FLOOR, months=12, starter=0, version=1)


async def test_a_new_shop_gives_a_point_for_one_of_its_currency(books: Books) -> None:
    async with books.shop.work() as work:
        assert await read_rule(work) == FIRST
        await open_program(work, 0)
        assert await read_rule(work) == FIRST


async def test_a_rule_is_tried_on_the_last_months_purchases(books: Books) -> None:
    mei = await books.member()
    await books.bought(mei, 10_000)
    books.clock.move(days=31)
    await books.bought(mei, 1050)
    await books.bought(mei, 1050)
    await books.bought(mei, 99)
    async with books.shop.work() as work:
        await record_sale(work, CARL, mei, 5000, "1")
        await undo_sale(work, CARL)

    async with books.shop.work() as work:
        double = replace(FIRST, points=2)
        assert await try_rule(work, OLGA, double) == Preview(FIRST, double, 30, 3, 20, 43)
        assert await read_rule(work) == FIRST


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
        for act in (try_rule, apply_rule):
            answer = await act(work, OLGA, replace(FIRST, months=0))
            assert isinstance(answer, Refusal)
            assert answer.key == "rule_months"


async def test_only_the_owner_edits_the_rule(books: Books) -> None:
    async with books.shop.work() as work:
        for act in (try_rule, apply_rule):
            with pytest.raises(NotAllowedError):
                await act(work, MAX, replace(FIRST, points=2))
