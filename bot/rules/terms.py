"""The terms of points: what they are worth in money, how they may be spent, and how their end is softened."""

from dataclasses import dataclass

from bot.rules.points import MOST_POINTS
from bot.rules.refusals import Refusal

MOST_EXTENSION = 12
"""Months, in all, that points of somebody who can't be warned may be extended (promises.md, "Points")."""
MOST_RETURN_DAYS = 365


@dataclass(frozen=True, slots=True)
class Terms:
    """What points are worth and what may be done with them; an edit is the next `version`.

    `worth_points` points are worth `worth_amount` minor units. `pay_share` is the percentage of a purchase that may be
    paid with points by members without a tier; a tier may have its own. `keeps` says whether members may keep points
    alive for a week once a year; `extend_months` how long points of unreachable members are extended at most;
    `adjust_alone` how many points one manager may adjust alone; `return_days` how long an unused voucher may be
    returned.
    """

    worth_points: int
    worth_amount: int
    pays: bool = False
    pay_share: int = 50
    keeps: bool = True
    extend_months: int = MOST_EXTENSION
    adjust_alone: int = 1000
    return_days: int = 14
    version: int = 1

    def refused(self) -> Refusal | None:
        """Why a shop can't have these terms; None if it can."""
        if not (0 < self.worth_points <= MOST_POINTS and 0 <= self.worth_amount <= MOST_POINTS):
            return Refusal("terms_worth", {"most": MOST_POINTS})
        if not 0 <= self.pay_share <= 100:
            return Refusal("terms_share")
        if not 0 <= self.extend_months <= MOST_EXTENSION:
            return Refusal("terms_extension", {"most": MOST_EXTENSION})
        if not 0 <= self.adjust_alone <= MOST_POINTS:
            return Refusal("terms_adjust", {"most": MOST_POINTS})
        if not 0 <= self.return_days <= MOST_RETURN_DAYS:
            return Refusal("terms_return", {"most": MOST_RETURN_DAYS})
        return None

    def worth(self, points: int) -> int:
        """What points are worth, in minor units, rounded down."""
        return points * self.worth_amount // self.worth_points

    def points_for(self, amount: int) -> int:
        """The most points whose worth is not above an amount; 0 where points are worth nothing.

        Args:
            amount: minor units.
        """
        if self.worth_amount == 0:
            return 0
        return ((amount + 1) * self.worth_points - 1) // self.worth_amount
