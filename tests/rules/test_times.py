"""Days and hours where clocks jump ahead, fall back, by half an hour, or over midnight."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.times import due_day, end_of, instant, local_day, next_sending, start_of

ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Berlin",
        "Europe/London",
        "America/New_York",
        "America/Los_Angeles",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Africa/Cairo",
        "Asia/Tehran",
        "Asia/Shanghai",
        "Asia/Kolkata",
        "Pacific/Kiritimati",
        "Pacific/Apia",
    )
]
BERLIN, LORD_HOWE, CAIRO, SANTIAGO, APIA = (ZONES[n] for n in (0, 4, 6, 5, 11))
QUARTERS = [time(n // 4, n % 4 * 15) for n in range(96)]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc] # a test's shorthand: year, month, day, hour, minute


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        (BERLIN, date(2026, 6, 1), time(9), utc(2026, 6, 1, 7)),
        (BERLIN, date(2026, 3, 29), time(2, 30), utc(2026, 3, 29, 1)),  # skipped: the first instant after
        (BERLIN, date(2026, 3, 29), time(2), utc(2026, 3, 29, 1)),
        (BERLIN, date(2026, 3, 29), time(3), utc(2026, 3, 29, 1)),
        (BERLIN, date(2026, 10, 25), time(2, 30), utc(2026, 10, 25, 0, 30)),  # twice: the first
        (LORD_HOWE, date(2026, 10, 4), time(2, 15), utc(2026, 10, 3, 15, 30)),  # half an hour is skipped
        (LORD_HOWE, date(2026, 4, 5), time(1, 45), utc(2026, 4, 4, 14, 45)),
        (CAIRO, date(2026, 4, 24), time(0, 30), utc(2026, 4, 23, 22)),  # midnight is skipped
        (APIA, date(2011, 12, 30), time(12), utc(2011, 12, 30, 10)),  # a whole day is skipped
    ],
)
def test_an_hour_of_a_day_is_one_instant(zone: ZoneInfo, day: date, at: time, expected: datetime) -> None:
    assert instant(day, at, zone) == expected


def test_a_day_lasts_from_its_first_instant_to_its_last() -> None:
    assert start_of(date(2026, 4, 24), CAIRO) == utc(2026, 4, 23, 22)
    assert end_of(date(2026, 4, 23), CAIRO) == utc(2026, 4, 23, 22) - timedelta(microseconds=1)
    # Santiago's clocks fall back from midnight to eleven: the day is over the second time.
    assert end_of(date(2026, 4, 4), SANTIAGO) == utc(2026, 4, 5, 4) - timedelta(microseconds=1)


@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2012, 1, 1), date(2037, 1, 1)),
)
def test_days_follow_each_other_without_a_hole(zone: ZoneInfo, day: date) -> None:
    assert local_day(start_of(day, zone), zone) == local_day(end_of(day, zone), zone) == day
    assert start_of(day + timedelta(days=1), zone) - end_of(day, zone) == timedelta(microseconds=1)


@given(
    zone=st.sampled_from(ZONES),
    at=st.sampled_from(QUARTERS),
    now=st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 # bounds
)
def test_the_due_day_is_the_latest_that_has_come(zone: ZoneInfo, at: time, now: datetime) -> None:
    day = due_day(at, zone, now)

    assert instant(day, at, zone) <= now < instant(day + timedelta(days=1), at, zone)


def run_daily(zone: ZoneInfo, at: time, ticks: list[datetime]) -> list[date]:
    """The days a daily job was run for, as the clockwork runs it: a tick, a question, a day remembered."""
    ran = [due_day(at, zone, ticks[0])]
    for tick in ticks[1:]:
        if (day := due_day(at, zone, tick)) > ran[-1]:
            ran.append(day)
    return ran


def changes(zone: ZoneInfo, year: int) -> list[date]:
    """The local days on which a zone's clocks change."""
    noons = [utc(year, 1, 1, 12) + timedelta(days=n) for n in range(366)]
    pairs = pairwise(noons)
    return [local_day(b, zone) for a, b in pairs if a.astimezone(zone).utcoffset() != b.astimezone(zone).utcoffset()]


def every_day_once(zone: ZoneInfo, at: time, around: date) -> None:
    first, last = around - timedelta(days=2), around + timedelta(days=2)
    start = instant(first, at, zone)
    ticks = [start + timedelta(minutes=5 * n) for n in range(12 * 24 * 4 + 24)]

    ran = run_daily(zone, at, ticks)

    assert ran[:5] == [first + timedelta(days=n) for n in range(5)], (zone, at, around)
    assert ran[4] == last


@pytest.mark.promise(30)
@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_a_daily_job_runs_once_on_each_local_day_around_the_changes(zone: ZoneInfo) -> None:
    for around in changes(zone, 2026) or [date(2026, 3, 1)]:
        for at in [*QUARTERS[::8], time(2, 15), time(2, 30)]:
            every_day_once(zone, at, around)


@pytest.mark.full
@pytest.mark.promise(30)
@pytest.mark.parametrize("year", range(2024, 2036))
@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_a_daily_job_runs_once_on_each_local_day_at_every_quarter(zone: ZoneInfo, year: int) -> None:
    for around in changes(zone, year) or [date(year, 3, 1)]:
        for at in QUARTERS:
            every_day_once(zone, at, around)


@pytest.mark.promise(36)
@given(
    zone=st.sampled_from(ZONES),
    at=st.sampled_from(QUARTERS),
    jitter=st.lists(st.integers(0, 60 * 30), min_size=10, max_size=40),
)
def test_late_and_doubled_ticks_change_nothing(zone: ZoneInfo, at: time, jitter: list[int]) -> None:
    start = instant(date(2026, 3, 20), at, zone)
    ticks, now = [start], start
    for minutes in jitter:
        now += timedelta(minutes=minutes)
        ticks += [now, now]

    ran = run_daily(zone, at, ticks)

    assert ran == sorted(set(ran))
    assert ran[-1] == due_day(at, zone, now)


def test_days_missed_altogether_are_made_good_by_one_run() -> None:
    monday = instant(date(2026, 6, 1), time(9), BERLIN)

    assert run_daily(BERLIN, time(9), [monday, monday + timedelta(days=3, hours=2)]) == [
        date(2026, 6, 1),
        date(2026, 6, 4),
    ]


instants = st.integers(0, 12 * 365 * 24 * 60).map(lambda minutes: utc(2024, 1, 1) + timedelta(minutes=minutes))


@given(now=instants, zone=st.sampled_from(ZONES))
def test_nobody_is_written_to_before_nine_or_after_eight(now: datetime, zone: ZoneInfo) -> None:
    goes = next_sending(now, zone)

    assert time(9) <= goes.astimezone(zone).time() < time(20)
    assert now <= goes <= now + timedelta(hours=14, minutes=30)
    assert next_sending(goes, zone) == goes


@given(now=instants, zone=st.sampled_from(ZONES))
def test_who_may_be_written_to_now_needn_t_wait(now: datetime, zone: ZoneInfo) -> None:
    by_day = time(9) <= now.astimezone(zone).time() < time(20)

    assert (next_sending(now, zone) == now) == by_day


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        (BERLIN, utc(2026, 3, 28, 23), utc(2026, 3, 29, 7)),  # the clocks jump that night
        (BERLIN, utc(2026, 10, 25, 18, 59), utc(2026, 10, 25, 18, 59)),
        (BERLIN, utc(2026, 10, 25, 19), utc(2026, 10, 26, 8)),
        (APIA, utc(2011, 12, 30, 7), utc(2011, 12, 30, 19)),  # 29 December, 21:00; the 30th is left out
    ],
)
def test_the_next_hour_of_sending(zone: ZoneInfo, now: datetime, expected: datetime) -> None:
    assert next_sending(now, zone) == expected
