"""The shop's own history told once more, to see how well it would have been told what runs out when."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, and_, bindparam, cast, func, select, tuple_

from bot.actions.log import authorise
from bot.database import Query
from bot.rules.backtest import Backtest, Bought, Result
from bot.rules.roles import Action, Actor
from bot.rules.times import local_day
from bot.shop import Shop
from bot.tables.points import accounts
from bot.tables.products import products
from bot.tables.purchases import purchase_lines, purchases
from bot.tables.refills import same_refills

MOST = 100_000
"""Purchases that are looked at, about: of a shop with more, the members are looked at whose numbers allow it."""
PAGE = 2000
"""Purchases in one read."""


class Tested(NamedTuple):
    """What was measured, by product; of the members, one in so many was looked at."""

    results: dict[str, Result]
    one_in: int


class _Guess(NamedTuple):
    id: int
    name: str
    days: int


class _Line(NamedTuple):
    purchase_id: int
    at: datetime
    member_id: int
    product_id: int | None
    quantity: int


_RUNS_OUT = products.c.refill_days.is_not(None)
_GUESSES = Query(_Guess, select(products.c.id, products.c.name, products.c.refill_days.label("days")).where(_RUNS_OUT))
_PURCHASES = Query(int, select(cast(func.coalesce(func.sum(accounts.c.purchases), 0), BigInteger)))
_PLACE = tuple_(purchases.c.at, purchases.c.id)
_PAGE = (
    select(purchases.c.id, purchases.c.at, purchases.c.member_id)
    .where(
        tuple_(bindparam("after_at", type_=purchases.c.at.type), bindparam("after_id")) < _PLACE,
        purchases.c.undone_at.is_(None),
        purchases.c.member_id % bindparam("one_in") == 0,
    )
    .order_by(purchases.c.at, purchases.c.id)
    .limit(bindparam("most"))
    .subquery()
)
_LINES = Query(
    _Line,
    select(
        _PAGE.c.id.label("purchase_id"),
        _PAGE.c.at,
        _PAGE.c.member_id,
        products.c.id.label("product_id"),
        func.coalesce(purchase_lines.c.quantity, 0).label("quantity"),
    )
    .select_from(_PAGE)
    .outerjoin(purchase_lines, purchase_lines.c.purchase_id == _PAGE.c.id)
    .outerjoin(same_refills, same_refills.c.product_id == purchase_lines.c.product_id)
    .outerjoin(
        products,
        and_(products.c.id == func.coalesce(same_refills.c.as_id, purchase_lines.c.product_id), _RUNS_OUT),
    )
    .order_by(_PAGE.c.at, _PAGE.c.id),
)


async def try_history(shop: Shop, actor: Actor) -> Tested:
    """Tell the shop's history once more, of the products whose days it has guessed, beside whoever writes."""
    authorise(actor, Action.TEST_CARE)
    async with shop.reading() as reading:
        guesses = await reading.all(_GUESSES)
        one_in = max(1, await reading.the(_PURCHASES) // MOST)
    test = Backtest({str(one.id): one.days for one in guesses})
    async for page in _history(shop, one_in):
        await asyncio.to_thread(test.take, page)
    found, by_name = await asyncio.to_thread(test.results), dict[str, Result]()
    for one in guesses:
        if (result := found.get(str(one.id))) is not None:
            by_name.setdefault(one.name, Result()).add(result)
    return Tested(by_name, one_in)


async def _history(shop: Shop, one_in: int) -> AsyncIterator[list[Bought]]:
    at, number = datetime.min.replace(tzinfo=UTC), 0
    while True:
        async with shop.reading() as reading:
            found = await reading.all(_LINES, after_at=at, after_id=number, one_in=one_in, most=PAGE)
        if not found:
            return
        at, number = found[-1].at, found[-1].purchase_id
        yield [
            Bought(
                local_day(line.at, shop.store.zone_info).toordinal(),
                str(line.member_id),
                str(line.product_id),
                line.quantity / 1000,
            )
            for line in found
            if line.product_id is not None
        ]
