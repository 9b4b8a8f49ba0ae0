"""A member as the staff see one: points, how they buy, their last purchases."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, func, select

from bot.actions.log import authorise
from bot.database import Query
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.members import members
from bot.tables.points import accounts
from bot.tables.purchases import purchases


class Bought(NamedTuple):
    """A purchase in a list: money in minor units, what of it was refunded."""

    at: datetime
    receipt: str
    amount: int
    refunded: int


class Buying(NamedTuple):
    """What a member has and how they buy.

    `spent` is in minor units, refunds taken off; `joined_at` is None for one known only from an import.
    """

    joined_at: datetime | None
    points: int
    debt: int
    purchases: int
    spent: int


_MEMBER: BindParameter[int] = bindparam("member")

_BUYING = Query(
    Buying,
    select(
        members.c.joined_at,
        *(func.coalesce(accounts.c[name], 0).label(name) for name in ("points", "debt", "purchases", "spent")),
    )
    .select_from(members)
    .outerjoin(accounts, accounts.c.member_id == members.c.id)
    .where(members.c.id == _MEMBER),
)
_LAST = Query(
    Bought,
    select(purchases.c.at, purchases.c.receipt, purchases.c.amount, purchases.c.refunded)
    .where(purchases.c.member_id == _MEMBER, purchases.c.undone_at.is_(None))
    .order_by(purchases.c.at.desc(), purchases.c.id.desc())
    .limit(bindparam("most")),
)


async def buying_of(work: Work, actor: Actor, member_id: int) -> Buying:
    """How a member stands and buys; LookupError if there is none such."""
    authorise(actor, Action.FIND_MEMBER)
    return await work.the(_BUYING, member=member_id)


async def last_purchases(work: Work, actor: Actor, member_id: int, most: int) -> list[Bought]:
    """A member's last purchases, newest first, without those that were taken back."""
    authorise(actor, Action.FIND_MEMBER)
    return await work.all(_LAST, member=member_id, most=most)
