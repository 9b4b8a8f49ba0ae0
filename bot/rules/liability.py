"""What points cost the shop: outstanding, worth, when they expire, and how much of them is likely to be redeemed.

Points are a promise. What of it will never be redeemed is called breakage; IFRS 15 (paragraphs B44 to B47) lets a shop
expect it only so far as its own history shows it, so this does: of all points that have come to an end so far, the
share that was redeemed,

    share = redeemed / (redeemed + expired)

where redeemed is what was spent on rewards and at the till less what was given back. Points come to their end in
chunks of very different sizes, so the interval is Wilson's (1927, 95 %) at Kish's (1965) effective number of equal
chunks, n = (sum of points)^2 / (sum of points^2). With fewer than thirty of those, or while nothing has expired yet
(in a young shop nothing can have), the shop can't tell.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from math import sqrt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.points import months_on
from bot.rules.terms import Terms
from bot.rules.times import local_day

LEAST = 30
"""So many equal ends of points it takes before the shop can tell what becomes of them."""
MONTHS = 12
_Z = 1.959964  # 95 % of a normal distribution lie within


class History(NamedTuple):
    """How points have ended so far.

    `redeemed` and `expired` are points; `times` how often any ended, and `squares` the sum of the squares of how many
    ended each time.
    """

    redeemed: int = 0
    expired: int = 0
    times: int = 0
    squares: float = 0.0

    @property
    def equal(self) -> int:
        """How many ends of equally many points say as much (Kish): the square of the sum by the sum of the squares."""
        ended = self.redeemed + self.expired
        return min(int(ended * ended / self.squares), self.times) if self.squares else 0

    def and_then(self, other: "History") -> "History":
        """Both together."""
        return History(
            self.redeemed + other.redeemed,
            self.expired + other.expired,
            self.times + other.times,
            self.squares + other.squares,
        )


class Share(NamedTuple):
    """The share of points that is redeemed rather than expires, with its interval (95 %), and from how many ends."""

    share: float
    low: float
    high: float
    n: int


class Batch(NamedTuple):
    """Points that have the same last instant."""

    at: datetime
    points: int


class Month(NamedTuple):
    """The points whose last day is in a month, by its first day."""

    first: date
    points: int


class Liability(NamedTuple):
    """What the shop owes in points; money in minor units.

    `months` are the twelve from this one on, `later` what expires after them. `share` is None where the shop can't
    tell yet.
    """

    points: int
    worth: int
    months: Sequence[Month]
    later: int
    history: History
    share: Share | None
    terms: Terms

    @property
    def expected(self) -> int | None:
        """What is likely to be redeemed of it, in minor units; None where the shop can't tell."""
        return None if self.share is None else round(self.worth * self.share.share)


def redeemed_share(history: History) -> Share | None:
    """The share of points that is redeemed, with its interval; None where it can't be told yet.

    Args:
        history: how points have ended so far.
    """
    n = history.equal
    if n < LEAST or not history.expired or history.redeemed < 0:
        return None
    share = history.redeemed / (history.redeemed + history.expired)
    middle = (share + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z / (1 + _Z * _Z / n) * sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
    return Share(share, max(middle - half, 0.0), min(middle + half, 1.0), n)


def liability(batches: Iterable[Batch], history: History, terms: Terms, now: datetime, zone: ZoneInfo) -> Liability:
    """What the shop owes in points.

    Args:
        batches: every point that is left, by its last instant.
        history: how points have ended so far.
        terms: what they are worth.
        now: the instant it is told for; what should have expired by now and has not is counted in this month.
        zone: the store's, in which months begin.
    """
    first = local_day(now, zone).replace(day=1)
    firsts = [months_on(first, n) for n in range(MONTHS)]
    by_month = dict.fromkeys(firsts, 0)
    points = later = 0
    for batch in batches:
        points += batch.points
        month = max(local_day(batch.at, zone).replace(day=1), first)
        if month in by_month:
            by_month[month] += batch.points
        else:
            later += batch.points
    months = [Month(*one) for one in by_month.items()]
    return Liability(points, terms.worth(points), months, later, history, redeemed_share(history), terms)
