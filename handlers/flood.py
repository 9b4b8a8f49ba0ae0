"""Who writes faster than we answer is told so once, and then not heard until they pause; others keep their pace."""

from collections import OrderedDict
from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple

MOST = 20
WITHIN = 10.0
"""Seconds in which one person may send so many updates; a person who types and taps stays far below."""
EACH = WITHIN / MOST


class Verdict(Enum):
    """What becomes of an update."""

    HEAR = auto()
    WARN = auto()  # the first too many
    IGNORE = auto()


class _Spent(NamedTuple):
    """When somebody's allowance is whole again, and whether they were told to slow down."""

    whole_at: float
    warned: bool


class Flood:
    """Counts each person's updates (GCRA, a token bucket in one number); who is quiet for a while is forgotten.

    Args:
        seconds: a monotonic clock.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._spent: OrderedDict[int, _Spent] = OrderedDict()

    def judge(self, user_id: int) -> Verdict:
        """Count one more update of somebody's."""
        now = self._seconds()
        self._forget(now)
        whole_at, warned = self._spent.get(user_id, _Spent(now, warned=False))
        heard = whole_at + EACH - now <= WITHIN
        self._spent[user_id] = _Spent(whole_at + EACH if heard else whole_at, warned or not heard)
        self._spent.move_to_end(user_id)
        return Verdict.HEAR if heard else Verdict.IGNORE if warned else Verdict.WARN

    def remembered(self) -> int:
        """How many people are in mind: at most those who wrote within the last ten seconds or so."""
        return len(self._spent)

    def _forget(self, now: float) -> None:
        while self._spent and next(iter(self._spent.values())).whole_at <= now:
            self._spent.popitem(last=False)
