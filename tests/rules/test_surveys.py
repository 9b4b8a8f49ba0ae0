"""Whose turn it is to be asked, and when."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.refusals import Refusal
from bot.rules.surveys import BOUNDS, SPREAD, Part, SurveyRules, ahead, asked_at, days_to_turn, period

DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))
MONTHS = st.integers(1, 24)


@given(MONTHS, DAYS, st.integers(1, 10**9))
def test_each_member_has_one_turn_in_each_period(months: int, day: date, member_id: int) -> None:
    length = period(months)
    waits = days_to_turn(member_id, day, months)

    assert 0 <= waits < length
    assert days_to_turn(member_id, day + timedelta(days=waits), months) == 0
    assert days_to_turn(member_id, day + timedelta(days=waits + length), months) == 0
    assert (member_id * SPREAD + ahead(day, months)) % length == waits  # as SQL counts it


@given(MONTHS, st.integers(1, 10**6))
def test_members_who_joined_one_after_another_are_spread_evenly_over_the_days(months: int, first: int) -> None:
    length = period(months)
    turns = Counter(days_to_turn(one, date(2026, 3, 2), months) for one in range(first, first + 3 * length))

    assert set(turns.values()) == {3}


def test_the_question_comes_at_the_hour_of_the_members_own_day() -> None:
    morning = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)

    assert asked_at(morning, 12, ZoneInfo("Europe/Berlin")) == datetime(2026, 3, 2, 11, tzinfo=UTC)
    assert asked_at(morning, 12, ZoneInfo("Asia/Shanghai")) == datetime(2026, 3, 3, 4, tzinfo=UTC)  # one o'clock there
    assert asked_at(morning, 12, ZoneInfo("America/New_York")) == datetime(2026, 3, 2, 17, tzinfo=UTC)


@pytest.mark.parametrize("part", BOUNDS)
def test_a_figure_beyond_its_bounds_is_refused(part: Part) -> None:
    least, most = BOUNDS[part]

    for figure in (least, most):
        assert SurveyRules().having(part, figure).refused() is None
    for figure in (least - 1, most + 1):
        assert SurveyRules().having(part, figure).refused() == Refusal("survey_figure", {"least": least, "most": most})
