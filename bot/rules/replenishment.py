"""When somebody will buy a thing again: from their own gaps, from those of everybody, and from the shop's guess.

A gap is the days between two purchases of a thing by one member. Gaps are spread as products of many small causes are,
so it is their logarithms that are summed up; of a member and a thing six numbers are kept, whatever the years.
docs/decisions/replenishment.md says what was measured, and why each constant is what it is.
"""

from collections.abc import Callable
from math import erfc, log, sqrt
from typing import NamedTuple

WINDOW = 7
"""A date is right within so many days; the date that is told is the one that is right most often."""
INSIDE = 0.8
"""The share of purchases that fall between an estimate's first and last day."""

_KEPT = 0.85  # of the weight of what was known, each time that something new is
_OF_GUESS = 3.0  # gaps that the guess weighs as much as
_GUESS = 0.08, 0.08  # squared spread of logarithms, of one member's gaps and between members: the shop means "about"
_NO_GUESS, _NO_GUESS_DAYS = (0.5, 0.3), 21  # where the shop has none: things of any kind
_OF_SPREAD = 6.0  # gaps that the spread of everybody's weighs as much as
_AMOUNTS = 20.0  # evidence that amounts need before they count
_DOUBT = 0.22  # of the chance, where everybody is known and they are not: half of it with each gap of theirs
_ENOUGH = 1.0  # gaps of other people from which something is known of a thing
_FAR = 3650  # days within which everything is bought again
_NEXT_TO_NOTHING = 1e-300


class Habit(NamedTuple):
    """What is known of how long a thing lasts one member: gaps summed up, the later ones weighing more.

    Args:
        weight: gaps that it amounts to.
        mean: of their logarithms.
        scatter: their squared distances from it, added up.
        amount: the mean logarithm of how much was bought before each.
        amounts: the squared distances from that, added up.
        together: the products of both distances, added up.
    """

    weight: float = 0.0
    mean: float = 0.0
    scatter: float = 0.0
    amount: float = 0.0
    amounts: float = 0.0
    together: float = 0.0

    def after(self, days: int, quantity: float) -> "Habit":
        """The habit when one more gap is known.

        Args:
            days: between the two purchases, at least 1.
            quantity: how much was bought at the first of them; nothing or less counts as 1.
        """
        before = self.weight * _KEPT
        weight = before + 1
        gap, amount = log(days) - self.mean, _amount(quantity) - self.amount
        return Habit(
            weight,
            self.mean + gap / weight,
            self.scatter * _KEPT + gap * gap * before / weight,
            self.amount + amount / weight,
            self.amounts * _KEPT + amount * amount * before / weight,
            self.together * _KEPT + gap * amount * before / weight,
        )


class Typical(NamedTuple):
    """What is known of how long a thing lasts everybody: sums over their habits.

    Args:
        habits: how many there are.
        weight: of all of them.
        total: of weight times mean.
        squares: of weight times mean squared.
        scatter: as in a habit.
        amount: of weight times amount.
        amounts: as in a habit.
        together: as in a habit.
    """

    habits: float = 0.0
    weight: float = 0.0
    total: float = 0.0
    squares: float = 0.0
    scatter: float = 0.0
    amount: float = 0.0
    amounts: float = 0.0
    together: float = 0.0

    def plus(self, habit: Habit, times: int = 1) -> "Typical":
        """With one more habit, or without it where it is counted -1 times; one without a gap counts for nothing."""
        if not habit.weight:
            return self
        return Typical(
            self.habits + times,
            self.weight + times * habit.weight,
            self.total + times * habit.weight * habit.mean,
            self.squares + times * habit.weight * habit.mean**2,
            self.scatter + times * habit.scatter,
            self.amount + times * habit.weight * habit.amount,
            self.amounts + times * habit.amounts,
            self.together + times * habit.together,
        )


class Estimate(NamedTuple):
    """When a thing will be bought again, in days after it was last bought.

    Args:
        days: the date that is within a week of the purchase most often, and not after the last day.
        first: one in ten buys earlier than this day.
        last: one in ten buys later than this one.
        chance: that the purchase is within a week of `days`.
    """

    days: int
    first: int
    last: int
    chance: float


def estimate(
    habit: Habit, typical: Typical, guess: int | None = None, quantity: float = 1.0, lasted: int = 0
) -> Estimate | None:
    """Say when a thing will be bought again.

    Args:
        habit: the member's own.
        typical: everybody's.
        guess: days for which one lasts, as the shop sees it.
        quantity: how much was bought last.
        lasted: days for which it has lasted already without running out, so that no earlier day is told.

    Returns:
        None where nothing is known: no guess, no gap of theirs, and hardly any of others.
    """
    if guess is None and not habit.weight and typical.weight < _ENOUGH:
        return None
    mean, spread = overall(typical, guess)
    apart = (typical.scatter + _OF_GUESS * _apart(guess)) / (_free(typical.weight, typical.habits) + _OF_GUESS)
    between = max(spread**2 - apart, 0.02)
    # Their own, to which everybody's adds as many gaps as it takes for one member's to say more than being anybody.
    more = min(max(apart / between, 0.3), 20.0)
    own = habit.weight + more
    centre = (habit.weight * habit.mean + more * mean) / own
    usual = (habit.weight * habit.amount + more * typical.amount / (typical.weight + _OF_GUESS)) / own
    says = min(max(typical.together / (typical.amounts + _AMOUNTS), 0.0), 1.0)
    centre += says * (_amount(quantity) - usual)
    theirs = (habit.scatter + _OF_SPREAD * apart) / (_free(habit.weight, habit.weight > 0) + _OF_SPREAD)
    told = _told(centre, sqrt(theirs + apart / own), lasted)
    # Most gaps of everybody's are of those who buy often, and who is new is seldom one of them.
    doubt = _DOUBT * 0.5**habit.weight * typical.weight / (typical.weight + _OF_GUESS)
    return told._replace(chance=max(told.chance - doubt, 0.0))


def overall(typical: Typical, guess: int | None) -> tuple[float, float]:
    """Mean and spread of the logarithms of everybody's gaps, to which the guess adds a few, each after buying one."""
    guessed, between = (log(guess), _GUESS[1]) if guess else (log(_NO_GUESS_DAYS), _NO_GUESS[1])
    known = typical.weight + _OF_GUESS
    mean = (typical.total + _OF_GUESS * guessed) / known
    squares = typical.squares + typical.scatter + _OF_GUESS * (guessed**2 + _apart(guess) + between)
    return mean, sqrt(max(squares / known - mean**2, 0.01))


def _apart(guess: int | None) -> float:
    return (_GUESS if guess else _NO_GUESS)[0]


def _free(weight: float, habits: float) -> float:
    """Gaps that are free to differ once the means of their habits are known; of weights that fade, less than of gaps.

    The weight w of a habit whose gaps fade by k has w - (sum of squared weights) / w, which is this.
    """
    return max(weight - (2 * habits - weight * (1 - _KEPT)) / (1 + _KEPT), 0.0)


def _amount(quantity: float) -> float:
    return log(quantity) if quantity > 0 else 0.0


def _told(centre: float, spread: float, lasted: int) -> Estimate:
    """The estimate where the logarithm of the gap is spread normally, and the gap is known to be longer than that."""

    def beyond(days: int) -> float:
        return 0.5 * erfc((log(days + 0.5) - centre) / (spread * sqrt(2))) if days > 0 else 1.0

    left = max(beyond(lasted), _NEXT_TO_NOTHING)

    def within(days: int) -> float:
        return (beyond(max(days - WINDOW - 1, lasted)) - beyond(days + WINDOW)) / left

    def day(share: float) -> int:
        return _first(lasted + 1, lasted + _FAR, lambda days: beyond(days) <= (1 - share) * left)

    # The chance first rises with the day and then falls; from the middle of the gaps on it has fallen.
    middle = max(day(0.5), lasted + 1 + WINDOW)
    best = _first(lasted + 1, middle, lambda days: within(days) >= within(days + 1))
    first, last = day((1 - INSIDE) / 2), day((1 + INSIDE) / 2)
    # Of what is bought every few days any date is right within a week: the one told is not behind all of them.
    told = min(best, last)
    return Estimate(told, first, last, within(told))


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The first day from which something holds; the last one if it never does."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
