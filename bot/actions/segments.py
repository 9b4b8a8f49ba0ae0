"""Members by segment: the one place where a segment becomes SQL."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, not_, or_, select, true

from bot.actions.tiers import all_tiers
from bot.database import Query, Transaction
from bot.rules.conditions import NONE, Everybody, Tier
from bot.rules.refusals import Refusal
from bot.rules.segments import And, Expression, Not, Or
from bot.rules.tiers import TierTable
from bot.shop import Store
from bot.tables.members import members
from bot.tables.points import accounts

_STANDING = (members.c.joined_at.is_not(None), members.c.merged_into.is_(None), members.c.forgotten_at.is_(None))


class _UnknownError(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.key)
        self.refusal = refusal


async def chosen(work: Transaction, expression: Expression, at: datetime, store: Store) -> Select[tuple[int]] | Refusal:
    """Whom a segment names, as a statement of `members.c.id` that can be run, or stand in another one.

    Only memberships that stand are named: joined, neither forgotten nor joined to another.

    Args:
        work: read for what the segment calls by name.
        at: the instant from which days are counted.
        store: whose days and money are meant.

    Returns:
        `segment_gone` (`word`, `known`) where something is called by a name that isn't there, or isn't any more: a
        segment that nobody can be sure of names nobody.
    """
    try:
        where = _where(expression, await all_tiers(work))
    except _UnknownError as unknown:
        return unknown.refusal
    return select(members.c.id).select_from(members).where(*_STANDING, where).correlate(None)


async def count(work: Transaction, expression: Expression, at: datetime, store: Store) -> int | Refusal:
    """How many members a segment names; refused as `chosen` is."""
    named = await chosen(work, expression, at, store)
    if isinstance(named, Refusal):
        return named
    return await work.the(Query(int, named.with_only_columns(func.count(), maintain_column_froms=True)))


async def matches(
    work: Transaction, expression: Expression, member_id: int, at: datetime, store: Store
) -> bool | Refusal:
    """Whether a segment names a member; refused as `chosen` is."""
    named = await chosen(work, expression, at, store)
    if isinstance(named, Refusal):
        return named
    return await work.one(Query(int, named.where(members.c.id == bindparam("member"))), member=member_id) is not None


def _where(expression: Expression, tables: list[TierTable]) -> ColumnElement[bool]:
    match expression:
        case And(parts):
            return and_(*(_where(part, tables) for part in parts))
        case Or(parts):
            return or_(*(_where(part, tables) for part in parts))
        case Not(part):
            return not_(_where(part, tables))
        case Everybody():
            return true()
        case Tier():
            return _in_tier(expression, tables)


def _in_tier(tier: Tier, tables: list[TierTable]) -> ColumnElement[bool]:
    has = select(accounts.c.member_id).where(accounts.c.tier.is_not(None))
    if tier.called.casefold() == NONE:
        return members.c.id.not_in(has)
    named = _tiers(tier, tables)
    return members.c.id.in_(select(accounts.c.member_id).where(accounts.c.tier.in_(named)))


def _tiers(tier: Tier, tables: list[TierTable]) -> list[int]:
    """The numbers of the tiers that are meant: by a name of today, or by one that the same tier had before."""
    held = tables[0].tiers if tables else ()
    wanted = tier.called.casefold()
    for table in tables:
        for one in table.tiers:
            still = next((rank for rank, now in enumerate(held) if now.id == one.id), None)
            if still is not None and wanted in (name.casefold() for name in one.names.values()):
                return [now.id for now in (held[still:] if tier.above else held[still : still + 1])]
    known = ", ".join(dict.fromkeys(name for one in held for name in one.names.values()))
    raise _UnknownError(Refusal("segment_gone", {"word": tier.called, "known": known}))
