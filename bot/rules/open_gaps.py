"""What lasts and lasts: gaps that nobody has ended yet say something too, and above all while a shop is young.

Of a thing that lasts two months, only the few short gaps are over after one. An open gap counts as half a gap of the
length to be expected of it, given how long it is already (the E step of Dempster, Laird, Rubin 1977); one that is so
long that they may have left is left out.
"""

from collections.abc import Mapping
from math import erfc, exp, log, pi, sqrt

from bot.rules.replenishment import Typical, overall

AGES = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233)
"""Days from which on open gaps are counted together."""
_COUNTS = 0.5
_ROUNDS = 3
_LEFT = 1.3  # spreads above the middle


def with_open(typical: Typical, open_since: Mapping[int, int], guess: int | None = None) -> Typical:
    """What is typical when the open gaps are counted in.

    Args:
        typical: of the gaps that are over.
        open_since: how many have been open for so many days, or up to the next of AGES.
        guess: days for which one lasts, as the shop sees it.
    """
    if not typical.weight:
        return typical
    known = typical
    for _ in range(_ROUNDS):
        middle, spread = overall(known, guess)
        furthest = exp(middle + _LEFT * spread)
        weight, total, squares = typical.weight, typical.total, typical.squares
        for days, many in open_since.items():
            if days <= furthest:
                mean, variance = _longer_than(days, middle, spread)
                counts = _COUNTS * many
                weight, total, squares = weight + counts, total + counts * mean, squares + counts * (mean**2 + variance)
        more = weight - typical.weight
        known = typical._replace(habits=typical.habits + more, weight=weight, total=total, squares=squares)
    return known


def _longer_than(days: int, middle: float, spread: float) -> tuple[float, float]:
    """Mean and variance of the logarithm of a gap that is longer than so many days."""
    at = (log(days + 0.5) - middle) / spread
    beyond = max(0.5 * erfc(at / sqrt(2)), 1e-9)
    hazard = exp(-at * at / 2) / sqrt(2 * pi) / beyond
    return middle + spread * hazard, spread**2 * max(1 + at * hazard - hazard**2, 0.01)
