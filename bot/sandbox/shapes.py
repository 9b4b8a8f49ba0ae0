"""The shapes everything here is made of: Bot API objects as they travel, and the clock that is handed in."""

from datetime import UTC, datetime
from typing import Any, Protocol, TypeAlias, runtime_checkable

Json: TypeAlias = dict[str, Any]
"""A Bot API object, verbatim: what is stored is what is answered."""


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The instant it is, aware, in UTC."""


@runtime_checkable
class MovableClock(Clock, Protocol):
    """A clock the time machine can move."""

    async def move_to(self, instant: datetime) -> None:
        """Move forward to the instant; returns when everything due on the way has happened."""


class WallClock:
    """The machine's own clock, for the messenger run as a process of its own."""

    def now(self) -> datetime:
        """The instant it is, in UTC."""
        return datetime.now(UTC)


def utf16(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 code units."""
    return len(text) if text.isascii() else len(text) + sum(1 for character in text if character > "\uffff")
