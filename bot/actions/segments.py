"""Members by segment: the one place where a segment becomes a statement, and what can be asked of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Select, and_, case, false, func, not_, or_, select, true
from sqlalchemy.sql.visitors import iterate

from bot.actions.conditions import Where, joined_to_members, where
from bot.actions.known import Known, UnknownError, read_known
from bot.database import Query, Transaction
from bot.rules.buying import Bought
from bot.rules.conditions import Agreed
from bot.rules.refusals import Refusal
from bot.rules.segments import And, Expression, Not, Or, conditions, parse
from bot.shop import Store
from bot.tables.members import members
from bot.tables.people import people
from bot.vault import Vault

STANDING = (members.c.joined_at.is_not(None), members.c.merged_into.is_(None), members.c.forgotten_at.is_(None))
"""A membership that stands: joined, neither forgotten nor joined to another."""
EXAMPLES = 10


class Example(NamedTuple):
    """A member whom a segment names."""

    member_id: int
    card: str
    name: str


class Looked(NamedTuple):
    """Whom a segment names: how many of how many members, and the newest of them."""

    n: int
    of: int
    examples: Sequence[Example]


_OF = Query(int, select(func.count()).select_from(members).where(*STANDING))


async def read_segment(work: Transaction, text: str, at: datetime, store: Store) -> Expression | Refusal:
    """What somebody wrote, if it can be told whom it names; refused as `parse` and `chosen` are."""
    found = parse(text)
    if isinstance(found, Refusal):
        return found
    unsure = await chosen(work, found, at, store)
    return unsure if isinstance(unsure, Refusal) else found


async def chosen(work: Transaction, expression: Expression, at: datetime, store: Store) -> Select[tuple[int]] | Refusal:
    """Whom a segment names, as a statement of `members.c.id` that can be run, or stand in another one.

    Only memberships that stand are named.

    Args:
        work: read for what the segment calls by name.
        at: the instant from which days are counted.
        store: whose days and money are meant.

    Returns:
        `segment_gone` (`word`, `known`: what is most like it) where something is called by a name that isn't there, or
        isn't any more, `segment_none` (`word`) where there is nothing of its kind at all: a segment of which nobody
        can be sure whom it means names nobody. `segment_early` (`least`) where the fifths of
        buyers weren't reckoned yet, or there are too few.
    """
    try:
        known = await read_known(work, list(conditions(expression)), at, store)
        asked = _where(expression, known)
        # Joined to what the conditions ask for and to nothing else: SQLite would look each member up there as well.
        tables = {part.table for part in iterate(asked) if isinstance(part, Column)}
        return select(members.c.id).select_from(joined_to_members(tables)).where(*STANDING, asked).correlate(None)
    except UnknownError as unknown:
        return unknown.refusal


def _where(expression: Expression, known: Known) -> Where:
    match expression:
        case And(parts):
            first = and_(true(), *(_where(part, known) for part in parts if not _is_slow(part)))
            slow = [_where(part, known) for part in parts if _is_slow(part)]
            if not slow or len(slow) == len(parts):
                return and_(first, *slow)
            # Twice: as it is, the database sends most away before it reads more of them; in the case, it keeps the rest
            # from being looked up elsewhere first.
            return and_(first, case((first, and_(*slow)), else_=false()))
        case Or(parts):
            return or_(*(_where(part, known) for part in parts))
        case Not(part):
            return not_(_where(part, known))
        case _:
            return where(expression, known)


def _is_slow(part: Expression) -> bool:
    """Whether it looks each member up elsewhere; SQLite would do that for everybody before it reads their account."""
    return isinstance(part, Agreed) or (isinstance(part, Not) and isinstance(part.part, Bought))


async def count(work: Transaction, expression: Expression, at: datetime, store: Store) -> int | Refusal:
    """How many members a segment names; refused as `chosen` is."""
    named = await chosen(work, expression, at, store)
    if isinstance(named, Refusal):
        return named
    return await work.the(counted(named))


def counted(named: Select[tuple[int]]) -> Query[int]:
    """How many `chosen` names."""
    return Query(int, named.with_only_columns(func.count(), maintain_column_froms=True))


async def look_at(
    work: Transaction, vault: Vault, expression: Expression, at: datetime, store: Store
) -> Looked | Refusal:
    """How many members a segment names, and some of them; refused as `chosen` is."""
    named = await chosen(work, expression, at, store)
    if isinstance(named, Refusal):
        return named

    def opened(member_id: int, card: str, name: bytes | None) -> Example:
        return Example(member_id, card, vault.open(name) if name else "")

    columns = (members.c.id, members.c.card, func.coalesce(people.c.name, members.c.name))
    newest = named.order_by(members.c.id.desc()).limit(EXAMPLES)
    them = members.outerjoin(people, people.c.member_id == members.c.id)
    some = select(*columns).select_from(them).where(members.c.id.in_(newest)).order_by(members.c.id.desc())
    n, of = await work.the(counted(named)), await work.the(_OF)
    return Looked(n, of, await work.all(Query(opened, some)))


async def matches(
    work: Transaction, expression: Expression, member_id: int, at: datetime, store: Store
) -> bool | Refusal:
    """Whether a segment names a member; refused as `chosen` is."""
    named = await chosen(work, expression, at, store)
    if isinstance(named, Refusal):
        return named
    # By value: where the segment names nobody for sure, the whole condition is `false` and takes no name.
    return await work.one(Query(int, named.where(members.c.id == member_id))) is not None
