"""Points that pay at the till: for how long a code is good, how much they pay, and what of it a refund gives back."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.rules.lots import Lot, Take, owed_back, soonest_first
from bot.rules.refusals import Refusal
from bot.rules.terms import Terms
from bot.rules.tiers import TierTable

CODE_LASTS = timedelta(seconds=60)
ANSWER_LASTS = timedelta(seconds=60)
ASKS_WITHIN = timedelta(minutes=15)
"""How long after a code was taken the till may ask for its payment: as long as ringing up takes."""
WRONG_TRIES_WITHIN = timedelta(minutes=1)
"""A till that typed several wrong codes within so long is looked at no more until it has waited."""
KEPT = timedelta(days=1)
"""How long codes and questions stay after their time; what was paid is in the books for ever."""


class Purpose(StrEnum):
    """What a member's code is for."""

    PAY = "pay"
    USE = "use"  # a voucher


class Over(StrEnum):
    """Why a code, or a question to the member, is no longer open."""

    TAKEN = "taken"  # the till has it
    LAPSED = "lapsed"
    REPLACED = "replaced"  # the member made another code
    DECLINED = "declined"  # the member would rather not
    STOPPED = "stopped"  # the member says it isn't them
    WITHDRAWN = "withdrawn"  # the till took the question back
    FAILED = "failed"  # yes came, and the points or the sale were no longer what they had been


class Paid(NamedTuple):
    """Points that pay a part of a purchase, and what they are worth in minor units."""

    points: int
    worth: int

    def told(self) -> dict[str, int]:
        """What a message about a purchase says of it; nothing where no points paid."""
        return {"paid_points": self.points, "paid_worth": self.worth} if self.points else {}


NOTHING = Paid(0, 0)


def share_for(terms: Terms, tiers: TierTable | None, tier_id: int | None) -> int:
    """The percentage of a purchase that a member may pay with points: their tier's, or that of everybody without."""
    tier = tiers.tier(tier_id) if tiers else None
    return terms.pay_share if tier is None else tier.pay_share


def fair(terms: Terms, points: int) -> Paid:
    """What points pay, and no point more than it takes: where 3 points are worth 1 cent, 4 are worth no more."""
    worth = terms.worth(points)
    return Paid(-(-worth * terms.worth_points // terms.worth_amount), worth) if worth > 0 else NOTHING


def most_paid(terms: Terms, share: int, amount: int, have: int) -> Paid:
    """The most of a purchase that points can pay.

    Args:
        share: percent of the purchase, at most.
        amount: of the purchase, in minor units.
        have: points that the member can spend.
    """
    if not terms.pays:
        return NOTHING
    return fair(terms, max(min(have, terms.points_for(amount * share // 100)), 0))


def chosen(terms: Terms, most: Paid, points: int) -> Paid | Refusal:
    """What a chosen number of points pays.

    Returns:
        Refusal: `pay_most` (`most`) where that is more than may be paid, `pay_least` where it is worth nothing.
    """
    paid = fair(terms, points)
    if paid.points > most.points:
        return Refusal("pay_most", {"most": most.points})
    return paid if paid.worth else Refusal("pay_least")


class Back(NamedTuple):
    """What a refund moves: money and points to the member, and points that the purchase had earned from them.

    `paid.worth` and `money` are minor units, and together the amount refunded.
    """

    money: int
    paid: Paid
    earned: int


def given_back(amount: int, earned: int, paid: Paid, before: int, now: int) -> Back:
    """What a refund of a part gives back, in proportion, each rounded down on its running total.

    Whatever the parts, they never come to more than there was, and all of them come to all of it.

    Args:
        amount: of the whole purchase, in minor units, also what points paid.
        earned: points that it earned.
        paid: what points paid of it.
        before: what was refunded already, in minor units.
        now: what is refunded this time.
    """
    points, worth, taken = (owed_back(whole, amount, before, now) for whole in (*paid, earned))
    return Back(now - worth, Paid(points, worth), taken)


def lots_back(taken: Iterable[Lot], points: int) -> tuple[Take, ...]:
    """The lots that points go back to, after a payment took them: those that last longest get theirs first.

    Args:
        taken: the lots they came from; `left` is what of the payment has not gone back to each.
        points: no more than went out and has not come back.

    Returns:
        Soonest to expire first, as a debt takes them.
    """
    back = []
    for lot in sorted(taken, key=soonest_first, reverse=True):
        if part := min(lot.left, points):
            back.append(Take(lot.id, part))
            points -= part
    return tuple(reversed(back))
