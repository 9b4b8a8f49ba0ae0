"""What a purchase earns, and how long points last."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.rules.refusals import Refusal
from bot.rules.times import end_of, local_day

MOST_POINTS = 1_000_000_000
"""More than this in one entry is a slip of somebody's finger."""
MOST_MONTHS = 120
PLAIN = 100
"""Percent: what somebody without a tier earns of the rule's points."""


class Rounding(StrEnum):
    """What becomes of the part of a point that a purchase earns."""

    FLOOR = "floor"
    NEAREST = "nearest"  # a half goes up
    CEIL = "ceil"


@dataclass(frozen=True, slots=True)
class EarningRule:
    """`points` for every `per` minor units paid, lasting `months`; `starter` points for joining.

    A rule never changes: an edit is the next `version`, and entries name the version they came from.
    """

    points: int
    per: int
    rounding: Rounding = Rounding.FLOOR
    months: int = 12
    starter: int = 0
    version: int = 1

    def refused(self) -> Refusal | None:
        """Why a shop can't have this rule; None if it can."""
        if not (0 < self.points <= MOST_POINTS and 0 < self.per <= MOST_POINTS):
            return Refusal("rule_rate", {"most": MOST_POINTS})
        if not 1 <= self.months <= MOST_MONTHS:
            return Refusal("rule_months", {"most": MOST_MONTHS})
        if not 0 <= self.starter <= MOST_POINTS:
            return Refusal("rule_starter", {"most": MOST_POINTS})
        return None


def earned(rule: EarningRule, amount: int, multiplier: int = PLAIN) -> int:
    """The points that a purchase earns, rounded once: rounding before multiplying would lose (or give) points.

    Args:
        rule: the shop's rule.
        amount: what was paid, in minor units; nothing or less earns nothing.
        multiplier: percent of the rule's points, by the member's tier.
    """
    if amount <= 0:
        return 0
    whole = rule.per * PLAIN
    match rule.rounding:
        case Rounding.FLOOR:
            extra = 0
        case Rounding.NEAREST:
            extra = whole // 2
        case Rounding.CEIL:
            extra = whole - 1
    return min((amount * rule.points * multiplier + extra) // whole, MOST_POINTS)


def months_on(day: date, months: int) -> date:
    """The same day a number of months on, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def expiry(at: datetime, months: int, zone: ZoneInfo) -> datetime:
    """The last instant that points are good for.

    Args:
        at: when they were earned.
        months: how long they last.
        zone: the shop's.

    Returns:
        The end, in UTC, of the local day so many months on.
    """
    return end_of(months_on(local_day(at, zone), months), zone)
