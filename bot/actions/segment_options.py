"""What a segment may ask for in this store, ready to be chosen: its tiers, goods, tags, cities and usual numbers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal

from sqlalchemy import func, select

from bot.actions.groups import every_group
from bot.actions.member_lists import lists
from bot.actions.tags import used_tags
from bot.actions.tiers import read_tiers
from bot.database import Query, Transaction
from bot.rules.buying import Bought, Goods, Rfm, Spent
from bot.rules.conditions import (
    NONE,
    Agreed,
    BirthMonth,
    Condition,
    Figure,
    Joined,
    Language,
    Nps,
    Number,
    On,
    Sample,
    Shelf,
    Tier,
    Zone,
)
from bot.rules.deliveries import Topic
from bot.rules.nps import Band
from bot.rules.rfm import Group
from bot.rules.segment_values import Ago, Span, Window
from bot.rules.store import LANGUAGES
from bot.tables.people import people
from bot.tables.products import products

MOST = 20
"""To choose from: more is read by nobody."""
_LATELY = (Window(Ago(30)), Window(Ago(90)), Window(Ago(180)))
_CATEGORIES = Query(
    str,
    select(products.c.category)
    .where(products.c.category != "")
    .group_by(products.c.category)
    .order_by(func.count().desc(), products.c.category)
    .limit(MOST // 4),
)
_GOODS = Query(str, select(products.c.name).order_by(products.c.id.desc()).limit(MOST // 2))
_ZONES = Query(
    str,
    select(people.c.zone)
    .where(people.c.zone.is_not(None))
    .group_by(people.c.zone)
    .order_by(func.count().desc(), people.c.zone)
    .limit(MOST),
)


async def _tiers(work: Transaction) -> Sequence[Condition]:
    table = await read_tiers(work)
    names = [next(iter(tier.names.values())) for tier in table.tiers] if table else []
    higher = [Tier(name, above=True) for name in names[:-1]]
    return [*(Tier(name) for name in names), *higher, Tier(NONE)]


async def _goods(work: Transaction) -> Sequence[Condition]:
    anything: list[Condition] = [Bought(window=window) for window in _LATELY]
    categories = [Bought(Goods.CATEGORY, name, window=_LATELY[1]) for name in await work.all(_CATEGORIES)]
    names = dict.fromkeys(await work.all(_GOODS))
    return [*anything, *categories, *(Bought(Goods.PRODUCT, name, window=_LATELY[1]) for name in names)]


async def _zones(work: Transaction) -> Sequence[Condition]:
    return [Zone(zone) for zone in await work.all(_ZONES)]


async def _tags(work: Transaction) -> Sequence[Condition]:
    return [On(Shelf.TAG, tag.name) for tag in await used_tags(work, MOST)]


async def _lists(work: Transaction) -> Sequence[Condition]:
    return [On(Shelf.LIST, one.name) for one in (await lists(work))[:MOST]]


async def _groups(work: Transaction) -> Sequence[Condition]:
    return [On(Shelf.GROUP, title) for title in dict.fromkeys(one.title for one in await every_group(work))][:MOST]


def _always(*conditions: Condition) -> Callable[[Transaction], Awaitable[Sequence[Condition]]]:
    async def the_same(_: Transaction) -> Sequence[Condition]:
        return conditions

    return the_same


def _from(figure: Figure, *least: int) -> Sequence[Condition]:
    return [Number(figure, Span(one, None)) for one in least]


OPTIONS: Mapping[str, Callable[[Transaction], Awaitable[Sequence[Condition]]]] = {
    "tier": _tiers,
    "rfm": _always(*(Rfm(group) for group in Group)),
    "bought": _goods,
    "late": _always(*_from(Figure.LATE, 1, 7, 14, 30)),
    "purchases": _always(
        *(Number(Figure.PURCHASES, Span(n, n)) for n in (0, 1, 2)), *_from(Figure.PURCHASES, 3, 5, 10)
    ),
    "spent": _always(*(Spent(Decimal(least), None) for least in (50, 100, 500, 1000, 5000))),
    "points": _always(Number(Figure.POINTS, Span(0, 0)), *_from(Figure.POINTS, 100, 500, 1000, 5000)),
    "joined": _always(*(Joined(Window(Ago(days))) for days in (7, 30, 90)), Joined(Window(before=Ago(365)))),
    "birthday": _always(BirthMonth(), BirthMonth(ahead=1), *(BirthMonth(month) for month in range(1, 13))),
    "language": _always(*(Language(code) for code in LANGUAGES)),
    "zone": _zones,
    "nps": _always(*(Nps(band) for band in Band)),
    "agreed": _always(*(Agreed(topic) for topic in Topic)),
    "tag": _tags,
    "list": _lists,
    "group": _groups,
    "sample": _always(*(Sample(percent) for percent in (5, 10, 20, 50))),
}
"""What can be chosen of each kind of condition, by the word it begins with, in the order in which they are offered."""
