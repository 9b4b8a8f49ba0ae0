"""What is unusual at the till: counts that an owner should look at, defined so that small numbers accuse nobody.

One cashier's share of one member's sales is held against that cashier's share of everybody else's sales at the same
branch over the same month. How likely at least so many of the member's sales would be by chance is the upper tail of
the binomial distribution (Clopper and Pearson, 1934); the share it is held against is the upper end of its own 95 %
interval (Wilson, 1927), since it is known from a sample as well; and as every regular is looked at with every cashier,
the threshold is divided by the number of such pairs (Bonferroni). A regular who always comes in the same shift looks
the same, so the owner is asked to look and nothing else happens.
"""

from datetime import timedelta
from enum import StrEnum
from math import exp, lgamma, log, sqrt

BUSY = 5
"""More sales that earn than this for one member in a day are unusual."""
LEAST_SALES = 5
"""A share of fewer sales of one member says nothing."""
SHARE_OVER = timedelta(days=30)
GUESSES = 15
"""So many wrong codes of one person in a day: three times what anybody may try in ten minutes."""
REFUSED = 5
"""So many refused attempts of one colleague in a day are no slips any more."""
CHANCE = 0.05
"""How often a month may bring an alarm about shares where there is nothing."""
_Z = 1.959964


class What(StrEnum):
    """What was unusual."""

    BUSY = "busy"
    SHARE = "share"
    VOID = "void"
    GUESSES = "guesses"


def unusual_share(theirs: int, of: int, others: int, of_others: int, pairs: int) -> bool:
    """Whether a cashier has recorded more of a member's sales than chance explains.

    Args:
        theirs: sales of the member that the cashier recorded.
        of: all sales of the member at that branch.
        others: sales of everybody else at that branch that the cashier recorded.
        of_others: all sales of everybody else there.
        pairs: how many pairs of a regular and a cashier are looked at.
    """
    if theirs < LEAST_SALES or of_others <= 0:
        return False
    return tail(theirs, of, upper(others, of_others)) < CHANCE / max(pairs, 1)


def upper(hits: int, n: int) -> float:
    """The upper end of Wilson's 95 % interval for a share; `n` more than nothing."""
    share = hits / n
    middle = share + _Z * _Z / (2 * n)
    half = _Z * sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
    return min((middle + half) / (1 + _Z * _Z / n), 1.0)


def tail(hits: int, n: int, chance: float) -> float:
    """The chance of at least so many hits in `n` tries: the sum over k from `hits` of C(n, k) p^k (1 - p)^(n - k)."""
    if hits <= 0:
        return 1.0
    if hits > n or chance <= 0:
        return 0.0
    if chance >= 1:
        return 1.0
    return min(sum(exp(_log_binomial(k, n, chance)) for k in range(hits, n + 1)), 1.0)


def _log_binomial(k: int, n: int, chance: float) -> float:
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return ways + k * log(chance) + (n - k) * log(1 - chance)
