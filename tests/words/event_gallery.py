"""The screens of events, with made-up names in them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.rules.events import Event, Going, Part, Seen, Stand, State
from bot.rules.tiers import Tier
from bot.words import event_desk, event_list, event_parts, events
from bot.words.event_list import OnList
from bot.words.message import Html, Message

S = TypeVar("S")
Shown = Callable[..., S]

NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
ID = 2**31
KEY = "0123456789abcdefghij"


def event_of(name: str) -> Event:
    """One with everything said of it."""
    at = datetime(2026, 5, 21, 16, tzinfo=UTC)
    return Event(ID, {"en": name}, {"en": name}, name, at, at + timedelta(hours=2), 12, "tier>=Gold", State.ON)


def going(name: str, stand: Stand = Stand.COMING) -> Going:
    """Somebody's place in it."""
    return Going(event_of(name), stand)


def event_screens(shown: Shown[S], name: str) -> Iterator[S]:
    """Every screen of them, made by `shown`."""
    full = event_of(name)
    free = full._replace(abouts={}, place="", seats=None, who="everybody", ends_at=full.at + timedelta(days=2))
    found = [
        Seen(full, Stand.COMING, True, 12, 3),
        Seen(full, Stand.WAITING, True, 12, 3, 2),
        Seen(full, Stand.WAITING, True, 12, 3, 2, begun=True),
        Seen(full, None, True, 12, 3, begun=True),
        Seen(full, Stand.AWAY, True, 12, 3),
        Seen(full, Stand.AWAY, True, 11, 0),
        Seen(full, None, False, 11, 0),
        Seen(free, None, True, 1, 0),
    ]
    for runs in (True, False):
        yield shown(events.events, found * runs, runs=runs)
    for one in found:
        yield shown(events.event, one)
        yield shown(events.for_guest, one, Message(Html("Hello!")))
    yield shown(events.led_to, full, Message(Html("Welcome!")))
    yield shown(events.gone)
    yield shown(events.calendar, full, "green_corner_bot", NOW)
    yield from _desk(shown, name, full, free)
    yield from _list(shown, name, full)


def _desk(shown: Shown[S], name: str, full: Event, free: Event) -> Iterator[S]:
    states = [full, full._replace(state=State.CANCELLED), free._replace(state=State.DRAFT)]
    for some in (states, []):
        yield shown(event_desk.desk, some, 0, 2)
    yield shown(event_desk.poster, full, events.link("green_corner_bot", ID))
    for one in states:
        for guests in ({}, {Stand.COMING: 1}, {Stand.COMING: 12, Stand.WAITING: 5, Stand.AWAY: 1}):
            for over in (True, False):
                yield shown(event_desk.card, one, guests, [{"en": name}], over=over)
    tiers = [Tier(2, {"en": name}, "🥈", 500, 400)]
    for part in Part:
        for language in ("en", "ru"):
            for number in (0, ID):
                yield shown(event_parts.ask, part, language, tiers, [(ID, name)], number=number)
    yield shown(event_parts.ask_language, full)
    for told in (0, 1, 5):
        for changed in (full, full._replace(names={"en": "Tasting"})):
            yield shown(event_parts.preview, full, changed, "en", told, KEY)
        yield shown(event_desk.ask_cancel, full, told)


def _list(shown: Shown[S], name: str, full: Event) -> Iterator[S]:
    there = OnList(name, "7K3F9Q2MX", Stand.COMING, NOW, NOW)
    several = [there, there._replace(name="", here=None), there._replace(stand=Stand.WAITING)]
    for found in ([], several, [there._replace(stand=Stand.AWAY, here=None)] * 42):
        yield shown(event_list.guests, full, found)
    yield shown(event_list.ask_here, full)
    for n in (1, 5):
        yield shown(event_list.sheet, full, b"", n)
