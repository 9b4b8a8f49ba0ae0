"""Numbers, amounts, days and names in a segment's line: how each is read and how it is written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Generic, Self, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from bot.rules.segment_text import Tokens, Word, name, wrong
from bot.rules.times import local_day, start_of

MOST_DAYS = 3660
MOST_NUMBER = 1_000_000_000
_NUMBER = re.compile(r"\d{1,10}")
_AMOUNT = re.compile(r"\d{1,10}(?:\.\d{1,3})?")
_AGO = re.compile(r"(\d{1,4})([dw])")
_RANGE = ".."
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole numbers from `least` to `most`, both meant; None is no end."""

    least: int | None
    most: int | None

    def written(self) -> str:
        """`:3`, `>=3`, `<=9` or `:3..9`."""
        if self.most is None:
            return f">={self.least}"
        if self.least is None:
            return f"<={self.most}"
        return f":{self.least}" if self.least == self.most else f":{self.least}{_RANGE}{self.most}"


@dataclass(frozen=True, slots=True)
class Ago:
    """The day that was so many days ago, whenever it is asked."""

    days: int


Day: TypeAlias = date | Ago


@dataclass(frozen=True, slots=True)
class Window:
    """The time from the beginning of a day, and until the beginning of another; None is no end."""

    since: Day | None = None
    before: Day | None = None

    def written(self) -> str:
        """` since 90d before 2026-05-01`, with the space before it; nothing where it has no ends."""
        ends = (("since", self.since), ("before", self.before))
        return "".join(f" {word} {_written_day(day)}" for word, day in ends if day is not None)

    def ends(self, at: datetime, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """Its first instant, and the first behind it, counted at an instant in a zone."""
        return _begins(self.since, at, zone), _begins(self.before, at, zone)


ALWAYS = Window()
"""All the time there is."""


def _begins(day: Day | None, at: datetime, zone: ZoneInfo) -> datetime | None:
    if day is None:
        return None
    return start_of(local_day(at, zone) - timedelta(days=day.days) if isinstance(day, Ago) else day, zone)


def _written_day(day: Day) -> str:
    return f"{day.days}d" if isinstance(day, Ago) else day.isoformat()


def read_name(left: Tokens, right: str) -> str:
    """A name behind its colon."""
    left.need(":")
    return name_next(left, right)


def name_next(left: Tokens, right: str) -> str:
    """A name; `right` is how the whole would be right."""
    word = left.next(right)
    if not word.strip() or (not word.quoted and word in ("(", ")", "<", ">", "=", ":", ">=", "<=")):
        raise wrong(word, right)
    return str(word)


def written_name(called: str) -> str:
    """A name as it is written."""
    return name(called)


T = TypeVar("T")


def one_of(left: Tokens, known: Mapping[str, T]) -> T:
    """One of a few words."""
    right = ", ".join(known)
    word = left.next(right)
    found = known.get(word.casefold())
    if found is None:
        raise wrong(word, right)
    return found


@dataclass(frozen=True, slots=True)
class OneOf(Generic[E]):
    """A condition that is one of a few words behind its own: `nps:promoter`."""

    value: E
    word: ClassVar[str]
    values: ClassVar[type[StrEnum]]

    def written(self) -> str:
        """As it is read."""
        return f"{self.word}:{self.value}"

    @classmethod
    def read(cls, left: Tokens) -> Self:
        """From its line."""
        left.need(":")
        found = one_of(left, {one.value: one for one in cls.values})
        return cls(found)  # type: ignore[arg-type]  # what belongs to the class can't be generic


def read_span(left: Tokens, right: str) -> Span:
    """`:3`, `:3..9`, `>=3`, `<=9`, `>2` or `<10`."""
    if left.take(">="):
        return Span(_whole(left.next(right), right), None)
    if left.take("<="):
        return Span(None, _whole(left.next(right), right))
    if left.take(">"):
        return Span(_whole(left.next(right), right) + 1, None)
    if left.take("<"):
        return Span(None, max(_whole(left.next(right), right) - 1, 0))
    if not left.take("="):
        left.need(":")
    word = left.next(right)
    first, between, last = word.partition(_RANGE)
    least = _whole(Word(first), right)
    most = _whole(Word(last), right) if between else least
    if most < least:
        raise wrong(word, right)
    return Span(least, most)


def _whole(word: Word, right: str) -> int:
    if not _NUMBER.fullmatch(word) or not word.isascii() or int(word) > MOST_NUMBER:
        raise wrong(word, right)
    return int(word)


def read_whole(left: Tokens, right: str) -> int:
    """A whole number."""
    return _whole(left.next(right), right)


def read_amount(left: Tokens, right: str) -> Decimal:
    """An amount of the store's money, in its major unit, with a point before its decimals."""
    word = left.next(right)
    if not _AMOUNT.fullmatch(word) or not word.isascii():
        raise wrong(word, right)
    return Decimal(word)


def read_day(left: Tokens, right: str) -> Day:
    """`2026-05-01`, `90d` or `13w`."""
    word = left.next(right)
    ago = _AGO.fullmatch(word.casefold())
    if ago and word.isascii():
        days = int(ago[1]) * (7 if ago[2] == "w" else 1)
        if days <= MOST_DAYS:
            return Ago(days)
    try:
        day = date.fromisoformat(word)
    except ValueError:
        raise wrong(word, right) from None
    if not 1970 <= day.year <= 2199:
        raise wrong(word, right)
    return day


def read_window(left: Tokens) -> Window:
    """`since 90d`, `before 2026-05-01`, both or neither."""
    since = before = None
    while True:
        if left.take("since"):
            since = read_day(left, "since 90d, since 2026-05-01")
        elif left.take("before"):
            before = read_day(left, "before 90d, before 2026-05-01")
        else:
            return Window(since, before)
