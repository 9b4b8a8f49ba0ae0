"""What a rule would have given, and what that would have cost, on purchases that were made under another."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.rules.lots import owed_back
from bot.rules.points import EarningRule, earned
from bot.rules.terms import Terms

DAYS = 90
"""So far back a rule is tried: a season, with its refunds."""


class Alike(NamedTuple):
    """Purchases that are alike, and how many there were of them.

    Money in minor units: `amount` all of it, `paid_worth` of it with points, `refunded` of it by now; `multiplier` of
    the tier that the buyer had then, in percent.
    """

    amount: int
    paid_worth: int
    refunded: int
    multiplier: int
    times: int


class Given(NamedTuple):
    """The points that purchases and gifts for joining came to, and what they are worth in minor units."""

    points: int
    worth: int


class Trial(NamedTuple):
    """A rule beside the one it would replace, on the last `days` days."""

    before: EarningRule
    after: EarningRule
    days: int
    purchases: int
    joined: int
    given_before: Given
    given_after: Given


def kept(rule: EarningRule, one: Alike) -> int:
    """The points that one of these purchases would have earned and not lost again to its refunds."""
    points = earned(rule, one.amount - one.paid_worth, one.multiplier)
    return points - owed_back(points, one.amount, 0, one.refunded) if one.amount > 0 else points


def given(rule: EarningRule, bought: Iterable[Alike]) -> int:
    """The points that all of these purchases would have given."""
    return sum(kept(rule, one) * one.times for one in bought)


def in_all(rule: EarningRule, terms: Terms, from_purchases: int, joined: int) -> Given:
    """What purchases and gifts for joining come to.

    Args:
        rule: the gift is its.
        terms: what points are worth.
        from_purchases: points.
        joined: how many have joined.
    """
    points = from_purchases + rule.starter * joined
    return Given(points, terms.worth(points))
