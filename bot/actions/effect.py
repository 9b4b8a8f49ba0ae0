"""What each kind of care does, counted: who came back of those who were given it, and of those who were left out."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, and_, bindparam, case, cast, exists, func, select

from bot.actions.care import read_care
from bot.actions.log import authorise
from bot.database import Query
from bot.rules.care import Care
from bot.rules.effect import Came, Effect, effect
from bot.rules.holdout import Part, Shares
from bot.rules.roles import Action, Actor
from bot.shop import Shop
from bot.tables.holdout import treatments
from bot.tables.purchases import purchases

LOOKS_BACK = timedelta(days=365)


class _Counted(NamedTuple):
    held: bool
    of: int
    came: int


_FIRST = (
    select(treatments.c.member_id, func.min(treatments.c.at).label("at"))
    .where(
        treatments.c.care == bindparam("care"),
        treatments.c.until <= bindparam("now"),
        treatments.c.at > bindparam("since"),
    )
    .group_by(treatments.c.member_id)
    .subquery()
)
_CAME = exists().where(
    purchases.c.member_id == treatments.c.member_id,
    purchases.c.at > treatments.c.at,
    purchases.c.at <= treatments.c.until,
    purchases.c.undone_at.is_(None),
)
_COUNTED = Query(
    _Counted,
    select(
        treatments.c.held,
        func.count().label("of"),
        cast(func.sum(case((_CAME, 1), else_=0)), BigInteger).label("came"),
    )
    .join(_FIRST, and_(_FIRST.c.member_id == treatments.c.member_id, _FIRST.c.at == treatments.c.at))
    .where(treatments.c.care == bindparam("care"))
    .group_by(treatments.c.held),
)


async def effects(shop: Shop, actor: Actor, now: datetime) -> dict[Care, Effect]:
    """What each kind of care does, beside whoever sells meanwhile; a kind without anybody's turn yet has no line.

    A member counts once, by their first turn of the last year whose time to come back is over: a second turn is one
    that the first may have brought about.
    """
    authorise(actor, Action.SEE_EFFECT)
    found: dict[Care, Effect] = {}
    async with shop.reading() as reading:
        shares = await read_care(reading, Care.HOLDOUT, Shares)
        for part in Part:
            counted = await reading.all(_COUNTED, care=part.value, now=now, since=now - LOOKS_BACK)
            if counted:
                came = {one.held: Came(one.came, one.of) for one in counted}
                treated, held = (came.get(held, Came(0, 0)) for held in (False, True))
                found[part.care] = effect(treated, held, shares.of(part.care))
    return found
