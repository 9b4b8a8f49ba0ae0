"""How points end, over whole lives: nobody loses any unwarned who could be told, and nobody's points stay for ever."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.expiry import (
    EARLY,
    IN_TIME,
    LATE,
    LONGER_DAYS,
    Batch,
    Ending,
    Fate,
    batches,
    clock_is_ahead,
    fate,
    in_time,
    kept_until,
    longer,
    stages_due,
    stages_told,
    tried_since,
    within,
)
from bot.rules.times import end_of, local_day, start_of

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    ZoneInfo(name)
    for name in ("Europe/Berlin", "Asia/Shanghai", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo")
]
zones = st.sampled_from(ZONES)
days = st.dates(date(2024, 1, 1), date(2035, 12, 31))


def noon(day: date, zone: ZoneInfo = BERLIN) -> datetime:
    return start_of(day, zone) + timedelta(hours=12)


def ends(day: date, zone: ZoneInfo = BERLIN) -> datetime:
    return end_of(day, zone)


LAST = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("now", "told", "expected"),
    [
        (date(2026, 5, 30), (), []),
        (date(2026, 5, 31), (), [EARLY]),
        (date(2026, 6, 22), (EARLY,), []),
        (date(2026, 6, 23), (EARLY,), [LATE]),
        (date(2026, 6, 23), (), [EARLY, LATE]),
        (date(2026, 6, 30), (EARLY, LATE), []),
    ],
)
def test_a_warning_is_due_thirty_and_seven_days_before_the_last_day(
    now: date, told: tuple[int, ...], expected: list[int]
) -> None:
    assert stages_due(Ending(ends(LAST), told=told), noon(now), BERLIN) == expected


def test_nobody_is_warned_of_what_is_over() -> None:
    assert stages_due(Ending(ends(LAST)), ends(LAST), BERLIN) == [EARLY, LATE]
    assert stages_due(Ending(ends(LAST)), ends(LAST) + timedelta(microseconds=1), BERLIN) == []


@pytest.mark.parametrize(
    ("now", "late", "expected"),
    [
        (date(2026, 5, 23), False, []),
        (date(2026, 5, 24), False, [EARLY]),
        (date(2026, 6, 15), True, [EARLY]),
        (date(2026, 6, 16), True, [EARLY, LATE]),
        (date(2026, 6, 16), False, [EARLY]),
    ],
)
def test_a_message_counts_for_what_it_names_a_week_ahead(now: date, late: bool, expected: list[int]) -> None:
    assert stages_told(Ending(ends(LAST)), late, noon(now), BERLIN) == expected


def test_what_was_told_already_is_not_told_for_again() -> None:
    assert stages_told(Ending(ends(LAST), told=[EARLY, LATE]), True, noon(LAST), BERLIN) == []


@pytest.mark.parametrize(
    ("warned_at", "extended", "expected"),
    [
        (ends(LAST) - IN_TIME, 0, Fate.EXPIRE),
        (ends(LAST) - IN_TIME + timedelta(microseconds=1), 0, Fate.EXTEND),
        (None, 0, Fate.EXTEND),
        (None, 2, Fate.EXTEND),
        (None, 3, Fate.EXPIRE_UNWARNED),
        (ends(LAST), 3, Fate.EXPIRE_UNWARNED),
        (ends(LAST) - IN_TIME, 3, Fate.EXPIRE),
    ],
)
def test_what_becomes_of_points_past_their_day(warned_at: datetime | None, extended: int, expected: Fate) -> None:
    over = ends(LAST) + timedelta(microseconds=1)

    assert fate(Ending(ends(LAST), warned_at, extended), 3, over, BERLIN) == expected


def test_points_are_good_to_the_last_instant() -> None:
    assert fate(Ending(ends(LAST), told=(EARLY, LATE)), 0, ends(LAST), BERLIN) == Fate.WAIT
    assert fate(Ending(ends(LAST)), 0, ends(LAST), BERLIN) == Fate.WARN


def test_thirty_days_more_are_days_whatever_the_clocks_do() -> None:
    over = ends(date(2026, 3, 10)) + timedelta(minutes=5)

    assert longer(ends(date(2026, 3, 10)), over, BERLIN) == ends(date(2026, 4, 9))  # summer time began on the 29th
    assert ends(date(2026, 4, 9)) - ends(date(2026, 3, 10)) == timedelta(days=30, hours=-1)


def test_a_shop_that_slept_gives_the_thirty_days_when_it_wakes() -> None:
    assert longer(ends(date(2026, 3, 10)), noon(date(2026, 5, 20)), BERLIN) == ends(date(2026, 6, 18))


def test_a_week_more_is_seven_days() -> None:
    assert kept_until(ends(date(2026, 10, 20)), BERLIN) == ends(date(2026, 10, 27))


@pytest.mark.promise(32)
@pytest.mark.parametrize(("ahead", "is_ahead"), [(-2, False), (2, False), (24, False), (24.1, True), (87_600, True)])
def test_points_end_by_a_clock_that_is_a_day_ahead_at_most(ahead: float, is_ahead: bool) -> None:
    assert clock_is_ahead(noon(LAST) + timedelta(hours=ahead), noon(LAST)) == is_ahead


def test_lots_of_one_day_are_one_batch() -> None:
    found = batches(
        [Batch(5, ends(LAST)), Batch(1, ends(date(2026, 5, 1))), Batch(7, ends(LAST) - timedelta(hours=3))], BERLIN
    )

    assert found == [Batch(1, ends(date(2026, 5, 1))), Batch(12, ends(LAST))]


def test_since_when_it_was_tried_to_tell_somebody() -> None:
    first = start_of(date(2026, 7, 1), BERLIN) + timedelta(minutes=5)

    assert tried_since(first, noon(date(2025, 6, 30)), BERLIN) == start_of(date(2026, 5, 31), BERLIN)
    assert tried_since(first, noon(date(2026, 6, 20)), BERLIN) == noon(date(2026, 6, 20))


@given(st.lists(st.tuples(st.integers(1, 1000), days), max_size=20), zones)
def test_batches_add_up_to_what_the_lots_hold(lots: list[tuple[int, date]], zone: ZoneInfo) -> None:
    found = batches((Batch(points, ends(day, zone)) for points, day in lots), zone)

    assert sum(one.points for one in found) == sum(points for points, _ in lots)
    assert [local_day(one.at, zone) for one in found] == sorted({day for _, day in lots})


@dataclass
class Life:
    """A lot's life, night by night, as the shop leads it."""

    zone: ZoneInfo
    expires_at: datetime
    warned_at: datetime | None = None
    extended: int = 0
    told: set[int] = field(default_factory=set)
    warned: list[datetime] = field(default_factory=list)

    def night(self, now: datetime, most: int, reached: bool) -> Fate:
        """One run after midnight; a warning that is due arrives that day, or doesn't."""
        ending = Ending(self.expires_at, self.warned_at, self.extended, sorted(self.told))
        became = fate(ending, most, now, self.zone)
        if became is Fate.EXTEND:
            self.expires_at = longer(self.expires_at, now, self.zone)
            self.extended, self.warned_at, self.told = self.extended + 1, None, set()
            ending = Ending(self.expires_at, None, self.extended)
        due = stages_due(ending, now, self.zone)
        if due and reached and became not in (Fate.EXPIRE, Fate.EXPIRE_UNWARNED):
            self.told.update(stages_told(ending, LATE in due, now, self.zone))
            self.warned_at = self.warned_at or now + timedelta(hours=10)
            self.warned.append(now)
        return became


@given(
    zone=zones,
    last=days,
    most=st.integers(0, 12),
    reached=st.lists(st.booleans(), min_size=1, max_size=40),
    asleep=st.integers(0, 60),
)
def test_no_points_end_unless_told_a_week_before_or_extended_for_as_long_as_the_shop_says(
    zone: ZoneInfo, last: date, most: int, reached: list[bool], asleep: int
) -> None:
    life = Life(zone, ends(last, zone))
    day = last - timedelta(days=40)
    for number in range(1000):
        now = start_of(day, zone) + timedelta(minutes=5)
        became = life.night(now, most, reached[number % len(reached)] and number % (asleep + 1) == 0)
        if became in (Fate.EXPIRE, Fate.EXPIRE_UNWARNED):
            break
        day += timedelta(days=1)
    else:
        raise AssertionError("these points stay for ever")

    assert now > life.expires_at
    if became is Fate.EXPIRE:
        assert life.warned_at is not None
        assert life.warned_at <= life.expires_at - timedelta(days=7)
    else:
        assert life.extended == most
        assert not in_time(life.warned_at, life.expires_at)
    assert local_day(life.expires_at, zone) == last + timedelta(days=LONGER_DAYS * life.extended)


@given(zone=zones, last=days)
def test_who_can_be_told_is_told_twice_and_loses_the_points_on_the_day_that_was_said(
    zone: ZoneInfo, last: date
) -> None:
    life = Life(zone, ends(last, zone))
    for number in range(-40, 2):
        now = start_of(last + timedelta(days=number), zone) + timedelta(minutes=5)
        if life.night(now, 12, reached=True) is Fate.EXPIRE:
            break

    assert [(last - local_day(at, zone)).days for at in life.warned] == [EARLY, LATE]
    assert (number, life.extended) == (1, 0)


@given(day=days, minutes=st.integers(0, 22 * 60), zone=zones)
def test_within_seven_days_is_the_end_of_the_seventh_day(day: date, minutes: int, zone: ZoneInfo) -> None:
    now = start_of(day, zone) + timedelta(minutes=minutes)

    assert local_day(within(7, now, zone), zone) == local_day(now, zone) + timedelta(days=7)
