"""What care does: a difference with an interval, and no word of it where there are too few to tell."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.effect import LEAST, Came, Verdict, difference_interval, effect, least_in_first, wilson


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [  # Newcombe (1998), table II, method 10
        (Came(56, 70), Came(48, 80), 0.0524, 0.3339),
        (Came(9, 10), Came(3, 10), 0.1705, 0.8090),
        (Came(10, 10), Came(0, 10), 0.6075, 1.0),
        (Came(5, 56), Came(0, 29), -0.0381, 0.1926),
        (Came(0, 10), Came(0, 10), -0.2775, 0.2775),
    ],
)
def test_the_interval_is_newcombes(one: Came, other: Came, low: float, high: float) -> None:
    assert difference_interval(one, other) == pytest.approx((low, high), abs=0.0001)


def test_a_share_of_nobody_can_be_anything() -> None:
    assert wilson(Came(0, 0)) == (0.0, 1.0)


def test_as_many_members_are_needed_as_the_textbook_says() -> None:
    assert math.ceil(least_in_first(0.6, 0.7, 1)) == 356


def shares() -> st.SearchStrategy[Came]:
    return st.integers(0, 3000).flatmap(lambda of: st.builds(Came, st.integers(0, of), st.just(of)))


@given(shares(), shares(), st.integers(0, 50))
def test_whatever_came_back_the_interval_holds_the_difference_and_the_verdict_holds_the_interval(
    treated: Came, held: Came, share: int
) -> None:
    found = effect(treated, held, share)

    assert -1 <= found.low <= found.difference <= found.high <= 1
    if found.verdict is Verdict.BRINGS:
        assert found.low > 0
    if found.verdict is Verdict.DRIVES_AWAY:
        assert found.high < 0
    if found.verdict is Verdict.TOO_FEW and min(treated.of, held.of) >= LEAST:
        assert found.more > 0


def test_care_that_brings_members_back_is_said_to() -> None:
    found = effect(Came(450, 900), Came(30, 100), 10)

    assert found.verdict is Verdict.BRINGS
    assert (round(found.difference, 2), round(found.low, 2), round(found.high, 2)) == (0.2, 0.1, 0.29)


def test_too_few_can_not_tell_and_how_many_more_it_takes_is_said() -> None:
    found = effect(Came(20, 90), Came(2, 10), 10)

    assert found.verdict is Verdict.TOO_FEW
    assert 5000 < found.more < 8000


def test_the_more_are_left_out_the_sooner_it_is_known() -> None:
    waits = [effect(Came(20, 90), Came(2, 10), share).more for share in (5, 10, 20, 50)]

    assert waits == sorted(waits, reverse=True)


def test_with_members_enough_and_nothing_to_see_it_makes_no_matter() -> None:
    assert effect(Came(2700, 9000), Came(300, 1000), 10).verdict is Verdict.NO_MATTER


def test_where_nobody_is_left_out_nobody_can_tell() -> None:
    assert effect(Came(450, 900), Came(0, 0), 0).verdict is Verdict.NOBODY_HELD


def test_as_many_members_as_were_asked_for_find_the_difference_four_times_of_five(seed: int) -> None:
    chance, usual, ratio = Random(seed), 0.3, 4
    held_of = math.ceil(least_in_first(usual, usual + 0.1, ratio))

    def seen() -> bool:
        treated = sum(chance.random() < usual + 0.1 for _ in range(held_of * ratio))
        held = sum(chance.random() < usual for _ in range(held_of))
        return difference_interval(Came(treated, held_of * ratio), Came(held, held_of))[0] > 0

    assert 0.7 < sum(seen() for _ in range(300)) / 300 < 0.9
