"""What other terms would mean in money: for the points outstanding, and for purchases of which points pay a part."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.rules.spending import Paid, most_paid, share_for
from bot.rules.terms import Terms
from bot.rules.tiers import TierTable


class Buyer(NamedTuple):
    """A member, what they hold now, and their purchases in the days of a trial, if there were any.

    `bought` is what those came to, in minor units, less refunds; `paid_points`, worth `paid_worth` then, paid a part of
    it and did not come back.
    """

    id: int
    points: int
    tier: int | None
    purchases: int
    bought: int
    paid_points: int
    paid_worth: int


class Tried(NamedTuple):
    """What the purchases of some buyers come to.

    `paid` is what points paid of them. `before` and `after` are the most that they could have paid by the terms that
    hold and by others, in minor units.
    """

    purchases: int = 0
    paid: Paid = Paid(0, 0)
    before: int = 0
    after: int = 0

    def and_then(self, other: "Tried") -> "Tried":
        """Both together."""
        paid = Paid(self.paid.points + other.paid.points, self.paid.worth + other.paid.worth)
        return Tried(self.purchases + other.purchases, paid, self.before + other.before, self.after + other.after)


class TermsTrial(NamedTuple):
    """Terms beside those they would replace, on the points outstanding and on the purchases of the last `days` days."""

    before: Terms
    after: Terms
    days: int
    outstanding: int
    tried: Tried


def try_on(buyers: Iterable[Buyer], before: Terms, after: Terms, tiers: TierTable | None) -> Tried:
    """What the purchases of some buyers come to.

    Args:
        before: the terms that hold.
        after: others.
        tiers: the table that holds, with its own shares; None in a store without tiers.
    """
    total = Tried()
    for one in buyers:
        payable = (_payable(one, terms, tiers) for terms in (before, after))
        total = total.and_then(Tried(one.purchases, Paid(one.paid_points, one.paid_worth), *payable))
    return total


def _payable(one: Buyer, terms: Terms, tiers: TierTable | None) -> int:
    """The most that somebody could have paid with the points they hold, and those that they paid with."""
    share = share_for(terms, tiers, one.tier)
    return most_paid(terms, share, one.bought, one.points + one.paid_points).worth
