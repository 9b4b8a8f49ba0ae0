"""The Net Promoter Score and its interval."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.nps import LEAST, Band, band, nps, shares

COUNTS = st.dictionaries(st.integers(0, 10), st.integers(0, 500), max_size=11)


def test_nine_and_ten_recommend_and_six_and_below_do_not() -> None:
    assert [band(score) for score in range(11)] == [Band.DETRACTOR] * 7 + [Band.PASSIVE] * 2 + [Band.PROMOTER] * 2


def test_the_score_is_the_share_of_those_who_recommend_less_that_of_those_who_do_not() -> None:
    score = nps({10: 30, 9: 20, 8: 10, 7: 15, 6: 5, 0: 20})

    assert score is not None
    assert (score.score, score.n) == (25, 100)
    # (50.75 - 25.75) / 103 = 0.24272; its error sqrt((0.74272 - 0.24272**2) / 103) = 0.08148, and 1.96 of them.
    assert (score.low, score.high) == pytest.approx((8.30, 40.24), abs=0.01)


def test_with_few_answers_it_cant_be_told() -> None:
    assert nps({10: LEAST - 1}) is None
    assert nps({}) is None
    everybody = nps({10: LEAST})
    assert everybody is not None
    assert everybody.score == 100
    assert everybody.high == 100


@given(COUNTS)
def test_the_interval_stays_within_the_scale(counts: dict[int, int]) -> None:
    score = nps(counts)

    assert sum(shares(counts).values()) == sum(counts.values())
    if score is not None:
        assert -100 <= score.low <= score.high <= 100


@pytest.mark.parametrize(("promoters", "detractors"), [(0.5, 0.2), (0.3, 0.3), (0.8, 0.05), (0.1, 0.6)])
@pytest.mark.parametrize("n", [15, 40, 200])
def test_the_interval_holds_what_it_says(promoters: float, detractors: float, n: int, seed: int) -> None:
    chance = Random(f"{seed} {promoters} {n}")
    true, held, tries = 100 * (promoters - detractors), 0, 600
    for _ in range(tries):
        drawn = [chance.random() for _ in range(n)]
        up = sum(one < promoters for one in drawn)
        down = sum(one >= 1 - detractors for one in drawn)
        score = nps({10: up, 8: n - up - down, 0: down})
        held += score is not None and score.low <= true <= score.high

    assert held / tries > 0.92
