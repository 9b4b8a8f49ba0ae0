"""The terms of points: what they are worth, how many a sum takes, and what no shop can have."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.points import MOST_POINTS
from bot.rules.refusals import Refusal
from bot.rules.terms import MOST_RETURN_DAYS, Terms

CENT = Terms(worth_points=1, worth_amount=1)
rates = st.builds(Terms, worth_points=st.integers(1, 5000), worth_amount=st.integers(1, 5000))


@pytest.mark.parametrize(
    ("points", "worth", "have", "paid"), [(100, 100, 250, 250), (3, 1, 4, 1), (1, 5, 7, 35), (200, 100, 199, 99)]
)
def test_points_are_worth_what_the_owner_says_and_no_part_of_a_cent(
    points: int, worth: int, have: int, paid: int
) -> None:
    assert Terms(points, worth).worth(have) == paid


def test_points_may_be_worth_nothing() -> None:
    assert Terms(100, 0).worth(5000) == 0
    assert Terms(100, 0).points_for(5000) == 0


@given(terms=rates, amount=st.integers(0, 10**6))
def test_the_most_points_for_a_sum_are_worth_no_more_than_it_and_one_more_is(terms: Terms, amount: int) -> None:
    points = terms.points_for(amount)

    assert terms.worth(points) <= amount
    assert terms.worth(points + 1) > amount


@pytest.mark.parametrize(
    ("part", "least", "most", "why"),
    [
        ("worth_points", 1, MOST_POINTS, Refusal("terms_worth", {"most": MOST_POINTS})),
        ("worth_amount", 0, MOST_POINTS, Refusal("terms_worth", {"most": MOST_POINTS})),
        ("pay_share", 0, 100, Refusal("terms_share")),
        ("extend_months", 0, 12, Refusal("terms_extension", {"most": 12})),
        ("adjust_alone", 0, MOST_POINTS, Refusal("terms_adjust", {"most": MOST_POINTS})),
        ("return_days", 0, MOST_RETURN_DAYS, Refusal("terms_return", {"most": MOST_RETURN_DAYS})),
    ],
)
def test_each_part_has_its_bounds(part: str, least: int, most: int, why: Refusal) -> None:
    for inside in (least, most):
        assert replace(CENT, **{part: inside}).refused() is None  # type: ignore[arg-type] # whole numbers, all of them
    for outside in (least - 1, most + 1):
        assert replace(CENT, **{part: outside}).refused() == why  # type: ignore[arg-type] # likewise


def test_what_a_shop_begins_with() -> None:
    assert (CENT.pays, CENT.pay_share, CENT.keeps, CENT.extend_months) == (False, 50, True, 12)
    assert (CENT.adjust_alone, CENT.return_days, CENT.version) == (1000, 14, 1)
