"""When a broadcast goes out: at once, at a time by the shop's clock or by each member's, or to high tiers first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.care import not_between
from bot.rules.refusals import Refusal
from bot.rules.times import instant

MOST_WAVES = 5
"""Waves of early access."""
MOST_HOURS = 14 * 24
"""Hours between the first wave and the last, at most."""
EASTERNMOST, WESTERNMOST = ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Etc/GMT+12")
"""Where an hour of the day comes first, and where last."""
FARTHEST = timedelta(days=366)
"""So far ahead a time can be chosen: a year, whichever it is."""
LATE = timedelta(minutes=60)
"""Later than that after its time it doesn't begin by itself: somebody is asked (promises.md, "Time")."""
_NOW, _DAY = timedelta(0), timedelta(days=1)


class How(StrEnum):
    """When a broadcast goes out."""

    NOW = "now"
    AT = "at"
    THEIR_ZONE = "their zone"
    WAVES = "waves"


class Wave(NamedTuple):
    """Members of these tiers, by their ids, have it so many hours after it began."""

    tiers: tuple[int, ...]
    hours: int


@dataclass(frozen=True, slots=True)
class When:
    """When a broadcast goes out.

    Args:
        at: the instant (AT); the beginning of the waves, at once where there is none (WAVES).
        local: what the clocks of each member show, without a zone (THEIR_ZONE).
        waves: who has it early (WAVES).
        rest_hours: how long after the beginning everybody else has it (WAVES).
    """

    how: How = How.NOW
    at: datetime | None = None
    local: datetime | None = None
    waves: tuple[Wave, ...] = ()
    rest_hours: int = 24

    def begins(self, now: datetime) -> datetime:
        """When the first may have it, for what is let go now."""
        if self.how is How.THEIR_ZONE and self.local is not None:
            return max(now, instant(self.local.date(), self.local.time(), EASTERNMOST))
        return now if self.at is None else max(now, self.at)

    @property
    def lasts(self) -> timedelta:
        """How long after the first the last may have it."""
        if self.how is How.THEIR_ZONE:
            return 2 * _DAY
        return timedelta(hours=max(self.rest_hours, *(wave.hours for wave in self.waves), 0)) if self.waves else _NOW

    def due_in(self, zone: ZoneInfo, began: datetime) -> datetime:
        """When members of a zone have it; where that was hours before it began, a day later.

        Args:
            began: when it began.
        """
        if self.local is None:
            return began
        due = instant(self.local.date(), self.local.time(), zone)
        return due if due >= began - LATE else instant(self.local.date() + _DAY, self.local.time(), zone)

    def due_for(self, tier: int | None, began: datetime) -> datetime:
        """When members of a tier have it."""
        hours = next((wave.hours for wave in self.waves if tier in wave.tiers), self.rest_hours)
        return began + timedelta(hours=hours)

    def refused(self, now: datetime) -> Refusal | None:
        """Why it can't go out then.

        `broadcast_past` for a time that is over, `broadcast_far` for one that is more than a year ahead,
        `number_between` for waves that are too many or too long.
        """
        last = self.at or (self.local and instant(self.local.date(), self.local.time(), WESTERNMOST))
        if self.how in (How.AT, How.THEIR_ZONE) and (last is None or last < now):
            return Refusal("broadcast_past")
        if last is not None and last > now + FARTHEST:
            return Refusal("broadcast_far")
        if self.how is not How.WAVES:
            return None
        if not 1 <= len(self.waves) <= MOST_WAVES:
            return not_between(1, MOST_WAVES)
        hours = [*(wave.hours for wave in self.waves), self.rest_hours]
        return None if all(0 <= one <= MOST_HOURS for one in hours) else not_between(0, MOST_HOURS)

    def refused_end(self, ends: datetime, now: datetime) -> Refusal | None:
        """Why it can't be good until then: `broadcast_expires` (over before it begins) or `broadcast_far`."""
        begins = self.begins(now)
        if ends <= begins:
            return Refusal("broadcast_expires")
        return Refusal("broadcast_far") if ends > begins + FARTHEST else None
