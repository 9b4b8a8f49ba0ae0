"""Local days and hours as instants: a clock that jumps ahead skips nothing, one that falls back repeats nothing."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SENDING = (time(9), time(20))
"""From when to when of somebody's day they are written to unasked; promises.md, "Contact policy"."""
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)


@lru_cache(1024)
def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When the clocks of a zone show a time of a day.

    A time that the spring change skips is the first instant after the gap; one that the autumn change repeats is its
    first passing.

    Returns:
        An instant in UTC.
    """
    local = datetime.combine(day, at, tzinfo=zone)
    first = local.astimezone(UTC)
    second = local.replace(fold=1).astimezone(UTC)
    # In a gap the two readings stand on either side of the change, the later offset giving the earlier instant.
    return first if first <= second else _change_between(second, first, zone)


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    old = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day, in UTC; not midnight where the clocks skip it."""
    return instant(day, time(0), zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last microsecond of a local day, in UTC: what lasts until a day is good for all of it."""
    return start_of(day + _DAY, zone) - _MICROSECOND


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The day an instant falls on in a zone."""
    return at.astimezone(zone).date()


def week_of(at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The calendar week, Monday to Sunday, that an instant falls in: its first instant and the next week's, in UTC."""
    day = local_day(at, zone)
    monday = day - day.weekday() * _DAY
    return start_of(monday, zone), start_of(monday + 7 * _DAY, zone)


def due_day(at: time, zone: ZoneInfo, now: datetime) -> date:
    """The latest local day whose `at` has come: what a daily job ought to have been run for by `now`.

    A job that remembers the last day it was run for, and runs when this is later, runs once for each local day,
    however late, doubled or far apart the ticks are; days missed altogether are made good by one run.
    """
    day = local_day(now, zone) + _DAY  # the day after today may have begun before the clocks fell back over midnight
    while instant(day, at, zone) > now:
        day -= _DAY
    return day


def next_sending(now: datetime, zone: ZoneInfo, hours: tuple[time, time] = SENDING) -> datetime:
    """The first instant, not before `now`, at which somebody in a zone may be written to unasked, in UTC.

    A clock that jumps over the opening opens where it lands; a local day that a zone leaves out has no hours.

    Args:
        hours: from when, and until when, of their day.
    """
    day = local_day(now, zone)
    while True:
        opens, closes = (instant(day, at, zone) for at in hours)
        if max(opens, now) < closes:
            return max(opens, now).astimezone(UTC)
        day += _DAY
