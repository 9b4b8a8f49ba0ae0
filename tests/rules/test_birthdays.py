"""On which day a birthday is kept, and when it is too late, too soon or too new for a greeting."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.birthdays import (
    APART,
    Birthday,
    BirthdayRules,
    Calendar,
    Gift,
    GiftKind,
    LeapDay,
    first_kept,
    from_plain,
    is_too_late,
    is_too_soon,
    kept_on,
    next_kept,
    plain,
)
from bot.rules.lunar import DAYS, MONTHS, solar_day
from bot.rules.refusals import Refusal

MAY_17 = Birthday(Calendar.SOLAR, 5, 17)
LEAPLING = Birthday(Calendar.SOLAR, 2, 29)

# New year and mid-autumn as published calendars of China have them; Korea's differ in 2027 and 2028.
PUBLISHED = """
2020 01-25 10-01
2021 02-12 09-21
2022 02-01 09-10
2023 01-22 09-29
2024 02-10 09-17
2025 01-29 10-06
2026 02-17 09-25
2027 02-06 09-15
2028 01-26 10-03
2029 02-13 09-22
2030 02-03 09-12
2031 01-23 10-01
2032 02-11 09-19
2033 01-31 09-08
2034 02-19 09-27
2035 02-08 09-16
"""
FIRST_OF_LEAP_MONTHS = {
    (2020, 4): date(2020, 5, 23),
    (2023, 2): date(2023, 3, 22),
    (2025, 6): date(2025, 7, 25),
    (2028, 5): date(2028, 6, 23),
    (2031, 3): date(2031, 4, 22),
    (2033, 11): date(2033, 12, 22),
}


@pytest.mark.parametrize("line", PUBLISHED.split("\n")[1:-1], ids=lambda line: str(line)[:4])
def test_lunar_days_are_those_of_the_published_tables(line: str) -> None:
    year, new_year, mid_autumn = line.split()

    assert solar_day(int(year), 1, 1) == date.fromisoformat(f"{year}-{new_year}")
    assert solar_day(int(year), 8, 15) == date.fromisoformat(f"{year}-{mid_autumn}")


def test_years_have_the_leap_months_of_the_published_tables_and_no_others() -> None:
    found = {
        (year, month): solar_day(year, month, 1, leap=True)
        for year in range(2020, 2036)
        for month in range(1, MONTHS + 1)
        if solar_day(year, month, 1, leap=True) != solar_day(year, month, 1)
    }

    assert found == FIRST_OF_LEAP_MONTHS


def test_a_day_of_a_leap_month_is_kept_in_the_month_of_its_number_in_other_years() -> None:
    born = Birthday(Calendar.LUNAR, 4, 3, leap=True)

    days = [kept_on(born, year, LeapDay.BEFORE) for year in (2020, 2021, 2022)]

    assert days == [date(2020, 5, 25), solar_day(2021, 4, 3), solar_day(2022, 4, 3)]


def test_the_thirtieth_is_kept_on_the_last_day_of_a_month_of_29() -> None:
    new_years_eves = [solar_day(year, 12, 30) for year in (2024, 2025)]

    assert new_years_eves == [date(2025, 1, 28), date(2026, 2, 16)]


@pytest.mark.promise(33)
@pytest.mark.parametrize(("leap_day", "other"), [(LeapDay.BEFORE, (2, 28)), (LeapDay.AFTER, (3, 1))])
def test_somebody_born_on_29_february_is_greeted_twelve_times_in_twelve_years(
    leap_day: LeapDay, other: tuple[int, int]
) -> None:
    days, day = [], date(2024, 1, 1)
    while (day := next_kept(LEAPLING, day, leap_day)) < date(2036, 1, 1):
        days.append(day)
        day += timedelta(days=1)

    leap_years = {2024, 2028, 2032}
    assert days == [date(year, *((2, 29) if year in leap_years else other)) for year in range(2024, 2036)]


@given(
    st.sampled_from(Calendar),
    st.integers(1, MONTHS),
    st.integers(1, DAYS),
    st.booleans(),
    st.dates(date(2020, 1, 1), date(2060, 1, 1)),
)
def test_every_birthday_comes_once_a_year_and_never_sooner_than_ten_months(
    calendar: Calendar, month: int, day: int, leap: bool, start: date
) -> None:
    if calendar is Calendar.SOLAR and day > 28:
        day = 28
    birthday = Birthday(calendar, month, day, leap and calendar is Calendar.LUNAR)

    first = next_kept(birthday, start, LeapDay.BEFORE)
    second = next_kept(birthday, first + timedelta(days=1), LeapDay.BEFORE)

    assert first >= start
    assert 353 <= (second - first).days <= 385
    assert not is_too_soon(second, first)
    assert next_kept(birthday, second, LeapDay.BEFORE) == second


@pytest.mark.parametrize(
    ("told_on", "first"),
    [
        (date(2026, 5, 17), date(2027, 5, 17)),
        (date(2026, 5, 10), date(2027, 5, 17)),
        (date(2026, 5, 9), date(2026, 5, 17)),
        (date(2026, 5, 18), date(2027, 5, 17)),
    ],
)
def test_who_tells_their_day_within_a_week_of_it_is_greeted_from_the_next_year_on(told_on: date, first: date) -> None:
    assert first_kept(MAY_17, told_on, BirthdayRules()) == first
    assert first_kept(MAY_17, told_on, BirthdayRules(new=True)) == next_kept(MAY_17, told_on, LeapDay.BEFORE)


@pytest.mark.parametrize(("greeted_on", "first"), [(None, 2026), (date(2025, 7, 1), 2026), (date(2025, 12, 1), 2027)])
def test_who_changes_their_day_is_greeted_ten_months_after_the_last_time_at_the_soonest(
    greeted_on: date | None, first: int
) -> None:
    assert first_kept(MAY_17, date(2026, 1, 1), BirthdayRules(), greeted_on) == date(first, 5, 17)


def test_a_greeting_is_late_for_three_days_and_too_soon_for_ten_months() -> None:
    day = date(2026, 5, 17)

    assert [is_too_late(day, day + timedelta(days=n)) for n in (0, 3, 4)] == [False, False, True]
    assert [is_too_soon(day, last) for last in (None, day - APART, day - APART + timedelta(days=1))] == [
        False,
        False,
        True,
    ]


def test_a_tier_without_a_gift_of_its_own_has_the_one_below() -> None:
    cake, points = Gift(GiftKind.VOUCHER, 7), Gift(GiftKind.POINTS, 50)
    rules = BirthdayRules(gifts={0: points, 3: cake, 4: Gift()})

    given_to = [rules.gift_for(tier, [2, 3, 5, 4]) for tier in (None, 2, 3, 5, 4, 9)]

    assert given_to == [points, points, cake, cake, Gift(), points]


@given(
    st.builds(
        BirthdayRules,
        on=st.booleans(),
        minute=st.integers(480, 1140),
        ahead=st.integers(0, 14),
        gifts=st.dictionaries(st.integers(0, 9), st.builds(Gift, st.sampled_from(GiftKind), st.integers(1, 99))),
        leap_day=st.sampled_from(LeapDay),
        new=st.booleans(),
        lines=st.lists(st.integers(0, 9)),
    )
)
def test_rules_are_read_as_they_were_kept(rules: BirthdayRules) -> None:
    assert from_plain(**plain(rules)) == rules  # type: ignore[arg-type]  # plain data, as it comes from the database
    assert rules.refused() is None


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        (BirthdayRules(minute=479), "birthday_hour"),
        (BirthdayRules(minute=1141), "birthday_hour"),
        (BirthdayRules(ahead=15), "birthday_ahead"),
        (BirthdayRules(after=6), "birthday_after"),
        (BirthdayRules(after=61), "birthday_after"),
        (BirthdayRules(gifts={0: Gift(GiftKind.POINTS, 0)}), "birthday_points"),
    ],
)
def test_what_makes_no_sense_is_refused(rules: BirthdayRules, why: str) -> None:
    refused = rules.refused()

    assert isinstance(refused, Refusal)
    assert refused.key == why
