"""By what a broadcast pauses itself: errors, doubts, and more who turn away after it than chance explains.

All are judged by intervals, so that a few that happen by chance say nothing. It is looked many times while one runs,
which makes chance look like more than it is; so the intervals are those of 99.9 % and not of 95.
"""

import math
from collections.abc import Collection, Sequence

from bot.rules.broadcast_runs import Why
from bot.rules.effect import Came
from bot.rules.outcomes import State

SURE = 3.290527
"""Of the normal distribution: 99.9 %, on both sides."""
EQUAL = 20
"""Refusals of one kind, or doubts, below which nothing is said of them."""
REFUSED_SHARE = 0.01
"""Of a hundred that are sent one may be refused for the same reason before it is a broken post."""
DOUBTFUL_SHARE = 0.10
"""Of ten that are sent one may be in doubt: time-outs come and go."""
TURNED = 5
"""Who turn away, below which nothing is said."""
USUAL = Came(5, 500)
"""How many turn away after a broadcast, as it is taken of a shop whose own broadcasts say nothing yet."""
OUR_OWN = frozenset(("lease lapsed", "stopped"))
"""Why a message is in doubt when it was this process that ended, and not Telegram that kept silent."""


def interval(found: Came) -> tuple[float, float]:
    """Wilson's score interval of a share, 99.9 % (bot/rules/effect.py has the source)."""
    if not found.of:
        return 0.0, 1.0
    n, p, z = found.of, found.share, SURE
    middle, reach = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def exceeds(found: Came, usual: Came) -> bool:
    """Whether more turn away than usual and than chance explains: Newcombe's interval of the difference is above 0.

    Args:
        found: after this broadcast.
        usual: after earlier ones; what is taken of any shop is added.
    """
    if found.came < TURNED:
        return False
    usual = Came(usual.came + USUAL.came, usual.of + USUAL.of)
    low, high = interval(found)[0], interval(usual)[1]
    return found.share - usual.share > math.hypot(found.share - low, high - usual.share)


def trouble(counts: Sequence[tuple[str, str, int]], overlooked: Collection[Why] = ()) -> Why | None:
    """What of its own messages' fates a broadcast pauses itself for.

    Args:
        counts: fate, reason and how many, as `broadcast_count` holds them.
        overlooked: what somebody has said is no reason.
    """
    sent = sum(n for fate, _, n in counts if fate != State.DROPPED)
    refused = max((n for fate, _, n in counts if fate == State.FAILED), default=0)
    doubtful = sum(n for fate, reason, n in counts if fate == State.UNCERTAIN and reason not in OUR_OWN)
    for why, n, share in ((Why.ERRORS, refused, REFUSED_SHARE), (Why.DOUBTS, doubtful, DOUBTFUL_SHARE)):
        if why not in overlooked and n >= EQUAL and interval(Came(n, sent))[0] > share:
            return why
    return None


def turned_away(blocked: Came, usual_blocked: Came, stopped: Came, usual_stopped: Came) -> Why | None:
    """What of its recipients' answers a broadcast pauses itself for."""
    if exceeds(blocked, usual_blocked):
        return Why.BLOCKS
    return Why.STOPS if exceeds(stopped, usual_stopped) else None
