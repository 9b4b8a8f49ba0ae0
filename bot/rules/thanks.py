"""Thank-yous for a member's first purchases: after the third the odds that they come back rise by half."""

from dataclasses import dataclass
from datetime import timedelta

from bot.rules.care import not_between
from bot.rules.refusals import Refusal

TIMES = 3
"""For how many purchases members are thanked; with the last of them somebody becomes a regular."""
HOURS = (0, 72)
PRESENT_DAYS = (3, 90)


@dataclass(frozen=True, slots=True)
class Thanks:
    """How the shop thanks for first purchases.

    Args:
        on: it does at all.
        hours: after the purchase, at the earliest; and at an hour at which members are written to.
        reward: the number of the reward whose voucher the third purchase brings; None for words alone.
        present_days: for so many days that voucher can be had and used.
    """

    on: bool = True
    hours: int = 2
    reward: int | None = None
    present_days: int = 30

    def refused(self) -> Refusal | None:
        """Why a shop can't have these rules; None if it can."""
        for n, (least, most) in ((self.hours, HOURS), (self.present_days, PRESENT_DAYS)):
            if not least <= n <= most:
                return not_between(least, most)
        return None

    @property
    def wait(self) -> timedelta:
        """From a purchase to its thank-you."""
        return timedelta(hours=self.hours)
