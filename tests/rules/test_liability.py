"""What points cost the shop: worked by hand, and silent where nobody can know."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.liability import LEAST, Batch, History, liability, redeemed_share
from bot.rules.terms import Terms

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
TERMS = Terms(worth_points=100, worth_amount=100)


def ends(redeemed: int, expired: int, points: int = 1) -> History:
    """So many ends of equally many points."""
    times = redeemed + expired
    return History(redeemed * points, expired * points, times, float(times * points * points))


def test_the_share_is_what_was_redeemed_of_what_has_ended() -> None:
    share = redeemed_share(ends(75, 25, points=40))

    assert share is not None
    assert share.share == 0.75
    assert share.n == 100
    assert (round(share.low, 3), round(share.high, 3)) == (0.657, 0.825)  # Wilson's interval for 75 of 100


def test_it_cant_be_told_from_few_ends_or_while_nothing_has_expired() -> None:
    assert redeemed_share(History()) is None
    assert redeemed_share(ends(20, LEAST - 21)) is None
    assert redeemed_share(ends(20, LEAST - 20)) is not None
    assert redeemed_share(ends(500, 0)) is None


def test_one_large_end_among_small_ones_counts_as_little_more_than_one() -> None:
    many = ends(60, 60)
    one = History(1_000_000, 0, 1, 1_000_000.0**2)

    assert redeemed_share(many.and_then(one)) is None


@given(redeemed=st.integers(0, 10**6), expired=st.integers(1, 10**6), points=st.integers(1, 10**6))
def test_the_interval_holds_the_share_and_stays_within_nothing_and_all(
    redeemed: int, expired: int, points: int
) -> None:
    share = redeemed_share(ends(redeemed, expired, points))

    if share is None:
        assert redeemed + expired < LEAST
    else:
        assert 0 <= share.low <= share.share + 1e-9
        assert share.share - 1e-9 <= share.high <= 1


def test_points_are_counted_in_the_stores_month_of_their_last_day() -> None:
    end_of_november = datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)  # a second before midnight in Berlin
    cost = liability(
        [
            Batch(NOW - timedelta(days=40), 5),  # should have gone, and is still there
            Batch(end_of_november, 10),
            Batch(end_of_november + timedelta(seconds=1), 20),
            Batch(datetime(2027, 10, 31, 12, tzinfo=UTC), 30),
            Batch(datetime(2027, 11, 1, 12, tzinfo=UTC), 40),
        ],
        ends(75, 25),
        TERMS,
        NOW,
        ZONE,
    )

    assert [month.points for month in cost.months] == [15, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30]
    assert (cost.points, cost.later, cost.worth) == (105, 40, 105)
    assert cost.expected == 79  # three quarters, to the minor unit
    assert cost.months[0].first.isoformat() == "2026-11-01"


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 10**6)), max_size=30))
def test_the_months_and_what_is_later_come_to_all_of_it(batches: list[tuple[int, int]]) -> None:
    found = [Batch(NOW + timedelta(days=days), points) for days, points in batches]

    cost = liability(found, History(), TERMS, NOW, ZONE)

    assert sum(month.points for month in cost.months) + cost.later == cost.points == sum(one.points for one in found)
    assert cost.expected is None


@pytest.mark.parametrize("worth", [0, 1, 100])
def test_points_that_are_worth_nothing_cost_nothing(worth: int) -> None:
    cost = liability([Batch(NOW, 250)], ends(75, 25), Terms(100, worth), NOW, ZONE)

    assert cost.worth == 250 * worth // 100
