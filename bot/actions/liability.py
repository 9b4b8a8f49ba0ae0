"""What points cost the shop, read beside whoever writes: every lot that has points left, and every end so far."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, Float, bindparam, cast, func, select, type_coerce
from sqlalchemy.types import NullType

from bot.actions.log import authorise
from bot.database import Query
from bot.rules.ledger import EntryKind
from bot.rules.liability import Batch, History, Liability, liability
from bot.rules.roles import Action, Actor
from bot.rules.terms import Terms
from bot.shop import Shop
from bot.tables.points import entries, lots

PAGE = 200_000
"""Entries whose ends are added up in one snapshot, so that none stays open long."""

_REDEEMED = (EntryKind.REDEEM, EntryKind.PAY)
_GIVEN_BACK = (EntryKind.GIVE_BACK, EntryKind.PAY_BACK)
_ENDS = (*_REDEEMED, EntryKind.EXPIRE)


class _Ended(NamedTuple):
    kind: str
    times: int
    points: int
    squares: float


# By the index of lots that have points left, which is in the order of their last instants.
_LEFT = Query(
    Batch,
    select(lots.c.expires_at.label("at"), cast(func.sum(lots.c.left), BigInteger).label("points"))
    .where(lots.c.left > 0)
    .group_by(lots.c.expires_at)
    .order_by(lots.c.expires_at),
)
_ENDED = Query(
    _Ended,
    select(
        entries.c.kind,
        func.count().label("times"),
        cast(func.sum(entries.c.points), BigInteger).label("points"),
        # Squares soon outgrow whole numbers; the drivers give floats as they are, and nothing is to be made of them.
        type_coerce(func.sum(cast(entries.c.points, Float) * entries.c.points), NullType()).label("squares"),
    )
    .where(
        entries.c.id > bindparam("after"),
        entries.c.id <= bindparam("until"),
        entries.c.kind.in_([kind.value for kind in (*_ENDS, *_GIVEN_BACK)]),
    )
    .group_by(entries.c.kind),
)
_LAST = Query(int, select(func.coalesce(func.max(entries.c.id), 0)))


async def what_points_cost(shop: Shop, actor: Actor, terms: Terms, now: datetime) -> Liability:
    """What the shop owes in points, on snapshots that wait for nobody and let nobody wait.

    Args:
        terms: what points are worth.
        now: the instant it is told for.
    """
    authorise(actor, Action.SEE_LIABILITY)
    async with shop.reading() as reading:
        batches = await reading.all(_LEFT)
        last = await reading.the(_LAST)
    history = History()
    for after in range(0, last, PAGE):
        async with shop.reading() as reading:
            for ended in await reading.all(_ENDED, after=after, until=min(after + PAGE, last)):
                history = history.and_then(_as_history(ended))
    return liability(batches, history, terms, now, shop.store.zone_info)


def _as_history(ended: _Ended) -> History:
    points = -ended.points
    if ended.kind in _GIVEN_BACK:
        return History(redeemed=points)
    if ended.kind in _REDEEMED:
        return History(points, 0, ended.times, ended.squares)
    return History(0, points, ended.times, ended.squares)
