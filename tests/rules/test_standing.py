"""Where members stand among the tiers: up at once, down only after a review, a notice that arrived, and the grace."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.standing import (
    Counted,
    Judge,
    Missed,
    Move,
    Place,
    Verdict,
    counts_from,
    grace_ends,
    look_again,
    next_review,
    outlook,
)
from bot.rules.tiers import Measure, Span, Tier, TierTable

BERLIN = ZoneInfo("Europe/Berlin")
BRONZE = Tier(1, {"en": "Bronze"}, "🥉", 100, 80)
SILVER = Tier(2, {"en": "Silver"}, "🥈", 500, 400)
GOLD = Tier(3, {"en": "Gold"}, "🥇", 1000, 800)
TABLE = TierTable(Measure.POINTS, Span.ROLLING, 30, (BRONZE, SILVER, GOLD), version=7)
NOON = datetime(2026, 5, 14, 10, 0, tzinfo=UTC)


def end(year: int, month: int, day: int) -> datetime:
    """The last instant of a day in Berlin."""
    return (datetime(year, month, day, tzinfo=BERLIN) + timedelta(days=1)).astimezone(UTC) - timedelta(microseconds=1)


REVIEW = end(2026, 5, 13)
AS_SILVER = Place(2, 6, datetime(2025, 5, 13, 8, tzinfo=UTC), end(2025, 5, 13), REVIEW)


def judge(now: datetime = NOON, table: TierTable = TABLE, *former: TierTable) -> Judge:
    return Judge(table, now, BERLIN, {one.version: one for one in (table, *former)})


@pytest.mark.parametrize(
    ("span", "after", "review"),
    [
        (Span.ROLLING, NOON, end(2027, 5, 14)),
        (Span.ROLLING, datetime(2026, 5, 14, 22, 30, tzinfo=UTC), end(2027, 5, 15)),  # the 15th in Berlin
        (Span.ROLLING, datetime(2024, 2, 29, 12, tzinfo=UTC), end(2025, 2, 28)),
        (Span.ROLLING, REVIEW, end(2027, 5, 13)),
        (Span.YEAR, NOON, end(2026, 12, 31)),
        (Span.YEAR, end(2026, 12, 31), end(2027, 12, 31)),
        (Span.YEAR, end(2026, 12, 30), end(2026, 12, 31)),
        (Span.YEAR, datetime(2026, 12, 31, 23, 30, tzinfo=UTC), end(2027, 12, 31)),  # New Year's Day in Berlin
    ],
)
def test_the_next_review_is_twelve_months_on_or_at_the_end_of_the_year(
    span: Span, after: datetime, review: datetime
) -> None:
    assert next_review(span, after, BERLIN) == review


def test_a_span_begins_where_the_one_before_it_ended() -> None:
    assert counts_from(Span.ROLLING, REVIEW, BERLIN) == end(2025, 5, 13)
    assert counts_from(Span.ROLLING, NOON, BERLIN) == end(2025, 5, 14)
    assert counts_from(Span.YEAR, NOON, BERLIN) == end(2025, 12, 31)
    assert counts_from(Span.YEAR, end(2026, 12, 31), BERLIN) == end(2025, 12, 31)


def test_whoever_reaches_a_tier_is_in_it_at_once_until_the_next_review() -> None:
    entered = Place(2, 7, NOON, end(2026, 5, 14), end(2027, 5, 14))

    assert judge().verdict(Place(), Counted(500, 0)) == Verdict(Move.UP, entered)
    assert judge().verdict(Place(), Counted(99, 0)) is None
    assert judge().verdict(Place(1, 7, NOON, NOON, REVIEW), Counted(999, 0)) == Verdict(Move.UP, entered)
    by_year = judge(NOON, replace(TABLE, span=Span.YEAR)).verdict(Place(), Counted(500, 0))
    assert by_year == Verdict(Move.UP, Place(2, 7, NOON, end(2025, 12, 31), end(2026, 12, 31)))


def test_whoever_was_in_a_tier_before_is_lifted_out_of_a_missed_review_as_well() -> None:
    verdict = judge().verdict(AS_SILVER, Counted(1000, 399), Missed(REVIEW, 30, warned_at=NOON))

    assert verdict is not None
    assert (verdict.move, verdict.place.tier, verdict.missed) == (Move.UP, GOLD.id, None)


def test_nobody_goes_down_before_the_review() -> None:
    place = AS_SILVER._replace(until=end(2026, 5, 14))

    assert judge().verdict(place, Counted(0, 0)) is None
    assert judge().verdict(place, Counted(500, 0)) is None  # as much as takes others there
    assert judge(end(2026, 5, 14)).verdict(place, Counted(0, 0)) is None  # the last instant is theirs


def test_enough_at_the_review_keeps_the_tier_for_another_span() -> None:
    kept = AS_SILVER._replace(counts_from=REVIEW, until=end(2027, 5, 13))

    assert judge().verdict(AS_SILVER, Counted(0, 400)) == Verdict(Move.STAY, kept)


def test_a_review_looked_at_late_begins_the_next_span_where_it_should_have() -> None:
    a_month_later = judge(NOON + timedelta(days=31)).verdict(AS_SILVER, Counted(0, 400))

    assert a_month_later is not None
    assert (a_month_later.place.counts_from, a_month_later.place.until) == (REVIEW, end(2027, 5, 13))


def test_too_little_at_the_review_brings_a_notice_and_nothing_else() -> None:
    verdict = judge().verdict(AS_SILVER, Counted(0, 399))

    assert verdict == Verdict(Move.NOTICE, AS_SILVER._replace(until=end(2026, 5, 14)), Missed(REVIEW, 30))


WAITING = AS_SILVER._replace(until=end(2026, 5, 14))
NEXT = end(2026, 5, 14) + timedelta(hours=4)


def test_the_grace_begins_with_the_day_on_which_the_notice_arrived() -> None:
    arrived = datetime(2026, 5, 15, 9, 0, tzinfo=UTC)
    missed = Missed(REVIEW, 30, warned_at=arrived)

    assert grace_ends(missed, BERLIN) == end(2026, 6, 14)
    assert grace_ends(Missed(REVIEW, 30, on_its_way=True), BERLIN) is None
    told = judge(end(2026, 5, 15) + timedelta(hours=4)).verdict(WAITING, Counted(0, 399), missed)
    assert told == Verdict(Move.WAIT, WAITING._replace(until=end(2026, 6, 14)), missed)


def test_after_the_grace_they_have_what_their_purchases_keep() -> None:
    missed = Missed(REVIEW, 30, warned_at=datetime(2026, 5, 15, 9, 0, tzinfo=UTC))
    place = WAITING._replace(until=end(2026, 6, 14))
    now = end(2026, 6, 14) + timedelta(hours=4)

    assert judge(end(2026, 6, 14)).verdict(place, Counted(0, 399), missed) is None
    down = judge(now).verdict(place, Counted(0, 399), missed)
    assert down == Verdict(Move.DOWN, Place(1, 7, now, end(2026, 6, 15), end(2027, 6, 15)))
    assert judge(now).verdict(place, Counted(0, 79), missed) == Verdict(Move.DOWN, Place())


def test_enough_within_the_grace_keeps_the_tier_at_once_and_counts_from_the_review() -> None:
    missed = Missed(REVIEW, 30, warned_at=datetime(2026, 5, 15, 9, 0, tzinfo=UTC))
    place = WAITING._replace(until=end(2026, 6, 14))

    kept = judge(NOON + timedelta(days=5)).verdict(place, Counted(0, 400), missed)

    assert kept == Verdict(Move.KEEP, AS_SILVER._replace(counts_from=REVIEW, until=end(2027, 5, 13)))


def test_no_grace_ends_with_the_day_of_the_notice() -> None:
    missed = Missed(REVIEW, 0, warned_at=NOON)

    assert grace_ends(missed, BERLIN) == end(2026, 5, 14)
    last = judge(end(2026, 5, 14)).verdict(AS_SILVER, Counted(0, 0), missed)
    assert last is not None
    assert last.move is Move.WAIT


def test_nobody_goes_down_while_no_notice_has_arrived_for_twelve_months() -> None:
    for now in (NEXT, end(2027, 5, 13)):
        place = WAITING._replace(until=now - timedelta(hours=4))
        again = judge(now).verdict(place, Counted(0, 0), Missed(REVIEW, 30))
        assert again is not None
        assert again.move is Move.NOTICE
        on_its_way = judge(now).verdict(place, Counted(0, 0), Missed(REVIEW, 30, on_its_way=True))
        assert on_its_way is not None
        assert on_its_way.move is Move.WAIT
        assert on_its_way.place.until == look_again(now, BERLIN, told=True)

    late = end(2027, 5, 13) + timedelta(hours=4)
    place = WAITING._replace(until=end(2027, 5, 12))
    assert judge(late).verdict(place, Counted(0, 0), Missed(REVIEW, 30)) == Verdict(Move.DOWN, Place())


def test_where_nobody_can_be_told_it_is_looked_at_again_in_a_week() -> None:
    assert look_again(NOON, BERLIN, told=True) == end(2026, 5, 14)
    assert look_again(NOON, BERLIN, told=False) == end(2026, 5, 20)


def test_members_of_a_tier_that_is_gone_go_to_the_next_lower_one_and_keep_their_review() -> None:
    without = replace(TABLE, tiers=(BRONZE, GOLD), version=8)

    moved = judge(NOON, without, replace(TABLE, version=6)).verdict(AS_SILVER, Counted(0, 0))

    assert moved == Verdict(Move.MOVED, AS_SILVER._replace(tier=1, version=8, since=NOON))
    assert judge(NOON, without, replace(TABLE, version=6)).verdict(AS_SILVER, Counted(100, 0)) == moved


def test_or_to_a_higher_one_that_they_have_come_to_or_to_none() -> None:
    without = replace(TABLE, tiers=(BRONZE, GOLD), version=8)
    former = replace(TABLE, version=6)

    up = judge(NOON, without, former).verdict(AS_SILVER, Counted(1000, 0))
    assert up == Verdict(Move.MOVED, Place(3, 8, NOON, end(2026, 5, 14), end(2027, 5, 14)))
    none = judge(NOON, replace(TABLE, tiers=(), version=8), former).verdict(AS_SILVER, Counted(1000, 0))
    assert none == Verdict(Move.MOVED, Place())
    assert judge(NOON, without).verdict(AS_SILVER, Counted(0, 0)) == Verdict(Move.MOVED, Place())


def test_the_sale_that_lifted_somebody_is_taken_back_with_the_tier() -> None:
    assert judge().put_back(None) == Verdict(Move.UNDONE, Place())
    assert judge().put_back(BRONZE).place.tier == BRONZE.id


@pytest.mark.parametrize(
    ("place", "now", "twelve_months", "move"),
    [
        (Place(), 99, 99, None),
        (Place(), 100, 100, Move.UP),
        (AS_SILVER, 1000, 1000, Move.UP),
        (AS_SILVER, 400, 400, None),
        (AS_SILVER, 0, 400, None),
        (AS_SILVER, 399, 399, Move.DOWN),
    ],
)
def test_a_table_is_tried_on_each_member(place: Place, now: int, twelve_months: int, move: Move | None) -> None:
    assert outlook(judge(), place, now, twelve_months) is move


def test_whoever_loses_their_tier_with_the_new_table_counts_as_going_down() -> None:
    without, former = replace(TABLE, tiers=(BRONZE, GOLD), version=8), replace(TABLE, version=6)
    trial = judge(NOON, without, former)

    assert outlook(trial, AS_SILVER, 0, 0) is Move.DOWN
    assert outlook(trial, AS_SILVER, 1000, 1000) is Move.UP
    assert outlook(judge(NOON, replace(TABLE, tiers=(), version=8), former), AS_SILVER, 1000, 1000) is Move.DOWN


@given(
    st.integers(0, 1200),
    st.integers(0, 1200),
    st.integers(0, 800),
    st.one_of(st.none(), st.builds(Missed, st.just(REVIEW), st.integers(0, 365), st.booleans(), st.none())),
)
def test_no_tier_is_lost_without_a_notice_that_arrived_or_a_year_of_waiting(
    now: int, review: int, days: int, missed: Missed | None
) -> None:
    at = NOON + timedelta(days=days)
    verdict = judge(at).verdict(AS_SILVER, Counted(now, review), missed)

    if verdict is not None and TABLE.rank(verdict.place.tier) < TABLE.rank(AS_SILVER.tier):
        assert missed is not None
        assert at > end(2027, 5, 13)
        assert review < SILVER.keep
        assert now < SILVER.enter or TABLE.rank(verdict.place.tier) >= 1
