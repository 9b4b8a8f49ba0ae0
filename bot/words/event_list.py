"""The list at the door of an event, on the screen and as a file."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rules.codes import spaced
from bot.rules.events import Event, Stand
from bot.words.catalogs import Words, sentence
from bot.words.common import back
from bot.words.events import name
from bot.words.message import Button, File, Go, Html, Message, lines, paragraphs, plain

LISTED = 40
"""People in a message; a file has them all."""
_CUT = 40
"""Characters of a name in a list."""
_STANDS = {
    Stand.COMING: sentence("comes"),
    Stand.WAITING: sentence("waits for a seat"),
    Stand.AWAY: sentence("can't come"),
}
_TITLES = {
    Stand.COMING: sentence("<b>Who is coming</b>"),
    Stand.WAITING: sentence("<b>Who waits for a seat</b>"),
    Stand.AWAY: sentence("<b>Who can't come after all</b>"),
}


class OnList(NamedTuple):
    """Somebody on the list; `here` since when, of whoever was seen at the door."""

    name: str
    card: str
    stand: Stand
    since: datetime
    here: datetime | None


def guests(words: Words, event: Event, found: Sequence[OnList]) -> Message:
    """Who comes, who waits and who doesn't."""
    number = str(event.id)
    return Message(
        paragraphs(
            words.say("<b>{event}</b>", event=name(words, event)),
            _here(words, found),
            *_parts(words, found[:LISTED]),
            _others(words, len(found) - LISTED) if len(found) > LISTED else None,
        ),
        (
            (Button(words.label("Check people in"), Go("events.ask_here", number)),),
            (Button(words.label("📄 The list as a file"), Go("events.sheet", number)),),
            (back(words, Go("events.card", number)),),
        ),
    )


def _others(words: Words, n: int) -> Html:
    return words.count("And {n} more: the file has them all.", "And {n} more: the file has them all.", n)


def _here(words: Words, found: Sequence[OnList]) -> Html | None:
    here = sum(one.here is not None for one in found)
    coming = sum(one.stand is Stand.COMING for one in found)
    return words.say("Here so far: {n} of {coming}.", n=here, coming=coming) if here else None


def _parts(words: Words, found: Sequence[OnList]) -> Iterator[Html]:
    for stand, title in _TITLES.items():
        if theirs := [one for one in found if one.stand is stand]:
            yield lines(words.say(title), *(_line(words, one) for one in theirs))


def _line(words: Words, one: OnList) -> Html:
    mark = "✅" if one.here else "•"
    return words.say("{mark} {name}", mark=mark, name=plain(one.name, _CUT) or spaced(one.card))


def ask_here(words: Words, event: Event) -> Message:
    """Who is at the door?"""
    return Message(
        words.say("Who is here for “{event}”? Card number or phone number.", event=name(words, event)),
        ((back(words, Go("events.guests", str(event.id))),),),
    )


def is_here(words: Words, called: str) -> Html:
    """They were on the list."""
    return words.say("✅ {name} is here.", name=called)


def sheet(words: Words, event: Event, content: bytes, n: int) -> Message:
    """The list as a file."""
    told = words.count("{n} line: who comes, waits, or can't.", "{n} lines: who comes, waits, or can't.", n)
    return Message(told, file=File(content, f"event-{event.id}.csv", "text/csv"))


def columns(words: Words) -> Mapping[str, str]:
    """The headers of the list, by the names of its columns."""
    return {
        "card": words.label("Card"),
        "name": words.label("Member's name"),
        "stands": words.label("Comes?"),
        "since": words.label("Since"),
        "here": words.label("Here at"),
    }


def line(words: Words, one: OnList) -> Mapping[str, str]:
    """A line of the list, by the names of its columns; instants are in ISO 8601."""
    return {
        "card": one.card,
        "name": one.name,
        "stands": words.label(_STANDS[one.stand]),
        "since": one.since.isoformat(timespec="seconds"),
        "here": one.here.isoformat(timespec="seconds") if one.here else "",
    }
