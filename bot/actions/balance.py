"""What a member has: the balance, what expires next, and the entries that it is the sum of."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, BindParameter, bindparam, cast, func, select

from bot.database import Query
from bot.rules.ledger import EntryKind
from bot.rules.reasons import Line
from bot.shop import Work
from bot.tables.points import accounts, entries, lots


class Held(NamedTuple):
    """An account's points, what it owes, the tier of its member, which what they buy earns by.

    `frozen_at` is since when nothing can be spent from it.
    """

    points: int
    debt: int
    tier: int | None = None
    frozen_at: datetime | None = None


class Expiring(NamedTuple):
    """The points that expire next, and their last instant."""

    points: int
    at: datetime


def as_line(id: int, kind: str, points: int, debt: int, at: datetime) -> Line:
    """A row of `LINE` as an entry in a list."""
    return Line(id, EntryKind(kind), points, debt, at)


_MEMBER: BindParameter[int] = bindparam("member")
_HELD = Query(
    Held,
    select(accounts.c.points, accounts.c.debt, accounts.c.tier, accounts.c.frozen_at).where(
        accounts.c.member_id == _MEMBER
    ),
)
_EXPIRING = Query(
    Expiring,
    select(cast(func.sum(lots.c.left), BigInteger).label("points"), lots.c.expires_at.label("at"))
    .where(lots.c.member_id == _MEMBER, lots.c.left > 0)
    .group_by(lots.c.expires_at)
    .order_by(lots.c.expires_at)
    .limit(1),
)
LINE = (entries.c.id, entries.c.kind, entries.c.points, entries.c.debt, entries.c.at)
_LINES = Query(
    as_line,
    select(*LINE)
    .where(entries.c.member_id == _MEMBER)
    .order_by(entries.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skip")),
)


async def holding(work: Work, member_id: int) -> Held:
    """What a member holds and owes; nothing before their first entry."""
    return await work.one(_HELD, member=member_id) or Held(0, 0)


async def next_expiring(work: Work, member_id: int) -> Expiring | None:
    """The points that are the first to expire, None where there are no points."""
    return await work.one(_EXPIRING, member=member_id)


class Overview(NamedTuple):
    """What a member holds, what of it expires next, and a page of entries, newest first."""

    held: Held
    expiring: Expiring | None
    lines: Sequence[Line]


async def overview(work: Work, member_id: int, most: int, skip: int = 0) -> Overview:
    """A member's balance and `most` of their entries, `skip` newer ones left out."""
    held, expiring, lines = await work.together(
        _HELD.of(member=member_id),
        _EXPIRING.of(member=member_id),
        _LINES.of(member=member_id, most=most, skip=skip),
    )
    return Overview(held[0] if held else Held(0, 0), expiring[0] if expiring else None, lines)
