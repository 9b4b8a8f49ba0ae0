"""What docs/store.md reckons of paying with points and of refunds, reckoned by the shop."""

import re
from collections.abc import Iterator

import pytest

from bot.rules.points import EarningRule, earned
from bot.rules.spending import Paid, given_back, most_paid
from bot.rules.terms import Terms
from tests.test_docs import STORE

PAID = Paid(500, 500)
AMOUNT, EARNED = 1250, 7


def rows(name: str) -> Iterator[list[str]]:
    """The cells of a table between its marks, without its head."""
    block = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", STORE.read_text(), re.DOTALL)
    assert block is not None
    for line in block[1].splitlines()[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def cents(text: str) -> int:
    """`12.50` in minor units."""
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part)


def test_what_points_pay_is_as_the_stores_page_says() -> None:
    for worth, share, purchase, have, points, pays, money, earns in rows("paying"):
        worth_points, _, worth_amount = worth.partition(" = ")
        terms = Terms(int(worth_points), cents(worth_amount), pays=True)
        paid = most_paid(terms, int(share.removesuffix("%")), cents(purchase), int(have))

        assert paid == (int(points), cents(pays))
        assert cents(purchase) - paid.worth == cents(money)
        assert earned(EarningRule(1, 100), cents(money)) == int(earns)


@pytest.mark.promise(57)
def test_what_a_refund_gives_back_is_as_the_stores_page_says() -> None:
    *parts, whole = rows("refunds")
    before = 0
    for refund, so_far, money, points, taken in parts:
        back = given_back(AMOUNT, EARNED, PAID, before, cents(refund))
        before += cents(refund)

        assert before == cents(so_far)
        assert (back.money, back.paid.points, back.earned) == (cents(money), int(points), int(taken))
    assert before == AMOUNT

    back = given_back(AMOUNT, EARNED, PAID, 0, AMOUNT)
    assert (back.money, back.paid.points, back.earned) == (cents(whole[2]), int(whole[3]), int(whole[4]))
