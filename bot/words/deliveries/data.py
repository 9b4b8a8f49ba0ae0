"""How the plain data that waited for a delivery is read."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.words.catalogs import Words
from bot.words.message import Message

Data = Mapping[str, object]
Wording = Callable[[Words, str, Data], Message | None]
"""Given the reader's words, the store's name and the data; None where there is nothing to say any more."""


def text_of(data: Data, key: str) -> str:
    """What stands there as text."""
    return str(data[key])


def whole(data: Data, key: str) -> int:
    """The whole number that stands there.

    Raises:
        TypeError: it is none.
    """
    value = data[key]
    if not isinstance(value, int):
        raise TypeError(f"{key} is a whole number, not {value!r}")
    return value


def instant(data: Data, key: str) -> datetime:
    """The instant that stands there."""
    return datetime.fromisoformat(text_of(data, key))
