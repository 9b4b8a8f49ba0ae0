"""Events that a shop invites to: what one is, who has a seat, and what whoever comes or waits is told, and when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.care import not_between
from bot.rules.refusals import Refusal
from bot.rules.texts import tidied
from bot.rules.times import due_day, instant, local_day, next_sending

MOST_NAME = 48
"""Characters: with its day it stands on a button."""
MOST_PLACE = 120
MOST_ABOUT = 500
MOST_SEATS = 10_000
AHEAD = timedelta(days=366)
"""How far ahead an event can be."""
LONGEST = timedelta(days=7)
USUAL_LENGTH = timedelta(hours=2)
"""Of one whose end nobody said."""
KEPT = timedelta(days=365)
"""How long it is known who came, or wanted to."""
NEAR = timedelta(days=1)
"""So shortly before an event what concerns it is said at any hour: by the morning it may be over."""
_DAY = timedelta(days=1)
_EVE = time(17)
_SOON = timedelta(hours=2)
_EVE_IS_OVER = timedelta(hours=3)


class State(StrEnum):
    """Where an event stands; one that is over stays on."""

    DRAFT = "draft"
    ON = "on"
    CANCELLED = "cancelled"


class Stand(StrEnum):
    """Where a member stands with an event."""

    COMING = "coming"
    WAITING = "waiting"  # for a seat
    AWAY = "away"  # they can't come after all


class Part(StrEnum):
    """What of an event can be changed, in the order in which it is asked for."""

    NAME = "name"
    WHEN = "when"
    PLACE = "place"
    SEATS = "seats"
    WHO = "who"
    ABOUT = "about"


class Event(NamedTuple):
    """Something that happens once, at a place, to which members come.

    `names` and `abouts` are by language; `seats` None: as many as come; `who` is a segment's line. `version` counts
    what whoever comes was told of: another time or place.
    """

    id: int
    names: Mapping[str, str]
    abouts: Mapping[str, str]
    place: str
    at: datetime
    ends_at: datetime
    seats: int | None
    who: str
    state: State
    version: int = 1

    def refused(self) -> Refusal | None:
        """Why a shop can't have this event, whenever it is: as of `tidy`, or `number_between` for its seats."""
        texts = [
            *((Part.NAME, name) for name in self.names.values() or [""]),
            (Part.PLACE, self.place),
            *((Part.ABOUT, about) for about in self.abouts.values()),
        ]
        for part, text in texts:
            if isinstance(tidied := tidy(part, text), Refusal):
                return tidied
        return None if self.seats is None or 1 <= self.seats <= MOST_SEATS else not_between(1, MOST_SEATS)

    @property
    def where_and_when(self) -> tuple[str, datetime, datetime]:
        """What whoever comes has to know."""
        return self.place, self.at, self.ends_at

    def renamed(self, after: "Event") -> bool:
        """Whether somebody reads another name there; one that is added in a language takes nobody's name away."""
        return any(after.names.get(language) != name for language, name in self.names.items())

    def may_change(self, now: datetime) -> bool:
        """Whether it isn't over yet."""
        return self.state is State.DRAFT or self.is_open(now)

    def is_open(self, now: datetime) -> bool:
        """Whether somebody can still say that they come."""
        return self.state is State.ON and now < self.ends_at

    def has_begun(self, now: datetime) -> bool:
        """Whether it is too late to wait for a seat."""
        return now >= self.at


class Going(NamedTuple):
    """Where a member stands with an event."""

    event: Event
    stand: Stand


class Seen(NamedTuple):
    """An event as somebody finds it.

    Args:
        stand: theirs, if they have said anything.
        named: it is for them.
        ahead: so many wait before them.
        begun: no seat passes on to whoever waits any more.
        tiers: what the shop's are called, each by language, where the event is not for everybody.
    """

    event: Event
    stand: Stand | None
    named: bool
    coming: int
    waiting: int
    ahead: int = 0
    begun: bool = False
    tiers: Sequence[Mapping[str, str]] = ()

    @property
    def full(self) -> bool:
        """Whether every seat is taken."""
        return self.event.seats is not None and self.coming >= self.event.seats


class Word(NamedTuple):
    """What is said by itself: by what name it is known, when it is due, and until when it is worth saying."""

    name: str
    due: datetime
    best_before: datetime


def reminders(at: datetime, zone: ZoneInfo, now: datetime) -> Iterator[Word]:
    """The words that remind of an event, as far as they are still to come: on the eve, and shortly before.

    Args:
        at: when it begins.
        zone: the shop's.
    """
    eve = instant(local_day(at, zone) - _DAY, _EVE, zone)
    for word in (Word("event_eve", eve, at - _EVE_IS_OVER), Word("event_soon", at - _SOON, at)):
        if word.due > now:
            yield word


def no_seat(at: datetime, ends_at: datetime, zone: ZoneInfo, now: datetime) -> Iterator[Word]:
    """The word to whoever still waits for a seat: two hours before, by day, or as it begins to whoever asks after that.

    Args:
        at: when it begins.
        zone: the shop's.
    """
    soon = at - _SOON
    by_day = soon if next_sending(soon, zone) == soon else instant(due_day(_EVE, zone, soon), _EVE, zone)
    word = Word("event_no_seat_yet", by_day, at) if by_day > now else Word("event_no_seat", at, ends_at)
    if word.due > now:
        yield word


def tidy(part: Part, text: str) -> str | Refusal:
    """A name, place or text as it may be kept, a text with its lines: as `tidied`, and `event_nameless`."""
    kept = tidied(text, _MOST[part], in_lines=part is Part.ABOUT)
    return Refusal("event_nameless") if part is Part.NAME and not kept else kept


_MOST = {Part.NAME: MOST_NAME, Part.PLACE: MOST_PLACE, Part.ABOUT: MOST_ABOUT}


def fits(at: datetime, ends_at: datetime, now: datetime) -> Refusal | None:
    """Why an event can't be then: `event_past`, `event_far`, `event_ends_first`; None if it can."""
    if at <= now:
        return Refusal("event_past")
    if at > now + AHEAD:
        return Refusal("event_far")
    return None if at < ends_at <= at + LONGEST else Refusal("event_ends_first")
