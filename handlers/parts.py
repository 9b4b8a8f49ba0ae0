"""What Telegram's JSON holds under a key, or nothing of its kind."""

from collections.abc import Mapping

Json = Mapping[str, object]


def part(of: Json, key: str) -> Json:
    """An object; an empty one where there is none."""
    found = of.get(key)
    return found if isinstance(found, dict) else {}


def text(of: Json, key: str) -> str:
    """A text; an empty one where there is none."""
    found = of.get(key)
    return found if isinstance(found, str) else ""


def number(of: Json, key: str) -> int:
    """A whole number; 0 where there is none."""
    found = of.get(key)
    return found if isinstance(found, int) else 0
