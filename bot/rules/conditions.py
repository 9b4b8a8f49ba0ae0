"""What a segment can ask of a member, one small value per condition, each with how it is read and written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.rules.buying import Bought, Rfm, Spent
from bot.rules.deliveries import Topic
from bot.rules.nps import Band
from bot.rules.refusals import Refusal
from bot.rules.segment_text import Tokens, wrong
from bot.rules.segment_values import (
    ALWAYS,
    OneOf,
    Span,
    Window,
    name_next,
    one_of,
    read_name,
    read_span,
    read_window,
    written_name,
)
from bot.rules.store import LANGUAGES, read_zone

NONE = "none"
"""In a tier's place: no tier."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Everybody:
    """Whoever is a member."""

    def written(self) -> str:
        """As it is read."""
        return "everybody"

    @classmethod
    def read(cls, _: Tokens) -> "Everybody":
        """From its line."""
        return cls()


@dataclass(frozen=True, slots=True)
class Tier:
    """In a tier, by its name as it was typed; with `above` in that one or a higher. The name `none` is no tier."""

    called: str
    above: bool = False

    def written(self) -> str:
        """As it is read."""
        return f"tier{'>=' if self.above else ':'}{written_name(self.called)}"

    @classmethod
    def read(cls, left: Tokens) -> "Tier":
        """From its line."""
        if left.take(">="):
            return cls(name_next(left, "tier>=silver"), above=True)
        return cls(read_name(left, "tier:gold"))


class Figure(StrEnum):
    """A whole number that is known of a member."""

    POINTS = "points"
    PURCHASES = "purchases"  # that stand
    LATE = "late"  # days, by their own rhythm


@dataclass(frozen=True, slots=True)
class Number:
    """A figure lies between two ends."""

    figure: Figure
    span: Span

    def written(self) -> str:
        """As it is read."""
        return f"{self.figure}{self.span.written()}"


@dataclass(frozen=True, slots=True)
class Language:
    """Reads this language: the one they chose, else their Telegram's, else the store's."""

    code: str

    def written(self) -> str:
        """As it is read."""
        return f"language:{self.code}"

    @classmethod
    def read(cls, left: Tokens) -> "Language":
        """From its line."""
        left.need(":")
        return cls(one_of(left, {shown: code for code in LANGUAGES for shown in (code, code.casefold())}))


@dataclass(frozen=True, slots=True)
class Zone:
    """Lives in this time zone, by its IANA name; whoever said nothing lives in the store's."""

    zone: str

    def written(self) -> str:
        """As it is read."""
        return f"zone:{written_name(self.zone)}"

    @classmethod
    def read(cls, left: Tokens) -> "Zone":
        """From its line, where a city will do."""
        right = "zone:Berlin, zone:Europe/Berlin"
        typed = read_name(left, right)
        found = read_zone(typed)
        if isinstance(found, Refusal):
            several = (str(found.data[which]) for which in ("one", "other") if which in found.data)
            raise wrong(typed, ", ".join(several) or right)
        return cls(found)


@dataclass(frozen=True, slots=True)
class Joined:
    """Became a member within a time."""

    window: Window

    def written(self) -> str:
        """As it is read."""
        return f"joined{self.window.written()}"

    @classmethod
    def read(cls, left: Tokens) -> "Joined":
        """From its line."""
        window = read_window(left)
        if window == ALWAYS:
            right = "joined since 90d, joined before 2026-05-01"
            raise wrong(left.peek() or "joined", right)
        return cls(window)


@dataclass(frozen=True, slots=True)
class BirthMonth:
    """Has the next birthday in a month, from 1; or in the running month, `ahead` 0, or the one after it, 1."""

    month: int | None = None
    ahead: int = 0

    def written(self) -> str:
        """As it is read."""
        return f"birthday:{_MONTHS[self.month - 1] if self.month else ('this', 'next')[self.ahead]}"

    @classmethod
    def read(cls, left: Tokens) -> "BirthMonth":
        """From its line."""
        left.need(":")
        months = {word: cls(n) for n, name in enumerate(_MONTHS, 1) for word in (name, str(n))}
        return one_of(left, {**months, "this": cls(), "next": cls(ahead=1)})


class Nps(OneOf[Band]):
    """What they last answered to whether they would recommend the shop."""

    word, values = "nps", Band


class Agreed(OneOf[Topic]):
    """Said yes to a topic, and not no since."""

    word, values = "agreed", Topic


class Shelf(StrEnum):
    """Where somebody can be put by name."""

    TAG = "tag"  # by the staff
    LIST = "list"  # from a file
    GROUP = "group"  # they are in


@dataclass(frozen=True, slots=True)
class On:
    """Has a tag, is on a list or in a group, by its name."""

    shelf: Shelf
    called: str

    def written(self) -> str:
        """As it is read."""
        return f"{self.shelf}:{written_name(self.called)}"


@dataclass(frozen=True, slots=True)
class Sample:
    """One of so many percent of the members, always the same ones."""

    percent: int

    def written(self) -> str:
        """As it is read."""
        return f"sample:{self.percent}%"

    @classmethod
    def read(cls, left: Tokens) -> "Sample":
        """From its line."""
        left.need(":")
        right = "sample:10%"
        word = left.next(right)
        digits = word.removesuffix("%")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 2 and int(digits)):
            raise wrong(word, right)
        return cls(int(digits))


Condition: TypeAlias = (
    Everybody
    | Tier
    | Number
    | Spent
    | Language
    | Zone
    | Joined
    | BirthMonth
    | Bought
    | Rfm
    | Nps
    | Agreed
    | On
    | Sample
)


def _number(figure: Figure) -> Callable[[Tokens], Condition]:
    return lambda left: Number(figure, read_span(left, f"{figure}>=5, {figure}:5..10"))


def _on(shelf: Shelf) -> Callable[[Tokens], Condition]:
    return lambda left: On(shelf, read_name(left, f'{shelf}:"best friends"'))


CONDITIONS: Mapping[str, Callable[[Tokens], Condition]] = {
    "everybody": Everybody.read,
    "tier": Tier.read,
    **{figure.value: _number(figure) for figure in Figure},
    "spent": Spent.read,
    "language": Language.read,
    "zone": Zone.read,
    "joined": Joined.read,
    "birthday": BirthMonth.read,
    "bought": Bought.read,
    "rfm": Rfm.read,
    "nps": Nps.read,
    "agreed": Agreed.read,
    **{shelf.value: _on(shelf) for shelf in Shelf},
    "sample": Sample.read,
}
"""How each condition is read, by the word it begins with."""
