"""Who gets a kind word for staying away: not before the owner's days, once in a season, and not after a year."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.thanks import Thanks
from bot.rules.times import start_of
from bot.rules.win_back import WinBack, late_at, may_be_written_to

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
WEEKLY = [FIRST + timedelta(days=7 * n) for n in range(8)]
NOW = datetime(2026, 7, 1, tzinfo=UTC)


def test_somebody_is_late_from_the_beginning_of_a_local_day_on() -> None:
    last = WEEKLY[-1].astimezone(SHANGHAI).date()

    assert late_at(WEEKLY, 7, SHANGHAI) == start_of(last + timedelta(days=18), SHANGHAI)


def test_the_owner_can_wait_longer_and_never_hurries() -> None:
    last = WEEKLY[-1].astimezone(SHANGHAI).date()

    assert late_at(WEEKLY, 40, SHANGHAI) == start_of(last + timedelta(days=40), SHANGHAI)


@given(st.permutations(WEEKLY))
def test_purchases_count_in_whatever_order_they_are_read(bought: list[datetime]) -> None:
    assert late_at(bought, 7, SHANGHAI) == late_at(WEEKLY, 7, SHANGHAI)


def test_two_purchases_of_one_local_day_are_one_visit() -> None:
    midnight = datetime(2026, 1, 5, 16, 0, tzinfo=UTC)  # in Shanghai
    bought = [midnight, midnight + timedelta(hours=23), midnight + timedelta(days=7), midnight + timedelta(days=14)]

    assert late_at(bought, 7, SHANGHAI) is None


@pytest.mark.parametrize(
    ("away", "since_word", "may"),
    [(30, None, True), (365, None, True), (366, None, False), (30, 89, False), (30, 90, True), (366, 400, False)],
)
def test_a_word_is_for_those_who_were_here_within_a_year_and_had_none_this_season(
    away: int, since_word: int | None, may: bool
) -> None:
    last_word = None if since_word is None else NOW - timedelta(days=since_word)

    assert may_be_written_to(NOW - timedelta(days=away), last_word, 90, NOW) is may


@pytest.mark.parametrize("days", [6, 181])
def test_rules_that_make_no_sense_are_refused(days: int) -> None:
    assert WinBack().refused() is None
    assert Thanks().refused() is None
    for refused in (WinBack(least_days=days).refused(), WinBack(rest_days=1).refused(), Thanks(hours=73).refused()):
        assert refused is not None
        assert refused.key == "number_between"
