"""What can be counted of a group, and what another rule would mean for it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Boolean, Select, and_, bindparam, case, func, not_, or_, select

from bot.actions.segments import STANDING, chosen, counted
from bot.database import Query, Transaction
from bot.rules.effect import Came
from bot.rules.groups import Figures, Group, Stand
from bot.rules.refusals import Refusal
from bot.rules.segments import parse
from bot.shop import Store
from bot.tables.groups import places
from bot.tables.members import members
from bot.tables.points import accounts
from bot.tables.purchases import purchases

PERIOD = timedelta(days=30)


class _Counted(NamedTuple):
    inside: int
    earlier: int
    waiting: int
    came: int
    went: int


class _Bought(NamedTuple):
    came: int
    of: int


class Meaning(NamedTuple):
    """What a rule means: members whom it names, None for anybody; and people in the group whom it doesn't."""

    named: int | None
    leave: int


_STANDS_IN = places.c.state == Stand.INSIDE.value
_COUNTED = Query(
    _Counted,
    select(
        func.coalesce(func.sum(case((_STANDS_IN, 1), else_=0)), 0).label("inside"),
        func.coalesce(func.sum(case((_STANDS_IN & places.c.earlier, 1), else_=0)), 0).label("earlier"),
        func.coalesce(func.sum(case((places.c.state == Stand.WAITING.value, 1), else_=0)), 0).label("waiting"),
        func.coalesce(func.sum(case((places.c.joined_at >= bindparam("since"), 1), else_=0)), 0).label("came"),
        func.coalesce(func.sum(case((places.c.left_at >= bindparam("since"), 1), else_=0)), 0).label("went"),
    ).where(places.c.group_id == bindparam("group")),
)
_RULED = select(func.count()).where(
    places.c.group_id == bindparam("group"),
    _STANDS_IN,
    places.c.by_hand.is_(False),
    or_(places.c.earlier.is_(False), not_(bindparam("earlier_stay", type_=Boolean))),
)
_ALL_RULED = Query(int, _RULED)
_IN_ANY = select(places.c.telegram_id).where(_STANDS_IN)
_BOUGHT_LATELY = and_(
    # First the newest purchase as it is kept with the account, which one that was undone may be.
    accounts.c.last_at >= bindparam("since"),
    select(purchases.c.id)
    .where(
        purchases.c.member_id == accounts.c.member_id,
        purchases.c.at >= bindparam("since"),
        purchases.c.undone_at.is_(None),
    )
    .exists(),
)
_AGAIN = (
    select(func.coalesce(func.sum(case((_BOUGHT_LATELY, 1), else_=0)), 0).label("came"), func.count().label("of"))
    .select_from(members.join(accounts, accounts.c.member_id == members.c.id))
    .where(*STANDING, accounts.c.purchases > 0, accounts.c.first_at < bindparam("since"))
)
_THEIRS = Query(
    _Bought, _AGAIN.where(members.c.telegram_id.in_(_IN_ANY.where(places.c.group_id == bindparam("group"))))
)
_OTHERS = Query(
    _Bought,
    _AGAIN.where(
        members.c.telegram_id.is_not(None),
        ~_IN_ANY.where(places.c.telegram_id == members.c.telegram_id).exists(),
    ),
)


async def figures_of(work: Transaction, group: Group, now: datetime) -> Figures:
    """What can be counted of a group now."""
    since = now - PERIOD
    counted = await work.the(_COUNTED, group=group.id, since=since)
    theirs, others = await work.the(_THEIRS, group=group.id, since=since), await work.the(_OTHERS, since=since)
    return Figures(*counted, Came(*theirs), Came(*others))


async def named_by(work: Transaction, group: Group, at: datetime, store: Store) -> int | Refusal | None:
    """How many members a group's rule names, None for anybody; or why nobody can say: as `parse`, `segment_gone`."""
    found = await _named(work, group, at, store)
    if found is None or isinstance(found, Refusal):
        return found
    how_many = counted(found)
    return await work.the(how_many)


async def would_mean(work: Transaction, group: Group, at: datetime, store: Store) -> Meaning | Refusal:
    """What a group's rules would mean if they were these; or why they can't be: as `parse`, `segment_gone`."""
    found = await _named(work, group, at, store)
    if found is None:
        return Meaning(None, 0)
    if isinstance(found, Refusal):
        return found
    n = await work.the(counted(found))
    return Meaning(n, await _leave(work, group, found))


async def _named(work: Transaction, group: Group, at: datetime, store: Store) -> Select[tuple[int]] | Refusal | None:
    if group.who is None:
        return None
    rule = parse(group.who)
    return rule if isinstance(rule, Refusal) else await chosen(work, rule, at, store)


async def _leave(work: Transaction, group: Group, named: Select[tuple[int]]) -> int:
    theirs = named.with_only_columns(members.c.telegram_id, maintain_column_froms=True)
    stay = Query(int, _RULED.where(places.c.telegram_id.in_(theirs)))
    n, stays = [await work.the(one, group=group.id, earlier_stay=group.earlier_stay) for one in (_ALL_RULED, stay)]
    return n - stays
