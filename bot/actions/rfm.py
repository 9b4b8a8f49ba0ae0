"""Where the fifths of all buyers part, reckoned anew from the figures that are kept with each purchase."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, bindparam, cast, func, insert, select

from bot.database import Command, Query, Transaction
from bot.rules.rfm import FIFTHS, LEAST_BUYERS, Cuts, Group
from bot.shop import Shop
from bot.tables.points import accounts
from bot.tables.purchases import purchases
from bot.tables.segments import rfm_cuts


class _Fifth(NamedTuple):
    n: int
    last: int
    total: int


class _Buys(NamedTuple):
    last_at: datetime | None
    purchases: int
    spent: int


class _Moments(NamedTuple):
    n: int
    last: datetime


def _cuts(
    last_at: Sequence[str],
    purchases: Sequence[int],
    spent: Sequence[int],
    takings: Sequence[int],
    buyers: int,
    at: datetime,
) -> Cuts:
    moments = tuple(datetime.fromisoformat(one) for one in last_at)
    return Cuts(moments, tuple(purchases), tuple(spent), tuple(takings), buyers, at)


_BUYS = accounts.c.purchases > 0


def _parted(value: ColumnElement[int] | ColumnElement[datetime | None]) -> ColumnElement[int]:
    return func.ntile(FIFTHS).over(order_by=value)


def _fifths(value: ColumnElement[int]) -> Query[_Fifth]:
    parted = select(value.label("value"), _parted(value).label("n")).where(_BUYS).subquery()
    return Query(
        _Fifth,
        select(
            parted.c.n,
            func.max(parted.c.value).label("last"),
            cast(func.sum(parted.c.value), BigInteger).label("total"),
        )
        .group_by(parted.c.n)
        .order_by(parted.c.n),
    )


_LAST = (
    select(accounts.c.last_at.label("value"), _parted(accounts.c.last_at).label("n"))
    .where(_BUYS, accounts.c.last_at.is_not(None))
    .subquery()
)
_MOMENTS = Query(
    _Moments,
    select(_LAST.c.n, func.max(_LAST.c.value).label("last")).group_by(_LAST.c.n).order_by(_LAST.c.n),
)
_PURCHASES, _SPENT = _fifths(accounts.c.purchases), _fifths(accounts.c.spent)
_BUYERS = Query(int, select(func.count()).select_from(accounts).where(_BUYS))
_ADD = Command(insert(rfm_cuts))
_NEWEST = Query(
    _cuts,
    select(
        rfm_cuts.c.last_at,
        rfm_cuts.c.purchases,
        rfm_cuts.c.spent,
        rfm_cuts.c.takings,
        rfm_cuts.c.buyers,
        rfm_cuts.c.at,
    )
    .order_by(rfm_cuts.c.id.desc())
    .limit(1),
)


_BUYS_SO = Query(
    _Buys,
    select(accounts.c.last_at, accounts.c.purchases, accounts.c.spent).where(
        accounts.c.member_id == bindparam("member")
    ),
)
_LAST_SOLD = Query(datetime, select(purchases.c.recorded_at).order_by(purchases.c.id.desc()).limit(1))


async def anything_bought(shop: Shop, _: datetime) -> bool:
    """Whether anything was sold since the fifths were reckoned last, and there are buyers enough for fifths."""
    async with shop.reading() as reading:
        cuts, sold = await reading.one(_NEWEST), await reading.one(_LAST_SOLD)
        if sold is None or (cuts is not None and sold <= cuts.at):
            return False
        return cuts is not None or await reading.the(_BUYERS) >= FIFTHS


async def reckon_fifths(shop: Shop) -> int:
    """Reckon where the fifths of all buyers part now; how many buyers there are.

    Members move between the groups with each purchase, since what is compared is kept with it; only the cut points are
    of the night.
    """
    async with shop.reading() as reading:
        buyers = await reading.the(_BUYERS)
        if buyers < FIFTHS:
            return buyers
        moments = await reading.all(_MOMENTS)
        often, spent = await reading.all(_PURCHASES), await reading.all(_SPENT)
    async with shop.work() as work:
        await work.run(
            _ADD,
            at=work.now,
            buyers=buyers,
            last_at=[one.last.isoformat() for one in moments[:-1]],
            purchases=[one.last for one in often[:-1]],
            spent=[one.last for one in spent[:-1]],
            takings=[one.total for one in spent],
        )
    return buyers


async def read_cuts(work: Transaction) -> Cuts | None:
    """Where the fifths part, as it was reckoned last; None where it never was, or there are too few buyers."""
    cuts = await work.one(_NEWEST)
    return cuts if cuts is not None and cuts.buyers >= LEAST_BUYERS else None


async def group_of(work: Transaction, member_id: int) -> Group | None:
    """The group of a member who has an account, by how they buy now; None where there is nothing to compare."""
    cuts, buys = await read_cuts(work), await work.one(_BUYS_SO, member=member_id)
    if cuts is None or buys is None or not buys.purchases or buys.last_at is None:
        return None
    return cuts.group(buys.last_at, buys.purchases, buys.spent)


async def count_buyers(work: Transaction) -> int:
    """How many ever bought."""
    return await work.the(_BUYERS)
