"""Tiers: the levels of regular customers, what takes somebody there, and what it brings them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """What counts towards a tier."""

    POINTS = "points"  # earned by purchases, less what returns took back
    SPENT = "spent"  # minor units, less refunds


class Span(StrEnum):
    """Over what time it counts."""

    ROLLING = "rolling"  # the last twelve months
    YEAR = "year"  # the calendar year, in the store's zone


@dataclass(frozen=True, slots=True)
class Tier:
    """A level.

    `id` stays the same through every edit and is never given to another tier. `names` and `perks` are by language.
    `enter` takes somebody there and `keep` keeps them, both in the table's measure; `multiplier` is the percentage of
    the rule's points that purchases earn; `pay_share` the percentage of a purchase that may be paid with points.
    """

    id: int
    names: Mapping[str, str]
    mark: str
    enter: int
    keep: int
    multiplier: int = 100
    pay_share: int = 50
    perks: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class TierTable:
    """The tiers of a store, from the lowest to the highest; an edit is the next `version`."""

    measure: Measure
    span: Span
    grace_days: int
    tiers: tuple[Tier, ...]
    version: int = 1

    def tier(self, tier_id: int | None) -> Tier | None:
        """The tier of an id; None for no tier, and for one that the table has no more."""
        return next((tier for tier in self.tiers if tier.id == tier_id), None)

    def rank(self, tier_id: int | None) -> int:
        """How high a tier is: 0 for none, 1 for the lowest."""
        return next((rank for rank, tier in enumerate(self.tiers, 1) if tier.id == tier_id), 0)
