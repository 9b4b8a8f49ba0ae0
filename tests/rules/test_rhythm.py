"""Late by a member's own rhythm: not a fixed number of days, and nothing said where nothing is known."""

import math
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.rhythm import MOST_DAYS, late_after

FIRST = date(2026, 1, 5)


def visits(*gaps: int) -> list[date]:
    """Purchase days with so many days between them."""
    days = [FIRST]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    return days


@pytest.mark.parametrize("days", [[], visits(), visits(7), visits(7, 7), [FIRST] * 9])
def test_nothing_is_said_of_somebody_who_was_hardly_ever_here(days: list[date]) -> None:
    assert late_after(days) is None


@pytest.mark.parametrize(
    ("gaps", "late"),
    [
        ([1] * 20, 3),  # who comes daily
        ([7] * 12, 15),  # weekly
        ([7, 7, 7], 24),  # weekly, as far as three gaps can tell
        ([7, 6, 8, 7, 14, 7], 23),
        ([30] * 12, 63),  # monthly
        ([90] * 6, 235),
        ([120] * 6, None),
    ],
)
def test_who_comes_rarely_is_late_later_and_who_comes_hardly_ever_never(gaps: list[int], late: int | None) -> None:
    assert late_after(visits(*gaps)) == late


def test_one_long_holiday_makes_us_patient_and_not_blind() -> None:
    usual, holiday = late_after(visits(*[7] * 12)), late_after(visits(*[7] * 5, 60, *[7] * 6))

    assert usual is not None
    assert holiday is not None
    assert usual < holiday < 60


def test_a_new_rhythm_takes_the_place_of_the_old() -> None:
    assert late_after(visits(*[30] * 30, *[7] * 12)) == late_after(visits(*[7] * 12))


@given(st.lists(st.integers(1, 60), min_size=3, max_size=20), st.randoms(use_true_random=False))
def test_it_does_not_matter_in_which_order_or_how_often_a_day_is_told(gaps: list[int], chance: Random) -> None:
    days = visits(*gaps)
    told = [*days, *days]
    chance.shuffle(told)

    assert late_after(told) == late_after(days)


@given(st.lists(st.integers(1, 30), min_size=3, max_size=20))
def test_nobody_is_late_before_their_usual_pause_is_over(gaps: list[int]) -> None:
    late = late_after(visits(*gaps))

    usual = math.exp(sum(map(math.log, gaps[-12:])) / len(gaps[-12:]))
    assert late is None or usual < late <= MOST_DAYS


def test_of_regular_pauses_about_one_in_twenty_is_called_late(seed: int) -> None:
    chance, judged, late = Random(seed), 0, 0
    for _ in range(400):
        usual, spread = chance.uniform(3, 30), chance.uniform(0.3, 0.9)
        gaps = [max(1, round(usual * math.exp(chance.gauss(0, spread)))) for _ in range(12)]
        for known in range(3, len(gaps)):
            after = late_after(visits(*gaps[:known]))
            if after is not None:
                judged, late = judged + 1, late + (gaps[known] >= after)

    assert judged > 2000
    assert 0.01 < late / judged < 0.08
