"""A thing that runs out for somebody: what is known of it after each purchase and answer, when it is due, and late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.care import not_between
from bot.rules.refusals import Refusal
from bot.rules.replenishment import Estimate, Habit, Typical, estimate
from bot.rules.times import local_day

MOST_DAYS = 365
"""The longest that a member or the owner may say something lasts, or waits."""
SOON = 7
"""Days of "in a week", and of how much longer lasts what there is still plenty of."""
TOGETHER = timedelta(days=3)
"""What is due so soon behind something is named in the same reminder, so that nobody hears of each by itself."""
MOST_NAMED = 5
"""Things in one reminder."""
STALE = timedelta(days=14)
"""How long after it was due a reminder is still worth sending; later, nobody waits for it."""


class Answer(StrEnum):
    """What a member says of a thing."""

    ORDER = "order"
    PLENTY = "plenty"
    WEEK = "week"
    BOUGHT = "bought"
    STOP = "stop"
    EVERY = "every"  # it lasts so many days, as they say
    AGAIN = "again"  # to be reminded after all, as it was


class Stand(StrEnum):
    """How it stands with a thing on a day."""

    STOPPED = "stopped"
    UNKNOWN = "unknown"
    AHEAD = "ahead"
    DUE = "due"
    LATE = "late"


AHEAD_DAYS = 0, 30
HOURS = 9, 19
SURE = 0, 90
PRESENT_DAYS = 1, 60


@dataclass(frozen=True, slots=True)
class RefillRules:
    """What the owner decides of reminders.

    Args:
        on: whether any go out.
        days_ahead: how long before the expected day.
        hour: of the member's day, from which they go out.
        sure: percent: a date that is less likely to be right within a week is kept to oneself.
        reward: the one on another product whose voucher comes with it; None for none.
        present_days: how long that is good.
    """

    on: bool = True
    days_ahead: int = 4
    hour: int = 10
    sure: int = 30
    reward: int | None = None
    present_days: int = 10

    def refused(self) -> Refusal | None:
        """`number_between` (`least`, `most`) where a number makes no sense; None if the shop can have these rules."""
        numbers = (
            (self.days_ahead, AHEAD_DAYS),
            (self.hour, HOURS),
            (self.sure, SURE),
            (self.present_days, PRESENT_DAYS),
        )
        wrong = next((bounds for n, bounds in numbers if not bounds[0] <= n <= bounds[1]), None)
        return not_between(*wrong) if wrong else None


class Known(NamedTuple):
    """What is known of a thing that a member buys.

    Args:
        bought_at: when they last bought it.
        quantity: how much, on that day; 0 if they haven't bought it here, and it is counted from the day they asked.
        habit: how long it lasts them.
        lasted: days for which what they bought last has lasted, as they said.
        wanted_at: when they said they want it.
        every_days: how long it lasts them, as they said, whatever is known otherwise.
    """

    bought_at: datetime
    quantity: float
    habit: Habit = Habit()
    lasted: int = 0
    wanted_at: datetime | None = None
    every_days: int | None = None

    def bought(self, at: datetime, quantity: float, zone: ZoneInfo) -> "Known":
        """After another purchase, not before the last one. What is bought on one day was bought together."""
        days = (local_day(at, zone) - local_day(self.bought_at, zone)).days
        if days <= 0:
            return self._replace(quantity=self.quantity + quantity)
        habit = self.habit.after(days, self.quantity) if self.quantity else self.habit
        return Known(at, quantity, habit, every_days=self.every_days)


class Buy(NamedTuple):
    """A purchase of a thing, at the till or elsewhere."""

    at: datetime
    quantity: float


def learned(history: Sequence[Buy], zone: ZoneInfo, before: Known | None) -> Known:
    """All that purchases say; what the member said stays, and of what they bought last, if that is the same.

    Args:
        history: at least one, in the order in which they happened.
        before: what was known of it.
    """
    known = Known(history[0].at, history[0].quantity)
    for one in history[1:]:
        known = known.bought(one.at, one.quantity, zone)
    if before is None:
        return known
    if before.bought_at == known.bought_at:
        known = known._replace(lasted=before.lasted, wanted_at=before.wanted_at)
    return known._replace(every_days=before.every_days)


class Expected(NamedTuple):
    """When it is bought again: the day, the first and the last on which it may well be, and how sure that is."""

    day: date
    first: date
    last: date
    chance: float


def expected(known: Known, typical: Typical, guess: int | None, zone: ZoneInfo) -> Expected | None:
    """When a member buys a thing again: what they said themselves, and else the estimate. None where nobody knows.

    Args:
        typical: how long it lasts everybody.
        guess: days for which one lasts, as the shop sees it.
        zone: the store's, in which its days are counted.
    """
    since = local_day(known.bought_at, zone)
    if known.wanted_at is not None:
        day = local_day(known.wanted_at, zone)
        return Expected(day, day, day + timedelta(days=SOON), 1.0)
    found: Estimate | None
    if known.every_days is not None:
        days = known.lasted + SOON if known.lasted >= known.every_days else known.every_days
        found = Estimate(days, days, days + SOON, 1.0)
    else:
        found = estimate(known.habit, typical, guess, known.quantity, known.lasted)
    if found is None:
        return None
    day, first, last = (since + timedelta(days=days) for days in (found.days, found.first, found.last))
    return Expected(day, first, last, found.chance)


def stand(due_at: datetime | None, late_at: datetime | None, stopped_at: datetime | None, now: datetime) -> Stand:
    """How it stands: due from its day on, late once hardly anybody like them would still wait; stopped is stopped."""
    if stopped_at is not None:
        return Stand.STOPPED
    if due_at is None or late_at is None:
        return Stand.UNKNOWN
    if now >= late_at:
        return Stand.LATE
    return Stand.DUE if now >= due_at else Stand.AHEAD
