"""Whether and when the shop may write to somebody unasked: one function, asked at delivery and by every forecast."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.care import not_between
from bot.rules.deliveries import Kind
from bot.rules.refusals import Refusal
from bot.rules.times import SENDING, local_day, next_sending, start_of, week_of

EARLIEST, LATEST = 8, 21
"""The hours of somebody's day outside of which nothing unasked is sent, whatever anybody sets: 47 CFR 64.1200(c)(1)."""
CAPS = (1, 2, 3, 4, 5, 6, 7)
"""Messages a week that a member may choose as the most, and the shop for those who chose none."""
WEEK = range(7)
"""The days of a week; Monday is 0."""
LOW_SCORE = range(91)
"""Days of silence after a low score that a shop may choose."""
MOST_CLOSED = 60
"""Single days that can be marked as closed at a time."""
_DAY = timedelta(days=1)


class What(StrEnum):
    """What becomes of a message."""

    SEND = "send"
    SILENT = "silent"
    DEFER = "defer"
    DROP = "drop"


class Why(StrEnum):
    """And why."""

    FREE = "free"  # nothing speaks against it
    SECOND = "second today"
    EDGE = "early or late"
    NIGHT = "night"
    CLOSED = "shop closed"
    PAUSED = "paused"
    CONVERSATION = "conversation"
    APPROVAL = "approval"
    FROZEN = "frozen"
    LOW_SCORE = "low score"
    CAP = "cap"
    KEPT = "place kept"
    UNREACHABLE = "unreachable"
    NO_CONSENT = "no consent"
    TOO_LATE = "too late"


class Gate(StrEnum):
    """What a message has to pass."""

    REACH = "reach"
    CONSENT = "consent"
    BEST_BEFORE = "best before"
    PAUSE = "pause"
    MATTERS = "matters"
    CLOSED = "closed"
    CAP = "cap"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class ContactRules:
    """The shop's own rules, as the owner set them.

    Args:
        cap: messages that count, in a member's calendar week, where they chose nothing else.
        opens: the hour of a member's day from which they are written to.
        closes: the hour from which they are not any more.
        closed_weekdays: on which the shop is closed every week; Monday is 0.
        closed_days: single days on which it is closed, as ISO dates of its own zone.
        low_score_days: for so long after a low score nothing is sent but what speaks of it.
    """

    cap: int = 3
    opens: int = 9
    closes: int = 20
    closed_weekdays: Sequence[int] = ()
    closed_days: Sequence[str] = ()
    low_score_days: int = 14

    def refused(self) -> Refusal | None:
        """`number_between`, `contact_hours`, `contact_always_closed` or `contact_days` (`most`) for what can't be."""
        if self.cap not in CAPS:
            return not_between(CAPS[0], CAPS[-1])
        if not EARLIEST <= self.opens < self.closes <= LATEST:
            return Refusal("contact_hours", {"first": EARLIEST, "last": LATEST})
        if len(self.closed_weekdays) >= len(WEEK):
            return Refusal("contact_always_closed")
        if len(self.closed_days) > MOST_CLOSED:
            return Refusal("contact_days", {"most": MOST_CLOSED})
        return None if self.low_score_days in LOW_SCORE else not_between(LOW_SCORE[0], LOW_SCORE[-1])

    def toggled(self, weekday: int) -> "ContactRules":
        """With a day of the week that is closed from now on, or open again."""
        return replace(self, closed_weekdays=sorted({*self.closed_weekdays} ^ {weekday}))

    def toggled_days(self, days: Iterable[date], today: date) -> "ContactRules":
        """With single days that are closed from now on, or open again; those that are over are forgotten."""
        closed = {*self.closed_days} ^ {day.isoformat() for day in days}
        return replace(self, closed_days=sorted(day for day in closed if day >= today.isoformat()))

    def is_closed(self, day: date) -> bool:
        """Whether the shop is closed on a day of its own zone."""
        return day.weekday() in self.closed_weekdays or day.isoformat() in self.closed_days


class Matter(NamedTuple):
    """Something between the member and the shop that isn't settled yet."""

    why: Why
    until: datetime | None = None
    """When it is over by itself; None: when somebody settles it."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """What the policy knows of whoever is to be written to.

    Args:
        zone: theirs, or the store's.
        hours: from when, and until when, of their day they are written to, where they chose that.
        agreed: they let us write about the message's topic.
        cap: the most in a week, where they chose it.
        used: messages that count and went to them in their calendar week.
        ahead: messages that count, wait for a place in the same week and are more urgent.
        today: messages that count and went to them on this day of theirs.
        paused_until: they want nothing before.
        matters: what is open.
    """

    zone: ZoneInfo
    reachable: bool = True
    agreed: bool = False
    hours: tuple[int, int] | None = None
    cap: int | None = None
    used: int = 0
    ahead: int = 0
    today: int = 0
    paused_until: datetime | None = None
    matters: Sequence[Matter] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A message that may be due, and everything that speaks for and against it.

    Args:
        best_before: later than that it is not worth sending.
        shop_zone: in which the shop's closed days are counted.
        now: when `whom` was read.
        at: when it would be sent; `now`, where the question is whether it may go.
    """

    kind: Kind
    best_before: datetime | None
    whom: Recipient
    rules: ContactRules
    shop_zone: ZoneInfo
    now: datetime
    at: datetime

    @property
    def tomorrow(self) -> datetime:
        """When what may have changed overnight is looked at again."""
        return start_of(local_day(self.now, self.whom.zone) + _DAY, self.whom.zone)

    @property
    def hours(self) -> tuple[time, time]:
        """From when, and until when, of their day they are written to; theirs before the shop's."""
        opens, closes = self.whom.hours or (self.rules.opens, self.rules.closes)
        return time(max(opens, EARLIEST)), time(min(closes, LATEST))


class Hold(NamedTuple):
    """A gate that doesn't let a message pass before an instant; None: never."""

    why: Why
    until: datetime | None


class Verdict(NamedTuple):
    """What is to be done with a message now; one that is deferred is asked about again at `until`."""

    what: What
    why: Why
    until: datetime | None = None


def needs_facts(kind: Kind) -> bool:
    """Whether more has to be read of the recipient than that they are there: live answers go at any hour."""
    return kind.topic is not None or kind.by_day


def judge(case: Case) -> Verdict:
    """What is to be done with a message, and why.

    A gate that holds it back for a while names an instant; the message is held against all gates again as of then, so
    that it is deferred to an instant at which, by what is known now, it may go. One that can't go before its
    best-before is dropped, for the reason that held it back first.
    """
    first = None
    while (hold := _first_hold(case)) is not None:
        first = first or hold.why
        if hold.until is None:
            return Verdict(What.DROP, first)
        case = replace(case, at=hold.until)
    if first is not None:
        return Verdict(What.DEFER, first, case.at)
    quiet = _quiet(case)
    return Verdict(What.SILENT, quiet) if quiet else Verdict(What.SEND, Why.FREE)


def look(case: Case) -> Mapping[Gate, Hold | None]:
    """What each gate says of a message as of now, whatever the others say; None: it may pass."""
    return {gate: holds(case) for gate, holds in _GATES.items()}


def _first_hold(case: Case) -> Hold | None:
    return next((hold for holds in _GATES.values() if (hold := holds(case)) is not None), None)


def _quiet(case: Case) -> Why | None:
    """Why it makes no sound: it is their second of the day, or an hour at which not everybody is up."""
    if case.kind.capped and case.whom.today:
        return Why.SECOND
    opens, closes = SENDING
    return Why.EDGE if case.kind.by_day and not opens <= case.at.astimezone(case.whom.zone).time() < closes else None


def _reach(case: Case) -> Hold | None:
    return None if case.whom.reachable or case.kind.deed else Hold(Why.UNREACHABLE, None)


def _consent(case: Case) -> Hold | None:
    return None if case.kind.topic is None or case.whom.agreed else Hold(Why.NO_CONSENT, None)


def _best_before(case: Case) -> Hold | None:
    return Hold(Why.TOO_LATE, None) if case.best_before is not None and case.best_before < case.at else None


def _pause(case: Case) -> Hold | None:
    until = case.whom.paused_until
    return Hold(Why.PAUSED, until) if case.kind.topic and until is not None and case.at < until else None


def _matters(case: Case) -> Hold | None:
    if case.kind.topic is None or case.kind.amid:
        return None
    open_until = ((matter.why, matter.until or case.tomorrow) for matter in case.whom.matters)
    return next((Hold(why, until) for why, until in open_until if case.at < until), None)


def _closed(case: Case) -> Hold | None:
    if not case.kind.open_days:
        return None
    day = local_day(case.at, case.shop_zone)
    return Hold(Why.CLOSED, start_of(day + _DAY, case.shop_zone)) if case.rules.is_closed(day) else None


def _cap(case: Case) -> Hold | None:
    if not case.kind.capped:
        return None
    cap = case.whom.cap if case.whom.cap is not None else case.rules.cap
    next_week = week_of(case.now, case.whom.zone)[1]
    if case.whom.used >= cap:
        return Hold(Why.CAP, next_week) if case.at < next_week else None
    if case.whom.used + case.whom.ahead >= cap:
        return Hold(Why.KEPT, case.tomorrow) if case.at < case.tomorrow else None
    return None


def _hours(case: Case) -> Hold | None:
    if not case.kind.by_day:
        return None
    goes = next_sending(case.at, case.whom.zone, case.hours)
    return Hold(Why.NIGHT, goes) if goes > case.at else None


_GATES: Mapping[Gate, Callable[[Case], Hold | None]] = {
    Gate.REACH: _reach,
    Gate.CONSENT: _consent,
    Gate.BEST_BEFORE: _best_before,
    Gate.PAUSE: _pause,
    Gate.MATTERS: _matters,
    Gate.CLOSED: _closed,
    Gate.CAP: _cap,
    Gate.HOURS: _hours,
}
"""In the order in which they are asked: the first that holds a message back for good is the reason."""
