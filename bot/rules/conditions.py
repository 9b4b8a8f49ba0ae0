"""What a segment can ask of a member, one small value per condition, each with how it is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.rules.segment_text import Tokens, UnreadableError, name

NONE = "none"


@dataclass(frozen=True, slots=True)
class Everybody:
    """Whoever is a member."""


@dataclass(frozen=True, slots=True)
class Tier:
    """In a tier, by its name as it was typed; with `above` in that one or a higher. The name `none` is no tier."""

    called: str
    above: bool = False


Condition: TypeAlias = Everybody | Tier


def _everybody(_: Tokens) -> Everybody:
    return Everybody()


def _tier(left: Tokens) -> Tier:
    above = left.take(">=")
    if not above:
        left.need(":")
    return Tier(_named(left, "tier:gold"), above)


def _named(left: Tokens, right: str) -> str:
    word = left.next(right=right)
    if not word.strip() or (not word.quoted and word in "()<>=:"):
        raise UnreadableError("segment_value", word=word, right=right)
    return str(word)


CONDITIONS: Mapping[str, Callable[[Tokens], Condition]] = {"everybody": _everybody, "tier": _tier}
"""How each condition is read, by the word it begins with."""


def written_condition(condition: Condition) -> str:
    """A condition as it is read."""
    match condition:
        case Everybody():
            return "everybody"
        case Tier(called, above):
            return f"tier{'>=' if above else ':'}{name(called)}"
