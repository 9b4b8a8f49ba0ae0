"""How well it would have been told, day by day of a shop's own history, when somebody buys a thing again.

A pair is a member and a thing; what they buy of it in a day counts once. A prediction is due after every purchase that
another followed, from what was known at the end of that day; having nothing to say is a miss.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from bot.rules.open_gaps import AGES, with_open
from bot.rules.replenishment import Estimate, Habit, Typical, estimate

NEAR, NEARER = 7, 3
"""Days within which a date counts as right."""
FIXED = 21
"""What is always said by whoever knows that it takes three weeks."""


class Bought(NamedTuple):
    """Something that a member bought: the day, counted from any first one, who, what, and how much."""

    day: int
    member: str
    thing: str
    quantity: float = 1.0


class Method(StrEnum):
    """Who tells the date."""

    OURS = "ours"
    FIXED = "fixed"
    TYPICAL = "typical"  # the product's median gap so far
    OWN = "own"  # the member's own median gap, the product's where they have none


class Score(NamedTuple):
    """How often a method was right within a week, and within three days."""

    near: int = 0
    nearer: int = 0

    def and_then(self, other: "Score") -> "Score":
        """Both together."""
        return Score(self.near + other.near, self.nearer + other.nearer)


@dataclass(slots=True)
class Result:
    """What was measured of a thing, or of all.

    Args:
        n: predictions.
        scores: by method.
        told: of ours, how often a date was told at all.
        inside: how often the purchase fell between the first and the last day that were told with it.
        after_five: of ours, predictions after five gaps or more, and how many were right within a week.
    """

    n: int = 0
    scores: dict[Method, Score] = field(default_factory=lambda: dict.fromkeys(Method, Score()))
    told: int = 0
    inside: int = 0
    after_five: tuple[int, int] = (0, 0)

    def add(self, other: "Result") -> None:
        """Add another thing's."""
        self.n += other.n
        self.scores = {method: self.scores[method].and_then(other.scores[method]) for method in Method}
        self.told, self.inside = self.told + other.told, self.inside + other.inside
        self.after_five = self.after_five[0] + other.after_five[0], self.after_five[1] + other.after_five[1]


class _Medians:
    """The median of gaps, one more at a time."""

    def __init__(self) -> None:
        self._of: dict[int, int] = {}
        self._n = 0

    def add(self, days: int) -> None:
        self._of[days] = self._of.get(days, 0) + 1
        self._n += 1

    def median(self) -> float | None:
        below, found = 0, None
        for days in sorted(self._of):
            below += self._of[days]
            if found is not None:
                return (found + days) / 2
            if 2 * below > self._n:
                return days
            if 2 * below == self._n:
                found = days
        return None


class _Thing:
    """What is known of a thing so far, and how its predictions fared."""

    def __init__(self) -> None:
        self.over = Typical()
        self.typical = Typical()
        self.last: dict[str, int] = {}
        self.gaps = _Medians()
        self.result = Result()

    def look(self, day: int, guess: int | None) -> None:
        """Sum up everybody's gaps, those that are open too, as a shop does each night."""
        ages = Counter(AGES[bisect_right(AGES, day - last) - 1] for last in self.last.values() if last < day)
        self.typical = with_open(self.over, ages, guess)


class _Pair:
    """What is known of a member and a thing so far, and what was said after their last purchase of it."""

    def __init__(self) -> None:
        self.habit = Habit()
        self.gaps = _Medians()
        self.times = 0
        self.day = 0
        self.quantity = 0.0
        self.said: dict[Method, float | None] = {}
        self.estimate: Estimate | None = None

    def predict(self, thing: _Thing, guess: int | None) -> None:
        self.estimate = estimate(self.habit, thing.typical, guess, self.quantity)
        median = thing.gaps.median()
        own = self.gaps.median()
        self.said = {
            Method.OURS: self.estimate.days if self.estimate else None,
            Method.FIXED: FIXED,
            Method.TYPICAL: median,
            Method.OWN: median if own is None else own,
        }

    def judge(self, days: int, result: Result) -> None:
        result.n += 1
        for method, said in self.said.items():
            if said is not None:
                off = abs(said - days)
                result.scores[method] = result.scores[method].and_then(Score(off <= NEAR, off <= NEARER))
        if self.estimate:
            result.told += 1
            result.inside += self.estimate.first <= days <= self.estimate.last
            if self.times >= 5:
                n, right = result.after_five
                result.after_five = n + 1, right + (abs(self.estimate.days - days) <= NEAR)

    def learn(self, days: int, thing: _Thing) -> None:
        before = self.habit
        self.habit = before.after(days, self.quantity)
        thing.over = thing.over.plus(before, -1).plus(self.habit)
        thing.gaps.add(days)
        self.gaps.add(days)
        self.times += 1


class Backtest:
    """A history told once more; it may come in pieces, as long as its days are in order."""

    def __init__(self, guesses: Mapping[str, int] | None = None) -> None:
        """Begin.

        Args:
            guesses: days for which one of a thing lasts, as the shop sees it.
        """
        self._guesses = guesses or {}
        self._things: dict[str, _Thing] = {}
        self._pairs: dict[tuple[str, str], _Pair] = {}
        self._day = 0
        self._today: dict[tuple[str, str], float] = {}

    def take(self, history: Iterable[Bought]) -> None:
        """Take in what comes next."""
        for one in history:
            if one.day != self._day:
                self._end_day()
                self._day = one.day
            pair = one.member, one.thing
            self._today[pair] = self._today.get(pair, 0.0) + one.quantity

    def results(self) -> dict[str, Result]:
        """Results by thing, only where there is one."""
        self._end_day()
        return {name: thing.result for name, thing in self._things.items() if thing.result.n}

    def _end_day(self) -> None:
        """All that the day brought is known before anything is told from it."""
        for (member, name), quantity in self._today.items():
            thing = self._things.setdefault(name, _Thing())
            known = self._pairs.get((member, name))
            if known is None:
                known = self._pairs[member, name] = _Pair()
            else:
                known.judge(self._day - known.day, thing.result)
                known.learn(self._day - known.day, thing)
            known.day, known.quantity = self._day, quantity
            thing.last[member] = self._day
        for name in {name for _, name in self._today}:
            self._things[name].look(self._day, self._guesses.get(name))
        for member, name in self._today:
            self._pairs[member, name].predict(self._things[name], self._guesses.get(name))
        self._today = {}


def backtest(history: Iterable[Bought], guesses: Mapping[str, int] | None = None) -> dict[str, Result]:
    """The results of a whole history, by thing."""
    test = Backtest(guesses)
    test.take(history)
    return test.results()


def all_together(results: Iterable[Result]) -> Result:
    """Every thing's results as one."""
    whole = Result()
    for one in results:
        whole.add(one)
    return whole
