"""How long things last: told from little, corrected by what happens, and never before what is known already."""

from math import exp, isclose, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.replenishment import INSIDE, WINDOW, Estimate, Habit, Typical, estimate

GAPS = st.lists(st.integers(1, 400), max_size=12)
AMOUNTS = st.integers(1, 20)


def habit(*days: int) -> Habit:
    """Somebody's who bought one each time, so many days apart."""
    made = Habit()
    for gap in days:
        made = made.after(gap, 1)
    return made


NOBODY = Typical()


def told(
    habit: Habit, typical: Typical = NOBODY, guess: int | None = None, quantity: float = 1, lasted: int = 0
) -> Estimate:
    """The estimate, where there must be one."""
    found = estimate(habit, typical, guess, quantity, lasted)
    assert found is not None
    return found


def test_nothing_is_said_where_nothing_is_known() -> None:
    assert estimate(Habit(), Typical()) is None


def test_at_first_it_is_the_shops_guess_that_is_told() -> None:
    found = told(Habit(), guess=21)

    assert 21 - WINDOW <= found.days <= 21
    assert found.first < 21 < found.last


def test_who_comes_every_three_weeks_is_told_so_soon_and_with_more_certainty_each_time() -> None:
    after = [told(habit(*[21] * n), guess=30) for n in (0, 2, 6)]

    assert abs(after[2].days - 21) <= 2
    assert after[0].chance < after[1].chance < after[2].chance
    assert after[2].last - after[2].first < after[0].last - after[0].first


def test_of_somebody_new_less_is_certain_than_everybodys_gaps_would_say() -> None:
    everybody = NOBODY
    for days in (20, 22) * 50:
        everybody = everybody.plus(habit(*[days] * 5))
    new, known = told(Habit(), everybody), told(habit(21, 21), everybody)

    assert new.days == known.days
    assert new.chance < 0.8 < known.chance
    assert told(Habit(), guess=21).chance > 0.6  # the shop means whoever buys it
    assert told(Habit(), guess=60).chance < 0.3  # and of what lasts so long it keeps silent at first


def test_what_they_do_now_weighs_more_than_what_they_did_long_ago() -> None:
    slower, faster = told(habit(*[10] * 6, *[40] * 9), guess=21), told(habit(*[40] * 9, *[10] * 6), guess=21)

    assert slower.days > 1.5 * faster.days


def test_somebody_new_is_told_what_is_typical_and_not_what_the_shop_guessed() -> None:
    everybody = Typical()
    for _ in range(50):
        everybody = everybody.plus(habit(9, 10, 11))

    assert told(Habit(), everybody, guess=40).days < 14


def test_two_at_once_last_longer_where_that_was_so_with_everybody() -> None:
    twice = Typical()
    for _ in range(30):
        theirs = Habit()
        for quantity in (1, 2, 1, 2, 1, 2):
            theirs = theirs.after(14 * quantity, quantity)
        twice = twice.plus(theirs)

    one, two = (told(Habit(), twice, 14, quantity=quantity) for quantity in (1, 2))

    assert two.days > one.days * 1.3
    assert told(habit(14, 14), guess=14, quantity=2).days == told(habit(14, 14), guess=14).days


def test_what_has_lasted_already_moves_the_date() -> None:
    known = habit(20, 22, 21)

    assert told(known, guess=21).days <= 22
    assert told(known, guess=21, lasted=30).first > 30


@given(GAPS, GAPS, st.none() | st.integers(1, 3650), AMOUNTS, st.integers(0, 4000))
def test_an_estimate_makes_sense_whatever_is_known(
    own: list[int], others: list[int], guess: int | None, quantity: int, lasted: int
) -> None:
    found = estimate(habit(*own), Typical().plus(habit(*others)), guess, quantity, lasted)

    if found is None:
        assert guess is None
        assert not own
        assert not others
    else:
        assert lasted < found.first <= found.last
        assert lasted < found.days <= found.last
        assert 0 <= found.chance <= 1


@given(GAPS, AMOUNTS, GAPS, AMOUNTS)
def test_a_habit_that_is_counted_out_again_leaves_the_typical_as_it_was(
    first: list[int], one: int, second: list[int], many: int
) -> None:
    kept, gone = Habit(), Habit()
    for days in first:
        kept = kept.after(days, one)
    for days in second:
        gone = gone.after(days, many)

    after = Typical().plus(kept).plus(gone).plus(gone, -1)

    assert all(isclose(a, b, rel_tol=1e-6, abs_tol=1e-6) for a, b in zip(after, Typical().plus(kept), strict=True))


@pytest.mark.parametrize(("typical", "spread"), [(6.0, 0.3), (21.0, 0.5), (60.0, 0.9)])
def test_the_interval_holds_what_it_says_and_no_other_date_is_right_more_often(typical: float, spread: float) -> None:
    chance = Random(5)

    def gap() -> int:
        return max(1, round(exp(chance.gauss(log(typical), spread))))

    everybody = Typical()
    for _ in range(300):
        everybody = everybody.plus(habit(*(gap() for _ in range(5))))
    found = told(Habit(), everybody)
    inside = [told(habit(*(gap() for _ in range(4))), everybody) for _ in range(300)]
    came = [gap() for _ in range(2000)]

    def right(day: int) -> int:
        return sum(abs(one - day) <= WINDOW for one in came)

    held = sum(one.first <= gap() <= one.last for one in inside) / len(inside)
    assert INSIDE - 0.06 < held < INSIDE + 0.12
    assert right(found.days) > 0.8 * max(map(right, range(1, 120)))
