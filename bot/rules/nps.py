"""The Net Promoter Score: who recommends the shop and who doesn't, with the interval that so few answers leave.

NPS = share of promoters (9 and 10) - share of detractors (6 and below), times 100; 7 and 8 count for neither
(Reichheld, "The One Number You Need to Grow", Harvard Business Review, December 2003).

The interval is the adjusted Wald interval of 95 % for the difference of two shares of one sample: three quarters of an
answer are added to the promoters and to the detractors and three to all, and then

    p - d +- z * sqrt((p + d - (p - d)**2) / n)

(Bonett and Price, "Adjusted Wald Confidence Interval for a Difference of Binomial Proportions Based on Paired Data",
Journal of Educational and Behavioral Statistics 37, 2012). Of six intervals for this very score it held what it says
best: Rocks, "Interval Estimation for the Net Promoter Score", The American Statistician 70, 2016.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import sqrt
from typing import NamedTuple

LEAST = 10
"""With fewer answers the score can't be told yet."""
MONTHS = 12
PERIOD = timedelta(days=90)
"""Whose answers make the score of today."""
DETRACTORS, PROMOTERS = 6, 9
"""The highest score of a detractor and the lowest of a promoter (Reichheld, as above).

They are nobody's to set, since scores are compared between shops. What an owner sets is for how long nothing else is
sent to a detractor: `ContactRules.low_score_days`.
"""
_Z = 1.959964  # 95 % of a normal distribution lie within


class Band(StrEnum):
    """What a score says of whoever gave it."""

    PROMOTER = "promoter"
    PASSIVE = "passive"
    DETRACTOR = "detractor"


def band(score: int) -> Band:
    """What a score up to 10 says."""
    if score >= PROMOTERS:
        return Band.PROMOTER
    return Band.PASSIVE if score > DETRACTORS else Band.DETRACTOR


def shares(counts: Mapping[int, int]) -> dict[Band, int]:
    """How many answers are in each band."""
    found = dict.fromkeys(Band, 0)
    for score, times in counts.items():
        found[band(score)] += times
    return found


class Score(NamedTuple):
    """The score from -100 to 100, with its interval (95 %), and from how many answers."""

    score: float
    low: float
    high: float
    n: int


def nps(counts: Mapping[int, int]) -> Score | None:
    """The score, by how many answers there are of each; None where there are too few to tell.

    Args:
        counts: answers by what was given, up to 10.
    """
    n = sum(counts.values())
    if n < LEAST:
        return None
    bands = shares(counts)
    promoters, detractors = bands[Band.PROMOTER], bands[Band.DETRACTOR]
    p, d = ((found + 0.75) / (n + 3) for found in (promoters, detractors))
    half = _Z * sqrt((p + d - (p - d) ** 2) / (n + 3))
    low, high = max(p - d - half, -1.0), min(p - d + half, 1.0)
    return Score(100 * (promoters - detractors) / n, 100 * low, 100 * high, n)


class Month(NamedTuple):
    """A month, by its first day, and its answers by what was given."""

    first: date
    counts: Mapping[int, int]

    @property
    def score(self) -> Score | None:
        """The month's score; None where it can't be told."""
        return nps(self.counts)


class Reason(NamedTuple):
    """What somebody gave, and why, in their own words and language."""

    score: int
    said: str
    language: str
    at: datetime


class Report(NamedTuple):
    """What members answered within `PERIOD`.

    Args:
        lowest: of the scales they answered on.
        counts: answers by what was given.
        months: the last twelve, the running one last.
        arrived: questions that reached somebody.
        answered: of those, how many were answered.
        unhappy: low scores that a conversation began with.
        right: of those who said whether we put it right, how many said yes.
        asked_right: how many said it.
    """

    lowest: Sequence[int]
    counts: Mapping[int, int]
    months: Sequence[Month]
    arrived: int
    answered: int
    unhappy: int
    right: int
    asked_right: int

    @property
    def score(self) -> Score | None:
        """The score of all of them; None where it can't be told."""
        return nps(self.counts)

    @property
    def bands(self) -> dict[Band, int]:
        """How many there are of each."""
        return shares(self.counts)


def counted(scores: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Answers by what was given, in the order of the scale, from pairs of a score and how often it was given."""
    found: dict[int, int] = {}
    for score, times in scores:
        found[score] = found.get(score, 0) + times
    return dict(sorted(found.items()))
