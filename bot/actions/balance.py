"""What a member has and why: the balance, what expires next, the entries, and the reasons behind one of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, BindParameter, bindparam, cast, func, select

from bot.actions.program import read_version
from bot.database import Query
from bot.rules.ledger import EntryKind
from bot.rules.points import EarningRule
from bot.shop import Work
from bot.tables.points import accounts, entries, lots
from bot.tables.purchases import purchases
from bot.tables.staff import branches


class Held(NamedTuple):
    """An account's points, and what it owes."""

    points: int
    debt: int


class Expiring(NamedTuple):
    """The points that expire next, and their last instant."""

    points: int
    at: datetime


class Line(NamedTuple):
    """An entry as its member sees it."""

    id: int
    kind: EntryKind
    points: int
    debt: int
    at: datetime


class Reasons(NamedTuple):
    """What is behind an entry; a field is None where the entry's kind has none."""

    line: Line
    receipt: str | None
    amount: int | None
    branch: str | None
    rule: EarningRule | None
    left: int | None
    expires_at: datetime | None


def _line(id: int, kind: str, points: int, debt: int, at: datetime) -> Line:
    return Line(id, EntryKind(kind), points, debt, at)


class _Behind(NamedTuple):
    rule_version: int | None
    receipt: str | None
    amount: int | None
    branch: str | None
    left: int | None
    expires_at: datetime | None


_MEMBER: BindParameter[int] = bindparam("member")
_HELD = Query(Held, select(accounts.c.points, accounts.c.debt).where(accounts.c.member_id == _MEMBER))
_EXPIRING = Query(
    Expiring,
    select(cast(func.sum(lots.c.left), BigInteger).label("points"), lots.c.expires_at.label("at"))
    .where(lots.c.member_id == _MEMBER, lots.c.left > 0)
    .group_by(lots.c.expires_at)
    .order_by(lots.c.expires_at)
    .limit(1),
)
_LINE = (entries.c.id, entries.c.kind, entries.c.points, entries.c.debt, entries.c.at)
_LINES = Query(
    _line,
    select(*_LINE)
    .where(entries.c.member_id == _MEMBER)
    .order_by(entries.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skip")),
)
_THIS = (entries.c.id == bindparam("entry"), entries.c.member_id == _MEMBER)
_ENTRY = Query(_line, select(*_LINE).where(*_THIS))
_BEHIND = Query(
    _Behind,
    select(
        entries.c.rule_version,
        purchases.c.receipt,
        purchases.c.amount,
        branches.c.name.label("branch"),
        lots.c.left,
        lots.c.expires_at,
    )
    .select_from(entries)
    .outerjoin(purchases, purchases.c.id == entries.c.purchase_id)
    .outerjoin(branches, branches.c.id == purchases.c.branch_id)
    .outerjoin(lots, lots.c.id == entries.c.id)
    .where(*_THIS),
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


async def reasons_for(work: Work, member_id: int, entry_id: int) -> Reasons | None:
    """What is behind one of a member's own entries; None if it is nobody's or another's."""
    line = await work.one(_ENTRY, member=member_id, entry=entry_id)
    if line is None:
        return None
    behind = await work.the(_BEHIND, member=member_id, entry=entry_id)
    rule = await read_version(work, behind.rule_version) if behind.rule_version is not None else None
    return Reasons(line, behind.receipt, behind.amount, behind.branch, rule, behind.left, behind.expires_at)
