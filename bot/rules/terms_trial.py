"""What other terms would mean in money: for the points outstanding, and for purchases of which points pay a part."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.rules.points import MOST_POINTS
from bot.rules.spending import NOTHING, Paid, given_back, most_paid, share_for
from bot.rules.terms import Terms
from bot.rules.tiers import TierTable


class Alike(NamedTuple):
    """Purchases that are alike, and how many there were of them.

    Money in minor units: `amount` all of it, `paid_worth` of it with `paid_points`, `refunded` of it by now; `tier` is
    the one that the buyer has now.
    """

    amount: int
    paid_points: int
    paid_worth: int
    refunded: int
    tier: int | None
    times: int


class TermsTrial(NamedTuple):
    """Terms beside those they would replace, on the points outstanding and on the last `days` days.

    `outstanding` and `paid.points` are points, everything else of money in minor units. `paid` is what points paid in
    those days and refunds did not give back; `most_before` and `most_after` are the most that they could have paid, had
    everybody had enough of them.
    """

    before: Terms
    after: Terms
    days: int
    purchases: int
    outstanding: int
    paid: Paid
    most_before: int
    most_after: int


def paid_with(bought: Iterable[Alike]) -> Paid:
    """What points paid of purchases, less what refunds gave back of it, in proportion as they give it."""
    points = worth = 0
    for one in bought:
        back = given_back(one.amount, 0, Paid(one.paid_points, one.paid_worth), 0, one.refunded).paid
        points += (one.paid_points - back.points) * one.times
        worth += (one.paid_worth - back.worth) * one.times
    return Paid(points, worth) if points else NOTHING


def most_payable(terms: Terms, tiers: TierTable | None, bought: Iterable[Alike]) -> int:
    """The most of purchases, less what was refunded, that points could pay: the members' own shares of them.

    Args:
        terms: whether points pay, and what they are worth.
        tiers: the table that holds, with its own shares; None in a store without tiers.

    Returns:
        Minor units.
    """
    return sum(
        most_paid(terms, share_for(terms, tiers, one.tier), one.amount - one.refunded, MOST_POINTS).worth * one.times
        for one in bought
    )
