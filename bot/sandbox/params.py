"""What a method was asked: values from a form, a query string or JSON, read the way Telegram reads them."""

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from bot.sandbox.errors import bad
from bot.sandbox.shapes import Json

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e]")
"""Telegram turns control characters into spaces and removes line separators and direction overrides."""


class Upload(NamedTuple):
    """A file that came in a multipart body."""

    name: str
    mime: str
    content: bytes


def clean(text: str) -> str:
    """The text as Telegram keeps it."""
    if CONTROL.search(text) is None:
        return text
    return CONTROL.sub(lambda found: " " if found[0] < "\x20" and found[0] != "\r" else "", text)


class Params:
    """The named values of one call. A missing value and an empty one are the same to Telegram."""

    __slots__ = ("uploads", "values")

    def __init__(self, values: Mapping[str, object], uploads: Mapping[str, Upload] | None = None) -> None:
        """Keep the values as they came: strings from forms, JSON values from JSON bodies."""
        self.values = values
        self.uploads = uploads or {}

    def text(self, name: str, default: str = "") -> str:
        """A text value, cleaned."""
        value = self.values.get(name)
        if value is None:
            return default
        return clean(value if isinstance(value, str) else json.dumps(value))

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; what can't be read is the default, as in Telegram."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)  # type: ignore[call-overload, no-any-return]  # what int() refuses is answered below
        except (TypeError, ValueError):
            return default

    def number(self, name: str) -> float:
        """A number with a fraction, such as a latitude; raises what Telegram raises when it is empty or wrong."""
        value = self.values.get(name)
        try:
            return float(value)  # type: ignore[arg-type]  # what float() refuses is answered below
        except (TypeError, ValueError):
            raise bad(f"{name} is empty" if value in (None, "") else f"wrong {name} specified") from None

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes or no."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        return value is True or str(value).lower() in ("true", "yes", "1")

    def structure(self, name: str, what: str) -> object:
        """A value that travels as JSON; None if it is left out. `what` names it in Telegram's complaint."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {what} JSON object") from None

    def object(self, name: str, what: str = "") -> Json | None:
        """A JSON object, or None if it is left out."""
        value = self.structure(name, what or name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise bad(f"object expected as {what or name}")
        return value

    def array(self, name: str, what: str = "") -> list[Json]:
        """A JSON array, empty if it is left out."""
        value = self.structure(name, what or name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad(f"expected an Array of {what or name}")
        return value

    def integers(self, name: str) -> list[int]:
        """A JSON array of whole numbers."""
        try:
            return [int(value) for value in self.array(name)]  # type: ignore[call-overload]  # refused below
        except (TypeError, ValueError):
            raise bad(f"can't parse {name}") from None

    def texts(self, name: str) -> list[str] | None:
        """A JSON array of texts, None if it is left out."""
        value = self.structure(name, name)
        return [str(item) for item in value] if isinstance(value, list) else None

    def plain(self) -> Json:
        """Every value, JSON parsed and files by name: what the log of accepted sends keeps."""
        told: Json = {}
        for name, value in self.values.items():
            told[name] = _parsed(value) if isinstance(value, str) and value[:1] in ("{", "[") else value
        for name, upload in self.uploads.items():
            told[name] = {"file_name": upload.name, "size": len(upload.content)}
        return told


def _parsed(value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        return value
