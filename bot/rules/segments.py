"""Whom a segment names: conditions joined with and, or and not, read from a line that an owner can read as well.

    tier:gold and not bought:formula since 90d and (language:ru or zone:Europe/Berlin)

`not` binds closer than `and`, `and` closer than `or`; a name of several words stands in quotes. What the conditions
are, and how each is written, is in bot/rules/conditions.py.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.rules.conditions import CONDITIONS, Condition, Tier
from bot.rules.refusals import Refusal
from bot.rules.segment_text import JOINTS, Tokens, UnreadableError, tokens

MOST_TEXT = 1000
"""Characters of a segment's line, as it is typed and as it is written."""
MOST_CONDITIONS = 40
"""Conditions in one segment, and brackets and nots."""


@dataclass(frozen=True, slots=True)
class And:
    """Whoever is named by all of its parts, two or more; none of them is an And."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Whoever is named by any of its parts, two or more; none of them is an Or."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Whoever isn't named by its part."""

    part: "Expression"


Expression: TypeAlias = And | Or | Not | Condition


def all_of(*parts: Expression) -> Expression:
    """All of them hold."""
    flat = tuple(one for part in parts for one in (part.parts if isinstance(part, And) else (part,)))
    return And(flat) if len(flat) > 1 else flat[0]


def any_of(*parts: Expression) -> Expression:
    """One of them holds at least."""
    flat = tuple(one for part in parts for one in (part.parts if isinstance(part, Or) else (part,)))
    return Or(flat) if len(flat) > 1 else flat[0]


def conditions(expression: Expression) -> Iterator[Condition]:
    """Every condition in it, from left to right."""
    match expression:
        case And(parts) | Or(parts):
            for part in parts:
                yield from conditions(part)
        case Not(part):
            yield from conditions(part)
        case _:
            yield expression


def parse(text: str) -> Expression | Refusal:
    """What a line says.

    Returns:
        The expression; or `segment_long` (`most`), `segment_many` (`most`), `segment_unknown` (`word`, `known`: what
        there is), `segment_value` (`word`, `right`: what is right in its place), `segment_beside` (`word`, `right`) or
        `segment_ends` (`right`: what is missing).
    """
    if len(text) > MOST_TEXT:
        return Refusal("segment_long", {"most": MOST_TEXT})
    try:
        left = tokens(text)
        if left.count("(", *JOINTS["not"]) > MOST_CONDITIONS:
            return Refusal("segment_many", {"most": MOST_CONDITIONS})
        found = _or(left)
        if left:
            return Refusal("segment_beside", {"word": left.next(), "right": "and, or"})
    except UnreadableError as unreadable:
        return unreadable.refusal
    if sum(1 for _ in conditions(found)) > MOST_CONDITIONS:
        return Refusal("segment_many", {"most": MOST_CONDITIONS})
    return found if len(written(found)) <= MOST_TEXT else Refusal("segment_long", {"most": MOST_TEXT})


def _or(left: Tokens) -> Expression:
    parts = [_and(left)]
    while left.take(*JOINTS["or"]):
        parts.append(_and(left))
    return any_of(*parts)


def _and(left: Tokens) -> Expression:
    parts = [_one(left)]
    while left.take(*JOINTS["and"]):
        parts.append(_one(left))
    return all_of(*parts)


def _one(left: Tokens) -> Expression:
    turned = 0
    while left.take(*JOINTS["not"]):
        turned += 1
    found = _bare(left)
    for _ in range(turned):
        found = Not(found)
    return found


def _bare(left: Tokens) -> Expression:
    if left.take("("):
        found = _or(left)
        left.need(")")
        return found
    word = left.next(right="tier:gold")
    read = CONDITIONS.get(word.casefold())
    if read is None:
        raise UnreadableError(Refusal("segment_unknown", {"word": word, "known": ", ".join(CONDITIONS)}))
    return read(left)


def with_tiers(expression: Expression, called: Callable[[str], str]) -> Expression:
    """The same with its tiers called otherwise, as somebody calls them who reads another language."""
    match expression:
        case And(parts):
            return And(tuple(with_tiers(part, called) for part in parts))
        case Or(parts):
            return Or(tuple(with_tiers(part, called) for part in parts))
        case Not(part):
            return Not(with_tiers(part, called))
        case Tier(name, above):
            return Tier(called(name), above)
    return expression


def written(expression: Expression) -> str:
    """The line that says it; `parse` reads the same from it."""
    match expression:
        case And(parts):
            return _joined(" and ", parts, (Or,))
        case Or(parts):
            return _joined(" or ", parts, ())
        case Not(part):
            return f"not {_bracketed(part, (And, Or))}"
        case _:
            return expression.written()


def _joined(joint: str, parts: Sequence[Expression], looser: tuple[type, ...]) -> str:
    return joint.join(_bracketed(part, looser) for part in parts)


def _bracketed(part: Expression, looser: tuple[type, ...]) -> str:
    return f"({written(part)})" if isinstance(part, looser) else written(part)
