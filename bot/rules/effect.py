"""Whether care does any good: who came back of those who were given it, against those who were left out."""

import math
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.rules.care import Care

WINDOWS: Mapping[Care, timedelta] = {
    Care.BIRTHDAY: timedelta(days=30),
    Care.BROADCAST: timedelta(days=14),
    Care.REFILL: timedelta(days=14),
    Care.SURVEY: timedelta(days=90),
    Care.THANKS: timedelta(days=60),
    Care.WIN_BACK: timedelta(days=30),
}
"""How long after its turn at a kind of care a member's purchase counts as having come back."""
WORTH_KNOWING = 0.05
"""The smallest difference that more members are waited for: five of a hundred."""
LEAST = 20
"""Members of each part of whom anything is said; few who come or stay away by chance say nothing."""
_SURE = 1.959964
"""Of the normal distribution: 95 %, on both sides."""
_POWER = 0.841621
"""And 80 % on one: a difference as large as the one looked for is found four times of five."""


class Came(NamedTuple):
    """How many came back, of how many."""

    came: int
    of: int

    @property
    def share(self) -> float:
        """From 0 to 1; 0 of nobody."""
        return self.came / self.of if self.of else 0.0


class Verdict(StrEnum):
    """What can be said of a kind of care."""

    BRINGS = "brings"  # more came back
    DRIVES_AWAY = "drives away"  # fewer did
    NO_MATTER = "no matter"  # there are members enough to see a difference, and there is none to see
    TOO_FEW = "too few"  # it can't be told yet
    NOBODY_HELD = "nobody held"  # it can't be told at all while nobody is left out


class Effect(NamedTuple):
    """What a kind of care does: the difference of the shares that came back, with its 95 % interval.

    `more` is how many members more it takes, in both parts together, until a difference worth knowing would be seen.
    """

    treated: Came
    held: Came
    difference: float
    low: float
    high: float
    verdict: Verdict
    more: int = 0


def effect(treated: Came, held: Came, share: int) -> Effect:
    """What a kind of care does.

    Args:
        treated: those who were written to, or would have been if the contact policy had let them: whom it keeps from
            hearing of us is not left to chance, so that leaving them out here would compare other people.
        held: those who were left out.
        share: percent of the members who are left out now.
    """
    low, high = difference_interval(treated, held)
    more = members_more(treated, held, share) if share else 0
    return Effect(
        treated, held, treated.share - held.share, low, high, _verdict(treated, held, low, high, more, share), more
    )


def _verdict(treated: Came, held: Came, low: float, high: float, more: int, share: int) -> Verdict:
    if min(treated.of, held.of) >= LEAST:
        if low > 0:
            return Verdict.BRINGS
        if high < 0:
            return Verdict.DRIVES_AWAY
        if not more and share:
            return Verdict.NO_MATTER
    return Verdict.TOO_FEW if share else Verdict.NOBODY_HELD


def wilson(found: Came) -> tuple[float, float]:
    """Wilson's score interval of a share, 95 %: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212."""
    if not found.of:
        return 0.0, 1.0
    n, p, z = found.of, found.share, _SURE
    middle = p + z * z / (2 * n)
    reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def difference_interval(one: Came, other: Came) -> tuple[float, float]:
    """The 95 % interval of the difference of two independent shares, `one` less `other`.

    Newcombe's hybrid score interval, his method 10: Newcombe (1998), Statistics in Medicine 17, 873-890.
    """
    (low_1, high_1), (low_2, high_2) = wilson(one), wilson(other)
    difference = one.share - other.share
    return (
        difference - math.hypot(one.share - low_1, high_2 - other.share),
        difference + math.hypot(high_1 - one.share, other.share - low_2),
    )


def members_more(treated: Came, held: Came, share: int) -> int:
    """How many members more it takes to see a difference worth knowing, at 5 % and with a power of 80 %.

    Args:
        treated: those there are; together with `held` they tell how many come back at all.
        held: those left out.
        share: percent left out, more than 0.
    """
    had = treated.of + held.of
    usual = (treated.came + held.came + 1) / (had + 2)
    usual = min(usual, 1 - WORTH_KNOWING)
    ratio = (100 - share) / share
    return max(0, math.ceil(least_in_first(usual, usual + WORTH_KNOWING, ratio) * (1 + ratio)) - had)


def least_in_first(first: float, second: float, ratio: float) -> float:
    """Members it takes in the first of two parts, so that shares as different as these are told apart.

    Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, section 4.2, for parts of different
    size, without the correction for continuity.

    Args:
        first: the share in the first part.
        second: in the second.
        ratio: members in the second part for each in the first.
    """
    pooled = (first + ratio * second) / (1 + ratio)
    chance = _SURE * math.sqrt((1 + ratio) * pooled * (1 - pooled))
    found = _POWER * math.sqrt(ratio * first * (1 - first) + second * (1 - second))
    return (chance + found) ** 2 / (ratio * (second - first) ** 2)
