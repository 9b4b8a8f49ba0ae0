"""An event as a file that every calendar takes: iCalendar, RFC 5545."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.rules.events import Event
from bot.words.message import File, plain

_OCTETS = 75
"""Of a line at most, its end not counted: RFC 5545, 3.1."""
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def ics(event: Event, name: str, about: str, link: str, now: datetime) -> File:
    """The file. Taken once more after the event's time or place has changed, it takes its own place in a calendar.

    Args:
        name: in the reader's language.
        about: plain text, perhaps empty.
        link: where the event is found; it makes the event one of its kind as well.
        now: when the file is made.
    """
    lines = {
        "BEGIN": "VEVENT",
        "UID": link,
        "SEQUENCE": f"{event.version - 1}",
        "DTSTAMP": _instant(now),
        "DTSTART": _instant(event.at),
        "DTEND": _instant(event.ends_at),
        "SUMMARY": _text(name),
        "LOCATION": _text(event.place),
        "DESCRIPTION": _text(f"{about}\n\n{link}" if about else link),
        "END": "VEVENT",
    }
    body = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Regulars//Events//EN",
        "METHOD:PUBLISH",
        *(f"{key}:{value}" for key, value in lines.items() if value),
        "END:VCALENDAR",
    ]
    content = "".join(f"{part}\r\n" for line in body for part in _folded(line))
    return File(content.encode(), "event.ics", "text/calendar")


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    return plain(text).translate(_ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """A line in parts of which each but the first begins with a space; no character is torn apart."""
    part = ""
    for character in line:
        if len((part + character).encode()) > _OCTETS:
            yield part
            part = " "
        part += character
    yield part
