"""What a segment's names mean in this store: its tiers, goods, tags, lists, groups, money and days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.actions.rfm import read_cuts
from bot.actions.tiers import all_tiers
from bot.database import Query, Transaction
from bot.rules.buying import Bought, Goods, Rfm
from bot.rules.conditions import Condition, On, Shelf, Tier
from bot.rules.likeness import most_like
from bot.rules.refusals import Refusal
from bot.rules.rfm import LEAST_BUYERS, Cuts
from bot.rules.tiers import TierTable
from bot.shop import Store
from bot.tables.groups import groups
from bot.tables.products import products
from bot.tables.segments import member_lists, tags

_MOST_SHOWN = 5


class UnknownError(Exception):
    """It can't be told whom a segment means."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.key)
        self.refusal = refusal


def _gone(word: str, known: Iterable[str]) -> UnknownError:
    """Something is called by a name that isn't there."""
    near = most_like(word, known, _MOST_SHOWN)
    if not near:
        return UnknownError(Refusal("segment_none", {"word": word}))
    return UnknownError(Refusal("segment_gone", {"word": word, "known": ", ".join(near)}))


class Ware(NamedTuple):
    """A product, by everything that a segment may call it."""

    id: int
    sku: str
    name: str
    category: str


class _Named(NamedTuple):
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a segment's names mean, and what its days and money are counted in.

    Args:
        at: the instant from which days are counted.
        tables: every table of tiers there was, the newest first.
        wares: the goods.
        shelves: what is on each shelf.
        cuts: where the fifths of buyers part; None where that wasn't reckoned yet.
    """

    at: datetime
    store: Store
    tables: Sequence[TierTable]
    wares: Sequence[Ware]
    shelves: Mapping[Shelf, Sequence[_Named]]
    cuts: Cuts | None

    @property
    def zone(self) -> ZoneInfo:
        """The store's."""
        return self.store.zone_info

    def minor(self, amount: Decimal) -> int:
        """An amount of the store's money in its minor units, rounded up."""
        return int(amount.scaleb(self.store.currency_info.digits).to_integral_value(ROUND_CEILING))

    def tiers(self, tier: Tier) -> list[int]:
        """The numbers of the tiers that are meant: by a name of today, or by one that the same tier had before."""
        held = self.tables[0].tiers if self.tables else ()
        places = {one.id: place for place, one in enumerate(held)}
        for one in (one for table in self.tables for one in table.tiers if one.id in places):
            if _is_called(tier.called, *one.names.values()):
                first = places[one.id]
                return [now.id for now in (held[first:] if tier.above else held[first : first + 1])]
        # Each by one name only: whoever made a slip reads no list of the same tiers in four languages.
        raise _gone(tier.called, [name for one in held for name in most_like(tier.called, one.names.values(), 1)])

    def goods(self, bought: Bought) -> list[int]:
        """The numbers of the goods that are meant."""
        if bought.goods is Goods.CATEGORY:
            meant = [one.id for one in self.wares if _is_called(bought.called, one.category)]
            there = [one.category for one in self.wares if one.category]
        else:
            meant = [one.id for one in self.wares if _is_called(bought.called, one.sku, one.name)]
            there = [one.name for one in self.wares] + [one.sku for one in self.wares]
        if not meant:
            raise _gone(bought.called, there)
        return meant

    def on(self, on: On) -> list[int]:
        """The numbers of what is meant on a shelf; groups may share their title."""
        there = self.shelves[on.shelf]
        meant = [one.id for one in there if _is_called(on.called, one.name)]
        if not meant:
            raise _gone(on.called, [one.name for one in there])
        return meant

    def fifths(self) -> Cuts:
        """Where the fifths of buyers part."""
        if self.cuts is None:
            raise UnknownError(Refusal("segment_early", {"least": LEAST_BUYERS}))
        return self.cuts


def _is_called(wanted: str, *names: str) -> bool:
    return wanted.casefold() in (name.casefold() for name in names)


_WARES = Query(
    Ware, select(products.c.id, products.c.sku, products.c.name, products.c.category).order_by(products.c.id)
)
_SHELVES: Mapping[Shelf, Query[_Named]] = {
    shelf: Query(_Named, found)
    for shelf, found in {
        Shelf.TAG: select(tags.c.id, tags.c.name).order_by(tags.c.name),
        Shelf.LIST: select(member_lists.c.id, member_lists.c.name).order_by(member_lists.c.name),
        Shelf.GROUP: select(groups.c.id, groups.c.title.label("name")).order_by(groups.c.title),
    }.items()
}


async def read_known(work: Transaction, asked: Sequence[Condition], at: datetime, store: Store) -> Known:
    """What these conditions call by name; nothing is read that none of them asks for."""
    kinds = {type(one) for one in asked}
    shelves = {one.shelf for one in asked if isinstance(one, On)}
    has_goods = any(isinstance(one, Bought) and one.goods is not Goods.ANYTHING for one in asked)
    return Known(
        at,
        store,
        await all_tiers(work) if Tier in kinds else (),
        await work.all(_WARES) if has_goods else (),
        {shelf: await work.all(_SHELVES[shelf]) for shelf in shelves},
        await read_cuts(work) if Rfm in kinds else None,
    )
