"""Whether a member stays away for longer than is usual with them: by their own rhythm, or not at all.

The days between somebody's purchases spread like a ratio, so that their logarithms are looked at: a gap three times the
usual says the same of a daily and of a monthly buyer. Late is who has stayed away for longer than their next gap would
be, but for about one time in twenty: the mean of the logarithms, and twice their standard error for one more gap
(Student's prediction of one further observation, with a spread that is held near what is usual in shops as long as
little is known of a member). Of 400 households' 20,500 pauses between visits to a grocery in 2017, judged each by what
was known before it, 3.2 % were longer; with one visit in ten left in, to be like a shop that is seen monthly, 5.1 %.
"""

import math
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

LEAST_GAPS = 3
"""Gaps between purchase days without which nothing is said of a rhythm."""
RECENT_GAPS = 12
"""How many of the newest gaps make the rhythm."""
USUAL_SPREAD = 0.7
"""The standard deviation of the logarithms of gaps, of somebody of whom nothing is known (the households above)."""
USUAL_WEIGHT = 4
"""For how many gaps of a member's own the usual spread counts."""
BEYOND = 2.0
"""By how many standard errors a pause is longer than usual."""
MOST_DAYS = 300
"""Whoever could be away for longer than that and not be late has no rhythm to speak of."""


def late_after(days: Sequence[date]) -> int | None:
    """How many days after the last purchase a member is late.

    Args:
        days: the local days of their purchases, in order; two on one day are one.

    Returns:
        The first day, counted from the last purchase's, on which they are late; None where nothing can be said.
    """
    days = sorted(set(days))[-RECENT_GAPS - 1 :]
    gaps = [math.log((after - before).days) for before, after in pairwise(days)]
    known = len(gaps)
    if known < LEAST_GAPS:
        return None
    usual = math.fsum(gaps) / known
    own = math.fsum((gap - usual) ** 2 for gap in gaps)
    spread = math.sqrt((USUAL_WEIGHT * USUAL_SPREAD**2 + own) / (USUAL_WEIGHT + known))
    late = math.floor(math.exp(usual + BEYOND * spread * math.sqrt(1 + 1 / known))) + 1
    return late if late <= MOST_DAYS else None
