"""The screens of events, with made-up names in them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.rules.events import Event, Going, Seen, Stand, State
from bot.words import events
from bot.words.message import Html, Message

S = TypeVar("S")
Shown = Callable[..., S]

NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
ID = 2**31


def event_of(name: str) -> Event:
    """One with everything said of it."""
    at = datetime(2026, 5, 21, 16, tzinfo=UTC)
    return Event(ID, {"en": name}, {"en": name}, name, at, at + timedelta(hours=2), 12, "tier>=Gold", State.ON)


def going(name: str) -> Going:
    """Somebody's place in it."""
    return Going(ID, event_of(name), Stand.COMING, 1)


def event_screens(shown: Shown[S], name: str) -> Iterator[S]:
    """Every screen of them, made by `shown`."""
    full = event_of(name)
    free = full._replace(abouts={}, place="", seats=None, who="everybody", ends_at=full.at + timedelta(days=2))
    found = [
        Seen(full, Stand.COMING, True, 12, 3),
        Seen(full, Stand.WAITING, True, 12, 3, 2),
        Seen(full, Stand.AWAY, True, 12, 3),
        Seen(full, Stand.AWAY, True, 11, 0),
        Seen(full, None, False, 11, 0),
        Seen(free, None, True, 1, 0),
    ]
    for one in (found, []):
        yield shown(events.events, one, runs=False)
    for one in found:
        yield shown(events.event, one)
        yield shown(events.for_guest, one, Message(Html("Hello!")))
    yield shown(events.gone)
    yield shown(events.calendar, full, "green_corner_bot", NOW)
