"""How recently, how often and for how much somebody buys, in fifths of all who ever bought, and what that makes them.

Each of the three is scored from 1, the lowest fifth, to 5 (Hughes, "Strategic Database Marketing", 1994): the score is
one more than how many of the four cut points the member is above, so that those who are alike score alike. What
somebody is worth is the mean of the scores of how often and for how much, rounded up; with how recently they bought it
gives one of six groups.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeVar

FIFTHS = 5
LEAST_BUYERS = 20
"""With fewer buyers fifths say nothing."""
V = TypeVar("V", int, datetime)


class Group(StrEnum):
    """What somebody is to the shop, by how they buy."""

    CHAMPIONS = "champions"  # bought lately, often and for much
    LOYAL = "loyal"  # buy often or for much, and not long ago
    PROMISING = "promising"  # bought lately, not often yet
    FADING = "fading"  # bought little, and it is a while ago
    AT_RISK = "at-risk"  # used to buy often or for much, and long ago
    ASLEEP = "asleep"  # bought little, and long ago


def group(recency: int, worth: int) -> Group:
    """The group of a score of recency and one of worth, each from 1 to 5."""
    if recency <= 2:
        return Group.AT_RISK if worth >= 3 else Group.ASLEEP
    if worth <= 2:
        return Group.PROMISING if recency >= 4 else Group.FADING
    return Group.CHAMPIONS if recency >= 4 and worth >= 4 else Group.LOYAL


CELLS: Mapping[Group, tuple[tuple[int, int], ...]] = {
    one: tuple((r, w) for r in range(1, 6) for w in range(1, 6) if group(r, w) is one) for one in Group
}
"""Which scores of recency and worth make each group."""


def score(value: V, cuts: Sequence[V]) -> int:
    """The fifth, from 1 to 5, that a value is in by four cut points."""
    return 1 + sum(value > cut for cut in cuts)


def worth(frequency: int, money: int) -> int:
    """The mean of two scores, rounded up."""
    return (frequency + money + 1) // 2


class Cuts(NamedTuple):
    """Where the fifths of all buyers part: the highest value in each of the four lower ones.

    Args:
        last_at: of the instants of last purchases.
        purchases: of how many purchases stand.
        spent: of what they came to, in minor units.
        takings: what each fifth of the buyers has spent, the lowest first, in minor units.
        buyers: how many there are.
        at: when it was reckoned.
    """

    last_at: tuple[datetime, ...]
    purchases: tuple[int, ...]
    spent: tuple[int, ...]
    takings: tuple[int, ...]
    buyers: int
    at: datetime

    def group(self, last_at: datetime, purchases: int, spent: int) -> Group:
        """The group of somebody who bought."""
        return group(score(last_at, self.last_at), worth(score(purchases, self.purchases), score(spent, self.spent)))

    @property
    def top_share(self) -> float | None:
        """The share of all takings that the top fifth of the buyers brings; None where fifths say nothing."""
        total = sum(self.takings)
        return self.takings[-1] / total if self.buyers >= LEAST_BUYERS and total > 0 else None
