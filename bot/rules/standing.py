"""Where a member stands among the tiers: what lifts them at once, and what happens at a review."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.points import months_on
from bot.rules.tiers import Span, Tier, TierTable
from bot.rules.times import end_of, local_day

MOST_WAIT = 12
"""Months after a review for which somebody who can't be told keeps the tier."""
_YEAR = 12
_LAST_DAY = 31
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class Place(NamedTuple):
    """A member's place, as their account remembers it.

    `version` is the table that put them there, `since` when. It is looked at next after `until`, and then what was
    bought after `counts_from` counts. Without a tier all are None.
    """

    tier: int | None = None
    version: int | None = None
    since: datetime | None = None
    counts_from: datetime | None = None
    until: datetime | None = None


class Missed(NamedTuple):
    """A review that a member did not stand: when it was, the days of grace that they were told of, what became of it.

    `on_its_way` while the notice is not settled; `warned_at` once one has arrived.
    """

    at: datetime
    grace_days: int
    on_its_way: bool = False
    warned_at: datetime | None = None


class Counted(NamedTuple):
    """What counts: in the table's span up to `now`, and for the review that is due (after a missed one, up to now)."""

    now: int
    review: int


class Move(StrEnum):
    """What becomes of a member."""

    UP = "up"  # at once, whenever it is noticed
    STAY = "stay"  # a review was stood
    NOTICE = "notice"  # it was not: they are to be told
    WAIT = "wait"  # for the notice to arrive, or for the grace to end
    KEEP = "keep"  # they have bought enough in the grace
    DOWN = "down"
    MOVED = "moved"  # the store has given up their tier
    UNDONE = "undone"  # the sale that lifted them was taken back


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a member, and the place and the missed review that are to be remembered."""

    move: Move
    place: Place
    missed: Missed | None = None


@lru_cache(1024)
def counts_from(span: Span, until: datetime, zone: ZoneInfo) -> datetime:
    """The instant after which purchases count in the span that ends on the local day of `until`."""
    day = local_day(until, zone)
    return end_of(months_on(day, -_YEAR) if span is Span.ROLLING else date(day.year - 1, _YEAR, _LAST_DAY), zone)


@lru_cache(1024)
def next_review(span: Span, after: datetime, zone: ZoneInfo) -> datetime:
    """When somebody who entered a tier, or whose last review was, at `after` is looked at next.

    Twelve months on, to the end of that day; or at the end of the year whose 31 December comes next.
    """
    day = local_day(after, zone)
    if span is Span.ROLLING:
        return end_of(months_on(day, _YEAR), zone)
    at = end_of(date(day.year, _YEAR, _LAST_DAY), zone)
    return at if at > after else end_of(date(day.year + 1, _YEAR, _LAST_DAY), zone)


def grace_ends(missed: Missed, zone: ZoneInfo) -> datetime | None:
    """The last instant of the grace: so many days after the day on which the notice arrived; None before it has."""
    if missed.warned_at is None:
        return None
    return end_of(local_day(missed.warned_at, zone) + timedelta(days=missed.grace_days), zone)


def look_again(now: datetime, zone: ZoneInfo, *, told: bool) -> datetime:
    """When a missed review is looked at again: tomorrow where a notice is on its way, else in a week."""
    return end_of(local_day(now, zone) + (timedelta(0) if told else _WEEK - _DAY), zone)


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges by a table at an instant; `former` are the tables before it, by version."""

    table: TierTable
    now: datetime
    zone: ZoneInfo
    former: Mapping[int | None, TierTable]

    def verdict(self, place: Place, counted: Counted, missed: Missed | None = None) -> Verdict | None:
        """What becomes of a member; None where nothing does."""
        best = self.table.reached(counted.now)
        if place.tier is not None and self.table.tier(place.tier) is None:
            return self._moved(place, best)
        if best is not None and self.table.rank(best.id) > self.table.rank(place.tier):
            return Verdict(Move.UP, self._entered(best))
        tier = self.table.tier(place.tier)
        if tier is None or place.until is None:
            return None
        return self._reviewed(tier, place, place.until, counted.review, missed)

    def put_back(self, tier: Tier | None) -> Verdict:
        """The tier that somebody has when the sale that lifted them above it is taken back."""
        return Verdict(Move.UNDONE, self._entered(tier))

    def _moved(self, place: Place, best: Tier | None) -> Verdict:
        before = self.former.get(place.version)
        heir = self.table.heir(place.tier, before) if before else None
        if heir is None or (best is not None and self.table.rank(best.id) > self.table.rank(heir.id)):
            return Verdict(Move.MOVED, self._entered(best))
        return Verdict(Move.MOVED, place._replace(tier=heir.id, version=self.table.version, since=self.now))

    def _reviewed(
        self, tier: Tier, place: Place, until: datetime, counted: int, missed: Missed | None
    ) -> Verdict | None:
        review = missed.at if missed else until
        due = until < self.now
        if counted >= tier.keep and (missed or due):
            return Verdict(Move.KEEP if missed else Move.STAY, self._looked_at_after(place, review))
        if not due:
            return None
        if missed is None:
            return self._told(place, Missed(review, self.table.grace_days))
        ends = grace_ends(missed, self.zone)
        if ends is not None and ends >= self.now:
            return Verdict(Move.WAIT, place._replace(until=ends), missed)
        patience = end_of(months_on(local_day(review, self.zone), MOST_WAIT), self.zone)
        if ends is not None or patience < self.now:
            return Verdict(Move.DOWN, self._entered(self.table.left_with(counted, tier.id)))
        if missed.on_its_way:
            return Verdict(Move.WAIT, place._replace(until=look_again(self.now, self.zone, told=True)), missed)
        return self._told(place, missed)

    def _told(self, place: Place, missed: Missed) -> Verdict:
        return Verdict(Move.NOTICE, place._replace(until=look_again(self.now, self.zone, told=True)), missed)

    def _entered(self, tier: Tier | None) -> Place:
        if tier is None:
            return Place()
        until = next_review(self.table.span, self.now, self.zone)
        from_ = counts_from(self.table.span, until, self.zone)
        return Place(tier.id, self.table.version, self.now, from_, until)

    def _looked_at_after(self, place: Place, review: datetime) -> Place:
        until = next_review(self.table.span, review, self.zone)
        return place._replace(until=until, counts_from=counts_from(self.table.span, until, self.zone))


class Outlook(NamedTuple):
    """What another table would mean: members who would rise at once, fall at their review, and all the others."""

    up: int
    down: int
    unchanged: int


def outlook(judge: Judge, place: Place, now: int, twelve_months: int) -> Move | None:
    """Whether a member would go up (at once), or down if they buy no more than in the last twelve months.

    Args:
        judge: by the new table.
        now: what counts in its span up to now.
        twelve_months: what counts in the last twelve months.
    """
    verdict = judge.verdict(place._replace(until=None), Counted(now, now))
    table = judge.table
    if verdict is not None and verdict.move is Move.MOVED:
        before = judge.former.get(place.version)
        heir = table.heir(place.tier, before) if before else None
        higher = table.rank(verdict.place.tier) > table.rank(heir.id if heir else None)
        return Move.UP if higher else Move.DOWN
    if verdict is not None:
        return verdict.move
    tier = table.tier(place.tier)
    return Move.DOWN if tier is not None and twelve_months < tier.keep else None
