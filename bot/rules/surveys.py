"""When members are asked whether they would recommend the shop: the shop's rules for it, and whose turn it is."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.refusals import Refusal
from bot.rules.times import instant, local_day

HIGHEST = 10
MORNING = time(6)
"""Of the store's day, from when on whose turn it is that day is asked."""
LATE_DAYS = 1
"""So many days after its day a question is looked for, after a pause or a day with too many of them."""
CHANGES_FOR = timedelta(days=1)
"""How long an answer can be changed."""
ASKED_FOR = timedelta(days=30)
TYPED_FOR = timedelta(days=2)
"""For so long a number that a member writes answers the question, which has a button for each."""
"""How long the question can be answered, as long as its buttons are good."""


class Answered(NamedTuple):
    """What has been answered to a question so far."""

    score: int | None
    put_right: bool | None


class Part(StrEnum):
    """What of the rules can be edited, by its field."""

    ASKS = "asks"
    LOWEST = "lowest"
    PURCHASE = "purchase"
    DAYS = "days"
    MONTHS = "months"
    REST = "rest"
    REMIND = "remind"
    HOUR = "hour"
    MOST = "most"
    ANSWER_HOURS = "answer_hours"
    RIGHT_DAYS = "right_days"


class Bounds(NamedTuple):
    """The least and the most that a figure of the rules can be."""

    least: int
    most: int


BOUNDS = {
    Part.PURCHASE: Bounds(0, 50),
    Part.DAYS: Bounds(0, 30),
    Part.MONTHS: Bounds(0, 24),
    Part.REST: Bounds(30, 730),
    Part.REMIND: Bounds(0, 14),
    Part.HOUR: Bounds(9, 19),
    Part.MOST: Bounds(1, 100_000),
    Part.ANSWER_HOURS: Bounds(1, 72),
    Part.RIGHT_DAYS: Bounds(1, 30),
}


@dataclass(frozen=True, slots=True)
class SurveyRules:
    """What the shop's owner sets.

    Args:
        asks: whether anybody is asked at all.
        lowest: the lowest score of the scale up to 10: 0 or 1.
        purchase: the question comes after this purchase of a member; 0 for after none.
        days: so many days after it.
        months: and every so many months; 0 for never again.
        rest: days between two questions to the same member, at least.
        remind: days after which whoever hasn't answered is asked once more; 0 for never.
        hour: of the member's own day, at which the question is sent.
        most: questions on one day, so that the answers can be read.
        answer_hours: within which somebody should answer a member who is not content.
        right_days: days after such a conversation, after which we ask whether we put it right.
    """

    asks: bool = True
    lowest: int = 0
    purchase: int = 2
    days: int = 3
    months: int = 6
    rest: int = 90
    remind: int = 3
    hour: int = 12
    most: int = 200
    answer_hours: int = 4
    right_days: int = 3

    def having(self, part: Part, value: int) -> "SurveyRules":
        """The same rules with one figure another."""
        return SurveyRules(**{**asdict(self), part.value: value})

    def refused(self) -> Refusal | None:
        """Why a shop can't have these rules: `survey_figure` (`least`, `most`); None if it can."""
        for part, bounds in BOUNDS.items():
            if not bounds.least <= getattr(self, part.value) <= bounds.most:
                return outside(part)
        return None


def outside(part: Part) -> Refusal:
    """For a figure beyond its bounds: `survey_figure` (`least`, `most`)."""
    least, most = BOUNDS[part]
    return Refusal("survey_figure", {"least": least, "most": most})


SPREAD = 2_654_435_761
"""A prime near 2**32 over the golden ratio, for multiplicative hashing: Knuth, The Art of Computer Programming, volume
3, 6.4. As a prime it has no factor in common with any period, so that as many members fall on each day as on any."""


def period(months: int) -> int:
    """The days from one turn of a member to the next."""
    return months * 365 // 12


def days_to_turn(member_id: int, day: date, months: int) -> int:
    """How many days after a day the turn of a member comes; 0 on the day itself."""
    return (member_id * SPREAD + ahead(day, months)) % period(months)


def ahead(day: date, months: int) -> int:
    """What `days_to_turn` adds for a day, which SQL is told."""
    return -day.toordinal() % period(months)


def asked_at(now: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """When somebody in a zone is asked, if that is decided now: at the hour of their day that comes next.

    Args:
        hour: of the day, as `SurveyRules.hour`.
    """
    day = local_day(now, zone)
    at = instant(day, time(hour), zone)
    return at if at >= now else instant(day + timedelta(days=1), time(hour), zone)


def due_on(turn: date, hour: int, shop_zone: ZoneInfo, zone: ZoneInfo) -> datetime:
    """When somebody whose turn it is on one of the store's days is to be asked, whenever that is found.

    Args:
        hour: of the member's own day, as `SurveyRules.hour`.
        zone: theirs.
    """
    return asked_at(instant(turn, MORNING, shop_zone), hour, zone)
