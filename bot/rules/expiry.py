"""When points end: nobody loses any without having been told a week before, unless they can't be told at all.

A lot that reaches its last instant without a warning that arrived in time lasts thirty days longer, so many times as
the shop's terms allow; then it expires, and the ledger says that nobody could be told.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.times import end_of, local_day, start_of

EARLY, LATE = 30, 7
STAGES = (EARLY, LATE)
"""Days before its last one at which the owner of a lot is told."""
AHEAD = 7
"""Days by which a warning looks further, so that who buys every day isn't written to every day."""
IN_TIME = timedelta(days=7)
"""How long before its end a lot's owner must have been told."""
LONGER_DAYS = 30
"""How long points that nobody could be warned of last on, each time."""
KEPT_DAYS = 7
"""How much longer a member may keep what would expire within as many days."""
KEPT_EVERY = timedelta(days=365)
CLOCKS_APART = timedelta(days=1)
"""How far the shop's clock may be ahead of Telegram's while points expire; promises.md, T32."""


class Fate(StrEnum):
    """What becomes of a lot now."""

    WAIT = "wait"
    WARN = "warn"
    EXTEND = "extend"
    EXPIRE = "expire"
    EXPIRE_UNWARNED = "expire_unwarned"  # nobody could be told, however long it was tried


class Ending(NamedTuple):
    """A lot with points left, as far as its end goes.

    `warned_at` is when the first word of this end arrived; `extended` how often it was made to last longer; `told` the
    stages whose warning is on its way or has arrived.
    """

    expires_at: datetime
    warned_at: datetime | None = None
    extended: int = 0
    told: Sequence[int] = ()


def fate(ending: Ending, most: int, now: datetime, zone: ZoneInfo) -> Fate:
    """What becomes of a lot.

    Args:
        ending: what is known of it.
        most: how often, at most, a lot is made to last longer.
        now: the instant.
        zone: the store's, in which its days end.
    """
    if now > ending.expires_at:
        if in_time(ending.warned_at, ending.expires_at):
            return Fate.EXPIRE
        return Fate.EXTEND if ending.extended < most else Fate.EXPIRE_UNWARNED
    return Fate.WARN if stages_due(ending, now, zone) else Fate.WAIT


def in_time(warned_at: datetime | None, expires_at: datetime) -> bool:
    """Whether a warning arrived long enough before the end."""
    return warned_at is not None and warned_at + IN_TIME <= expires_at


def within(days: int, now: datetime, zone: ZoneInfo) -> datetime:
    """The end of the day so many days on: what ends by then has no more than so many days left."""
    return end_of(local_day(now, zone) + timedelta(days=days), zone)


def stages_due(ending: Ending, now: datetime, zone: ZoneInfo) -> list[int]:
    """The stages of warning that a lot has reached and whose word is neither on its way nor has arrived."""
    return [
        stage for stage in STAGES if stage not in ending.told and now <= ending.expires_at <= within(stage, now, zone)
    ]


def stages_told(ending: Ending, late: bool, now: datetime, zone: ZoneInfo) -> list[int]:
    """The stages that a message counts for where it names a lot: those it has reached, and those it soon will.

    Args:
        late: the message is a week's warning for one of its lots; only then it is for others, a few days early.
    """
    return [
        stage
        for stage in STAGES
        if stage not in ending.told
        and (late or stage != LATE)
        and ending.expires_at <= within(stage + AHEAD, now, zone)
    ]


def longer(expires_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """The new last instant of a lot that nobody could be warned of: thirty days on, to the end of that day.

    They count from its last day; where the shop slept past it, from yesterday, so that there is time to tell.
    """
    last = max(local_day(expires_at, zone), local_day(now, zone) - timedelta(days=1))
    return end_of(last + timedelta(days=LONGER_DAYS), zone)


def kept_until(expires_at: datetime, zone: ZoneInfo) -> datetime:
    """The new last instant of a lot that its member keeps: a week on, to the end of that day."""
    return end_of(local_day(expires_at, zone) + timedelta(days=KEPT_DAYS), zone)


class Batch(NamedTuple):
    """Points that go on the same day, and the last instant they are good for."""

    points: int
    at: datetime


def batches(lots: Iterable[Batch], zone: ZoneInfo) -> list[Batch]:
    """What goes on each day of a zone, soonest first."""
    days: dict[date, Batch] = {}
    for lot in sorted(lots, key=lambda lot: lot.at):
        day = local_day(lot.at, zone)
        before = days.get(day, Batch(0, lot.at))
        days[day] = Batch(before.points + lot.points, max(before.at, lot.at))
    return list(days.values())


def clock_is_ahead(now: datetime, heard: datetime) -> bool:
    """Whether the shop's clock is so far ahead of the time Telegram told that nothing may expire by it."""
    return now > heard + CLOCKS_APART


def tried_since(began: datetime, came: datetime, zone: ZoneInfo) -> datetime:
    """Since when it was tried to tell the owner of a lot that was extended, or ended, for the first time.

    Args:
        began: when it first was extended, or ended.
        came: when its points came.
    """
    return max(came, start_of(local_day(began, zone) - timedelta(days=EARLY + 1), zone))
