"""The Chinese lunar calendar as far as birthdays need it: which day of ours a day of it falls on.

The months are lunar-python's, loaded where the first lunar date is computed, so that a shop without any does without.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

MONTHS, DAYS = 12, 30
"""The most months a year has, leap months aside, and the most days a month has."""


class Month(NamedTuple):
    """A month of one year: its number, whether it is the leap month after the one of that number, and its days."""

    number: int
    leap: bool
    first: date
    days: int


@lru_cache(64)
def months_of(year: int) -> tuple[Month, ...]:
    """The months of a lunar year, twelve or thirteen, in their order.

    Args:
        year: the one of ours in which it begins.
    """
    from lunar_python import LunarYear, Solar

    found = []
    for month in LunarYear.fromYear(year).getMonthsInYear():
        day = Solar.fromJulianDay(month.getFirstJulianDay())
        first = date(day.getYear(), day.getMonth(), day.getDay())
        found.append(Month(abs(month.getMonth()), month.isLeap(), first, month.getDayCount()))
    return tuple(found)


def solar_day(year: int, month: int, day: int, *, leap: bool = False) -> date:
    """The day of ours on which a day of a lunar year is kept.

    A year without that leap month keeps it in the month of the same number, and a month of 29 days on its last.

    Args:
        year: the lunar year, by the one of ours in which it begins.
    """
    months = months_of(year)
    kept = next((one for one in months if (one.number, one.leap) == (month, leap)), None)
    if kept is None:
        kept = next(one for one in months if (one.number, one.leap) == (month, False))
    return kept.first + timedelta(days=min(day, kept.days) - 1)


def is_day(year: int, month: int, day: int, *, leap: bool) -> bool:
    """Whether a lunar year has this very day."""
    return any((one.number, one.leap) == (month, leap) and day <= one.days for one in months_of(year))
