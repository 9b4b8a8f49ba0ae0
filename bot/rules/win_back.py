"""Win-back: one kind word to somebody who stays away for longer than is usual with them, at most once in a season."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.care import not_between
from bot.rules.refusals import Refusal
from bot.rules.rhythm import late_after
from bot.rules.times import local_day, start_of

LEAST_DAYS = (7, 180)
REST_DAYS = (60, 365)
PRESENT_DAYS = (3, 90)
GONE = timedelta(days=365)
"""Whoever was last here longer ago is not somebody who is late; they have left."""


@dataclass(frozen=True, slots=True)
class WinBack:
    """How the shop writes to those who stay away.

    Args:
        on: it does at all.
        least_days: nobody is late before they were away for so many days, however often they used to come.
        rest_days: a member's next word comes so many days after the last one, at the earliest.
        reward: the number of the reward whose voucher is the reason to come back; None for words alone.
        present_days: for so many days that voucher can be had and used.
    """

    on: bool = True
    least_days: int = 21
    rest_days: int = 90
    reward: int | None = None
    present_days: int = 14

    def refused(self) -> Refusal | None:
        """Why a shop can't have these rules; None if it can."""
        for days, (least, most) in (
            (self.least_days, LEAST_DAYS),
            (self.rest_days, REST_DAYS),
            (self.present_days, PRESENT_DAYS),
        ):
            if not least <= days <= most:
                return not_between(least, most)
        return None


class Away(NamedTuple):
    """A member who stays away, as they are when it is said: their last purchase, and their points."""

    last_at: datetime | None
    points: int


def late_at(purchases: Sequence[datetime], least_days: int, zone: ZoneInfo) -> datetime | None:
    """From which instant on a member is late, unless they buy before it; None where nothing can be said.

    Args:
        purchases: when they bought.
        least_days: they are not late before so many days are over.
        zone: the store's, whose days they came on.
    """
    days: list[date] = sorted(local_day(at, zone) for at in purchases)
    after = late_after(days)
    return None if after is None else start_of(days[-1] + timedelta(days=max(after, least_days)), zone)


def may_be_written_to(last_at: datetime, last_word: datetime | None, rest_days: int, now: datetime) -> bool:
    """Whether somebody who is late gets a word: they were here within a year, and had none this season.

    Args:
        last_at: their last purchase.
        last_word: when they last had their turn at one, whether they were written to or left out.
        rest_days: the shop's rule.
        now: the instant.
    """
    if now - last_at > GONE:
        return False
    return last_word is None or now - last_word >= timedelta(days=rest_days)
