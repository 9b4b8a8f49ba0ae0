"""A thing that runs out for somebody: after each purchase and answer, when it is due, and when it is late."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.open_gaps import AGES, with_open
from bot.rules.refills import Buy, Expected, Known, RefillRules, Stand, expected, learned, stand
from bot.rules.refusals import Refusal
from bot.rules.replenishment import Habit, Typical, estimate

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
DAY = timedelta(days=1)
NOBODY = Typical()


def seen(known: Known, guess: int | None = 21) -> Expected:
    found = expected(known, NOBODY, guess, BERLIN)
    assert found is not None
    return found


def test_what_is_bought_on_one_day_was_bought_together_and_the_day_is_the_stores() -> None:
    late = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # half past eleven in Berlin
    known = Known(NOON, 1).bought(late, 2, BERLIN)

    assert known == Known(NOON, 3)
    assert known.bought(late + timedelta(hours=1), 1, BERLIN).habit.weight == 1


def test_what_a_member_says_counts_for_more_than_what_is_reckoned() -> None:
    known = Known(NOON, 1, Habit().after(20, 1))

    assert (seen(known._replace(every_days=10)).day - NOON.date()).days == 10
    assert seen(known._replace(wanted_at=NOON + 33 * DAY)).day == (NOON + 33 * DAY).date()
    assert (seen(known._replace(lasted=30)).first - NOON.date()).days > 30
    assert (seen(known._replace(every_days=10, lasted=14)).day - NOON.date()).days == 21
    assert expected(Known(NOON, 1), NOBODY, None, BERLIN) is None


def test_the_next_purchase_ends_what_was_said_of_the_last_but_not_how_long_it_lasts() -> None:
    known = Known(NOON, 1, lasted=30, wanted_at=NOON + 40 * DAY, every_days=25)

    after = known.bought(NOON + 35 * DAY, 1, BERLIN)

    assert (after.lasted, after.wanted_at, after.every_days) == (0, None, 25)


def test_due_and_late_are_different() -> None:
    due, late = NOON, NOON + 9 * DAY

    assert stand(due, late, None, NOON - DAY) is Stand.AHEAD
    assert stand(due, late, None, NOON) is Stand.DUE
    assert stand(due, late, None, NOON + 9 * DAY) is Stand.LATE
    assert stand(due, late, NOON, NOON + 9 * DAY) is Stand.STOPPED
    assert stand(None, None, None, NOON) is Stand.UNKNOWN


@given(st.lists(st.tuples(st.integers(0, 900), st.floats(0.1, 20)), min_size=1, max_size=12))
def test_a_history_read_at_once_says_what_it_said_purchase_by_purchase(found: list[tuple[int, float]]) -> None:
    history = [Buy(NOON + day * DAY, quantity) for day, quantity in sorted(found)]
    known = Known(*history[0])
    for one in history[1:]:
        known = known.bought(one.at, one.quantity, BERLIN)

    assert learned(history, BERLIN, None) == known
    assert learned(history, BERLIN, known._replace(every_days=9, lasted=4)) == known._replace(every_days=9, lasted=4)
    assert learned(history, BERLIN, Known(NOON - DAY, 1, every_days=9, lasted=4)) == known._replace(every_days=9)


@pytest.mark.parametrize(
    ("rules", "bounds"),
    [
        (RefillRules(days_ahead=31), {"least": 0, "most": 30}),
        (RefillRules(hour=20), {"least": 9, "most": 19}),
        (RefillRules(sure=91), {"least": 0, "most": 90}),
        (RefillRules(present_days=0), {"least": 1, "most": 60}),
    ],
)
def test_rules_that_make_no_sense_are_refused(rules: RefillRules, bounds: dict[str, int]) -> None:
    assert RefillRules().refused() is None
    assert rules.refused() == Refusal("number_between", bounds)


def test_a_young_shop_does_not_take_slow_things_for_fast_ones() -> None:
    chance = Random(4)
    over, open_since = NOBODY, dict.fromkeys(AGES, 0)
    for _ in range(200):
        age, gap = 45, max(1, round(chance.lognormvariate(4.1, 0.4)))  # sixty days; the shop opened 45 days ago
        if gap < age:
            over = over.plus(Habit().after(gap, 1))
        else:
            open_since[34] += 1

    without, counted = (estimate(Habit(), one) for one in (over, with_open(over, open_since)))

    assert without is not None
    assert counted is not None
    assert abs(counted.days - 60) < abs(without.days - 60)
    assert counted.last > without.last + 10


def test_who_has_been_away_for_years_says_nothing_of_how_long_a_thing_lasts() -> None:
    over = NOBODY.plus(Habit().after(20, 1).after(22, 1).after(19, 1))

    assert with_open(over, {233: 50}) == over
    assert with_open(NOBODY, {5: 50}) == NOBODY
