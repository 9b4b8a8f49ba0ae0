"""Lists for whoever takes the shop's data elsewhere, read a page of rows at a time."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeVar

from bot.database import Query
from bot.rules.money import Currency, Money
from bot.shop import Shop

PAGE = 2_000
"""Rows read in one snapshot: so few that the write-ahead log can be cut in between."""

Cell = str | int | Decimal | datetime | None


class Sheet(NamedTuple):
    """One list: its name, its columns, and its rows. Instants are UTC, amounts in the currency's main unit."""

    name: str
    columns: tuple[str, ...]
    rows: AsyncIterator[Sequence[Cell]]


class Numbered(Protocol):
    """A row with its number, in whose order a list is read."""

    @property
    def id(self) -> int:
        """The number."""


R = TypeVar("R", bound=Numbered)


async def pages(shop: Shop, query: Query[R]) -> AsyncIterator[list[R]]:
    """A query's rows, each page on a snapshot of its own.

    Args:
        query: at most PAGE rows whose id is above `after`, in that order.
    """
    after = 0
    while True:
        async with shop.reading() as reading:
            page = await reading.all(query, after=after)
        if not page:
            return
        yield page
        after = page[-1].id


def main_unit(minor: int | None, currency: Currency) -> Decimal | None:
    """An amount in the currency's main unit, from minor units."""
    return None if minor is None else Money(minor, currency).decimal
