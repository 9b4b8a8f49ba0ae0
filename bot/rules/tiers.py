"""Tiers: the levels of regular customers, what takes somebody there, and what it brings them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from itertools import pairwise

from bot.rules.names import clean
from bot.rules.points import PLAIN, EarningRule
from bot.rules.refusals import Refusal

MOST_TIERS = 8
MOST_NAME = 24
"""Characters: a name stands on a button beside its mark."""
MOST_PERKS = 500
MOST_THRESHOLD = 1_000_000_000_000
MOST_MULTIPLIER = 1000
MOST_GRACE = 365


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
    multiplier: int = PLAIN
    pay_share: int = 50
    perks: Mapping[str, str] | None = None

    @property
    def called(self) -> str:
        """The mark and a name, where no reader is known."""
        return f"{self.mark} {next(iter(self.names.values()), '')}".strip()

    def refused(self) -> Refusal | None:
        """Why a shop can't have this tier; None if it can."""
        if not self.names or not all(self.names.values()):
            return Refusal("tier_nameless")
        if any(is_long(name, MOST_NAME) for name in self.names.values()):
            return Refusal("tier_name_long", {"most": MOST_NAME})
        if any(len(text) > MOST_PERKS for text in (self.perks or {}).values()):
            return Refusal("tier_perks_long", {"most": MOST_PERKS})
        if not is_mark(self.mark):
            return Refusal("tier_mark")
        if not 1 <= self.enter <= MOST_THRESHOLD:
            return Refusal("tier_enter")
        if not 0 <= self.keep <= self.enter:
            return Refusal("tier_keep", {"tier": self.called})
        if not PLAIN <= self.multiplier <= MOST_MULTIPLIER:
            return Refusal("tier_multiplier")
        return None if 0 <= self.pay_share <= 100 else Refusal("terms_share")


def is_long(name: str, most: int) -> bool:
    """Whether a name has more characters than that, as a reader counts them."""
    return clean(name, most) != clean(name, len(name))


def is_mark(text: str) -> bool:
    """Whether something is one emoji: one character as a reader counts them, and none that is written or counted."""
    return text == clean(text, 1) and text not in ("", "…") and ord(text[0]) > 0x2000 and not text[0].isalnum()


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

    def reached(self, counted: int) -> Tier | None:
        """The highest tier that an amount takes somebody to."""
        return next((tier for tier in reversed(self.tiers) if tier.enter <= counted), None)

    def left_with(self, counted: int, tier_id: int | None) -> Tier | None:
        """The highest tier below another that an amount keeps: whoever was higher need not enter it anew."""
        lower = self.tiers[: max(self.rank(tier_id) - 1, 0)]
        return next((tier for tier in reversed(lower) if tier.keep <= counted), None)

    def after(self, tier_id: int | None) -> Tier | None:
        """The next higher tier; None for the highest."""
        rank = self.rank(tier_id)
        return self.tiers[rank] if rank < len(self.tiers) else None

    def multiplier(self, tier_id: int | None) -> int:
        """Percent of the rule's points that purchases of a tier's members earn."""
        tier = self.tier(tier_id)
        return tier.multiplier if tier else PLAIN

    def heir(self, tier_id: int | None, before: "TierTable") -> Tier | None:
        """The tier that takes in the members of one which this table has no more: the next lower one that was left.

        Args:
            tier_id: the tier that is gone.
            before: the table that put them there.
        """
        lower = before.tiers[: max(before.rank(tier_id) - 1, 0)]
        return next((kept for tier in reversed(lower) if (kept := self.tier(tier.id))), None)

    def measured(self, measure: Measure, rule: EarningRule) -> "TierTable":
        """The same table counted in the other measure: what earns so many points by the shop's rule, or the reverse."""
        if measure is self.measure:
            return self

        def told(counted: int) -> int:
            if measure is Measure.SPENT:
                return -(-counted * rule.per // rule.points)
            return counted * rule.points // rule.per

        tiers = tuple(replace(tier, enter=max(told(tier.enter), 1), keep=told(tier.keep)) for tier in self.tiers)
        return replace(self, measure=measure, tiers=tiers)

    def refused(self) -> Refusal | None:
        """Why a shop can't have this table; None if it can."""
        return next(self._refusals(), None)

    def _refusals(self) -> Iterator[Refusal]:
        if len(self.tiers) > MOST_TIERS:
            yield Refusal("tiers_many", {"most": MOST_TIERS})
        if not 0 <= self.grace_days <= MOST_GRACE:
            yield Refusal("tier_grace", {"most": MOST_GRACE})
        yield from filter(None, (tier.refused() for tier in self.tiers))
        for lower, higher in pairwise(self.tiers):
            if higher.enter == lower.enter:
                yield Refusal("tier_overlap", {"lower": lower.called, "higher": higher.called})
            if higher.enter < lower.enter:
                yield Refusal("tier_order", {"lower": lower.called, "higher": higher.called})
            if higher.keep < lower.keep:
                yield Refusal("tier_keep_order", {"lower": lower.called, "higher": higher.called})
        seen: set[tuple[str, str]] = set()
        for tier in self.tiers:
            names = {(language, name.casefold()) for language, name in tier.names.items()}
            if names & seen:
                yield Refusal("tier_twice", {"tier": tier.called})
            seen |= names


TENTHS = 10


def tenths_to(tier: Tier, counted: int) -> int:
    """How much of the way to a tier is gone, in tenths: all of them only when it is reached."""
    return max(0, min(counted * TENTHS // tier.enter, TENTHS))


def plain(table: TierTable) -> dict[str, object]:
    """A table as plain data, to be kept or sent."""
    return {
        "version": table.version,
        "measure": table.measure.value,
        "span": table.span.value,
        "grace_days": table.grace_days,
        "tiers": [asdict(tier) for tier in table.tiers],
    }


def from_plain(data: object) -> TierTable:
    """The table that `plain` told; TypeError or ValueError for what it didn't."""
    match data:
        case {"version": int(version), "measure": measure, "span": span, "grace_days": int(grace), "tiers": [*tiers]}:
            return TierTable(Measure(measure), Span(span), grace, tuple(Tier(**one) for one in tiers), version)
    raise TypeError(f"no table of tiers: {data!r}")
