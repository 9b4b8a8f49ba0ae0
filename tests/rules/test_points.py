"""What a purchase earns and how long it lasts."""

from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.points import MOST_POINTS, EarningRule, Rounding, earned, expiry, months_on
from bot.rules.refusals import Refusal

NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("rounding", "amount", "points"),
    [
        (Rounding.FLOOR, 199, 1),
        (Rounding.FLOOR, 99, 0),
        (Rounding.FLOOR, 100, 1),
        (Rounding.NEAREST, 149, 1),
        (Rounding.NEAREST, 150, 2),
        (Rounding.NEAREST, 49, 0),
        (Rounding.CEIL, 100, 1),
        (Rounding.CEIL, 101, 2),
        (Rounding.CEIL, 1, 1),
        (Rounding.CEIL, 0, 0),
        (Rounding.CEIL, -500, 0),
        (Rounding.NEAREST, -500, 0),
    ],
)
def test_a_purchase_earns_by_the_rule(rounding: Rounding, amount: int, points: int) -> None:
    assert earned(EarningRule(points=1, per=100, rounding=rounding), amount) == points


@pytest.mark.parametrize(
    ("rounding", "multiplier", "amount", "points"),
    [
        (Rounding.FLOOR, 150, 199, 2),  # 2.985; the rule's own 1.99 rounded first would come to 1.5
        (Rounding.FLOOR, 125, 160, 2),
        (Rounding.FLOOR, 125, 159, 1),
        (Rounding.NEAREST, 125, 120, 2),  # exactly a point and a half
        (Rounding.NEAREST, 125, 119, 1),
        (Rounding.CEIL, 110, 100, 2),
        (Rounding.CEIL, 200, 100, 2),
        (Rounding.FLOOR, 1000, 10, 1),
        (Rounding.CEIL, 1000, 0, 0),
    ],
)
def test_a_tiers_multiplier_is_rounded_together_with_the_rule(
    rounding: Rounding, multiplier: int, amount: int, points: int
) -> None:
    assert earned(EarningRule(points=1, per=100, rounding=rounding), amount, multiplier) == points


@given(
    points=st.integers(1, 1000),
    per=st.integers(1, 100_000),
    amount=st.integers(0, 10**9),
    rounding=st.sampled_from(Rounding),
    multiplier=st.integers(100, 1000),
)
def test_a_multiplier_gives_exactly_so_many_times_the_points_but_for_one_rounding(
    points: int, per: int, amount: int, rounding: Rounding, multiplier: int
) -> None:
    rule = EarningRule(points, per, rounding)
    exact = Fraction(amount * points * multiplier, per * 100)

    got = earned(rule, amount, multiplier)

    if got < MOST_POINTS:
        off = got - exact
        assert {
            Rounding.FLOOR: -1 < off <= 0,
            Rounding.NEAREST: -Fraction(1, 2) < off <= Fraction(1, 2),
            Rounding.CEIL: 0 <= off < 1,
        }[rounding]
    assert earned(rule, amount, 100) == earned(rule, amount) <= got


def test_three_points_for_every_two_dollars() -> None:
    assert earned(EarningRule(points=3, per=200), 1050) == 15


@given(
    points=st.integers(1, 1000),
    per=st.integers(1, 100_000),
    amount=st.integers(0, 10**9),
    rounding=st.sampled_from(Rounding),
)
def test_rounding_never_errs_by_a_whole_point(points: int, per: int, amount: int, rounding: Rounding) -> None:
    got = earned(EarningRule(points, per, rounding), amount)

    if got < MOST_POINTS:
        assert abs(got * per - amount * points) < per
    assert got >= 0


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        (EarningRule(0, 100), "rule_rate"),
        (EarningRule(1, 0), "rule_rate"),
        (EarningRule(-1, 100), "rule_rate"),
        (EarningRule(MOST_POINTS + 1, 100), "rule_rate"),
        (EarningRule(1, MOST_POINTS + 1), "rule_rate"),
        (EarningRule(1, 100, months=0), "rule_months"),
        (EarningRule(1, 100, months=121), "rule_months"),
        (EarningRule(1, 100, starter=-1), "rule_starter"),
        (EarningRule(1, 100, starter=MOST_POINTS + 1), "rule_starter"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule: EarningRule, key: str) -> None:
    refused = rule.refused()
    assert isinstance(refused, Refusal)
    assert refused.key == key


def test_a_sensible_rule_is_not_refused() -> None:
    assert EarningRule(1, 1, months=1).refused() is None
    assert EarningRule(MOST_POINTS, MOST_POINTS, months=120, starter=MOST_POINTS).refused() is None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_the_same_day_months_on_or_that_months_last(day: date, months: int, expected: date) -> None:
    assert months_on(day, months) == expected


def test_points_are_good_to_the_end_of_the_day_in_the_shops_zone() -> None:
    late_evening = datetime(2026, 1, 2, 4, 30, tzinfo=UTC)  # still the first in New York

    assert expiry(late_evening, 6, NEW_YORK) == datetime(2026, 7, 2, 3, 59, 59, 999999, tzinfo=UTC)
    assert expiry(late_evening, 6, BERLIN) == datetime(2026, 7, 2, 21, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rounding", "amount", "points"),
    [(Rounding.FLOOR, 199, 66), (Rounding.CEIL, 101, 35), (Rounding.NEAREST, 150, 51), (Rounding.FLOOR, 300, 101)],
)
def test_the_smallest_part_of_a_point_counts(rounding: Rounding, amount: int, points: int) -> None:
    # A point is 300 hundredths of a cent: 199 cents lack one part of a whole point, 101 are one part over.
    assert earned(EarningRule(1, 3, rounding), amount, 101) == points
