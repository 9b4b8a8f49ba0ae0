"""Birthdays as members write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.birth_dates import birthday_in_file, is_real, read_birthday
from bot.rules.birthdays import Birthday, Calendar
from bot.rules.figures import Dates
from bot.rules.refusals import Refusal

TODAY = date(2026, 3, 2)


def solar(month: int, day: int, year: int | None = None) -> Birthday:
    return Birthday(Calendar.SOLAR, month, day, year=year)


def lunar(month: int, day: int, year: int | None = None, *, leap: bool = False) -> Birthday:
    return Birthday(Calendar.LUNAR, month, day, leap, year)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1990-05-17", [solar(5, 17, 1990)]),
        ("1990/5/17", [solar(5, 17, 1990)]),
        ("05-17", [solar(5, 17)]),
        ("02-29", [solar(2, 29)]),
        ("17.05", [solar(5, 17)]),
        ("17.5.1990", [solar(5, 17, 1990)]),
        ("17/05/1990", [solar(5, 17, 1990)]),
        ("5/6", [solar(6, 5), solar(5, 6)]),
        ("5/5", [solar(5, 5)]),
        ("5月17日", [solar(5, 17)]),
        ("1990年5月17日", [solar(5, 17, 1990)]),
        ("５月１７日", [solar(5, 17)]),
        ("17 May", [solar(5, 17)]),
        ("17th May 1990", [solar(5, 17, 1990)]),
        ("May 17, 1990", [solar(5, 17, 1990)]),
        ("17 мая", [solar(5, 17)]),
        ("17 мая 1990 г.", [solar(5, 17, 1990)]),
        ("1 марта 1990 года", [solar(3, 1, 1990)]),
        ("农历八月十五", [lunar(8, 15)]),
        ("農曆八月十五", [lunar(8, 15)]),
        ("阴历 8-15", [lunar(8, 15)]),
        ("农历1990年八月十五", [lunar(8, 15, 1990)]),
        ("农历1990年8月15日", [lunar(8, 15, 1990)]),
        ("1990年农历八月十五", [lunar(8, 15, 1990)]),
        ("农历闰四月初一", [lunar(4, 1, leap=True)]),
        ("農曆閏四月初一", [lunar(4, 1, leap=True)]),
        ("正月初十", [lunar(1, 10)]),
        ("腊月廿三", [lunar(12, 23)]),
        ("冬月三十", [lunar(11, 30)]),
        ("十一月二十", [solar(11, 20), lunar(11, 20)]),
        ("八月十五", [solar(8, 15), lunar(8, 15)]),
        ("lunar 08-15", [lunar(8, 15)]),
        ("Lunar 1990-08-15", [lunar(8, 15, 1990)]),
        ("lunar leap 6-1", [lunar(6, 1, leap=True)]),
        ("лунный 08-15", [lunar(8, 15)]),
    ],
)
def test_a_birthday_is_read_as_it_was_meant(written: str, meant: list[Birthday]) -> None:
    assert read_birthday(written, TODAY) == meant


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "birthday_unreadable"),
        ("soon", "birthday_unreadable"),
        ("the seventeenth", "birthday_unreadable"),
        ("17", "birthday_unreadable"),
        ("02-30", "birthday_unreal"),
        ("13-01", "birthday_unreal"),
        ("2023-02-29", "birthday_unreal"),
        ("17 Foo", "birthday_unreal"),
        ("lunar 13-01", "birthday_unreal"),
        ("lunar 08-31", "birthday_unreal"),
        ("lunar leap 1990-04-01", "birthday_unreal"),  # that year has its leap month after the fifth
        ("2026-03-03", "birthday_year"),
        ("1890-03-03", "birthday_year"),
        ("lunar 2190-03-03", "birthday_year"),
    ],
)
def test_what_is_no_birthday_is_refused(written: str, why: str) -> None:
    found = read_birthday(written, TODAY)

    assert isinstance(found, Refusal)
    assert found.key == why


def test_a_leap_month_counts_in_a_year_that_has_it() -> None:
    assert read_birthday("lunar leap 1990-05-01", TODAY) == [lunar(5, 1, 1990, leap=True)]


@given(st.text(max_size=80) | st.from_regex(r"[0-9 ./年月日正初十廿lunar闰-]{1,20}", fullmatch=True))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    found = read_birthday(text, TODAY)

    assert isinstance(found, Refusal) or all(is_real(one) for one in found)


@pytest.mark.parametrize(
    ("text", "dates", "read"),
    [
        ("1990-05-17", Dates.ISO, "1990-5-17"),
        ("1990-05-17 00:00:00", Dates.DMY, "1990-5-17"),
        ("17.05.1990", Dates.DMY, "1990-5-17"),
        ("05/17/1990", Dates.MDY, "1990-5-17"),
        ("5/17", Dates.MDY, "None-5-17"),
        ("17.5.", Dates.DMY, "None-5-17"),
        ("05.17", Dates.YMD, "None-5-17"),
        ("17.05.1990", Dates.ISO, "date_unreadable"),
        ("05/06", Dates.ISO, "date_unreadable"),
        ("17.05.90", Dates.DMY, "date_unreadable"),
        ("五月十七", Dates.ISO, "date_unreadable"),
        ("31.02.1990", Dates.DMY, "birthday_unreal"),
        ("2030-01-01", Dates.ISO, "birthday_year"),
    ],
)
def test_a_file_s_birthdays_are_read_in_its_own_order_and_nothing_is_guessed(
    text: str, dates: Dates, read: str
) -> None:
    found = birthday_in_file(text, dates, TODAY)

    assert (found.key if isinstance(found, Refusal) else f"{found.year}-{found.month}-{found.day}") == read
