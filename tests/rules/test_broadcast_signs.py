"""By what a broadcast pauses itself: a few that happen by chance say nothing, many that chance doesn't explain do."""

import math
import random

import pytest

from bot.rules.broadcast_runs import Why
from bot.rules.broadcast_signs import SURE, exceeds, interval, trouble, turned_away
from bot.rules.effect import Came

NOBODY = Came(0, 0)


@pytest.mark.parametrize(("came", "of"), [(1, 20), (7, 50), (300, 10_000)])
def test_an_interval_ends_where_what_was_seen_would_be_as_far_from_it_as_chance_goes(came: int, of: int) -> None:
    low, high = interval(Came(came, of))

    assert low < came / of < high
    for end in (low, high):
        assert abs(came / of - end) == pytest.approx(SURE * math.sqrt(end * (1 - end) / of))


def test_of_nobody_nothing_is_known_and_no_share_is_below_none_or_above_all() -> None:
    assert interval(NOBODY) == (0.0, 1.0)
    assert interval(Came(0, 50))[0] == 0.0
    assert interval(Came(50, 50))[1] == 1.0


@pytest.mark.parametrize("of", [10, 30, 100, 1_000, 100_000])
def test_as_many_as_usually_turn_away_never_pause_it(of: int) -> None:
    assert not exceeds(Came(round(of * 0.01), of), Came(round(0.01 * 100_000), 100_000))


def test_a_handful_say_nothing_and_more_than_chance_explains_do() -> None:
    assert not exceeds(Came(4, 5), NOBODY)
    assert exceeds(Came(5, 5), NOBODY)
    assert not exceeds(Came(5, 100), NOBODY)
    assert exceeds(Came(8, 100), NOBODY)
    assert exceeds(Came(30, 100), NOBODY)


def test_where_many_always_turn_away_as_many_are_no_sign() -> None:
    assert exceeds(Came(40, 1_000), Came(10, 1_000))
    assert not exceeds(Came(40, 1_000), Came(38, 1_000))


def test_looked_at_all_the_while_a_usual_broadcast_is_hardly_ever_stopped(seed: int) -> None:
    chance, stopped = random.Random(seed), 0
    for _ in range(200):
        blocked = 0
        for n in range(1, 2_000):
            blocked += chance.random() < 0.01
            if n % 50 == 0 and exceeds(Came(blocked, n), NOBODY):
                stopped += 1
                break
    assert stopped <= 4


def test_the_same_refusal_again_and_again_is_a_broken_post_and_one_in_a_thousand_is_not() -> None:
    assert trouble([("failed", "wrong file identifier", 19)]) is None
    assert trouble([("failed", "wrong file identifier", 20)]) is Why.ERRORS
    assert trouble([("delivered", "delivered", 99_900), ("failed", "request entity too large", 100)]) is None
    assert trouble([("delivered", "delivered", 2_470), ("failed", "request entity too large", 30)]) is None
    assert trouble([("failed", f"reason {n}", 1) for n in range(30)]) is None
    assert trouble([("failed", "reason 1", 1), ("failed", "wrong file identifier", 30)]) is Why.ERRORS


def test_doubts_of_telegrams_making_pause_it_and_those_of_our_own_end_do_not() -> None:
    sent = ("delivered", "delivered", 60)

    assert trouble([sent, ("uncertain", "TimedOut", 40)]) is Why.DOUBTS
    assert trouble([sent, ("uncertain", "lease lapsed", 40)]) is None
    assert trouble([("delivered", "delivered", 950), ("uncertain", "TimedOut", 50)]) is None


def test_what_somebody_has_seen_is_no_reason_any_more() -> None:
    assert trouble([("failed", "wrong file identifier", 200)], {Why.ERRORS}) is None
    assert turned_away(Came(30, 100), NOBODY, NOBODY, NOBODY) is Why.BLOCKS
    assert turned_away(NOBODY, NOBODY, Came(30, 100), NOBODY) is Why.STOPS
