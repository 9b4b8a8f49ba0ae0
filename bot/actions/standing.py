"""Members among the tiers: where they stand, and what counts for them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, BindParameter, ColumnElement, Select, and_, bindparam, case, cast, func, or_, select

from bot.actions.tiers import read_tiers
from bot.database import Query, Transaction
from bot.rules.outcomes import State
from bot.rules.points import PLAIN
from bot.rules.standing import Counted, Missed, Place, counts_from
from bot.rules.tiers import MOST_TIERS, Measure, Tier, TierTable
from bot.shop import Work
from bot.tables.outbox import deliveries
from bot.tables.points import accounts
from bot.tables.purchases import purchases
from bot.tables.tiers import tier_reviews


class Standing(NamedTuple):
    """Where somebody stands, what counts, and a review they missed, if any.

    `head` and `spent` tell whether their account has changed since.
    """

    member_id: int
    head: bytes
    spent: int
    place: Place
    counted: Counted
    missed: Missed | None = None


class _Missed(NamedTuple):
    member_id: int
    missed: Missed


def _standing(
    member_id: int,
    head: bytes,
    spent: int,
    tier: int | None,
    tier_version: int | None,
    tier_since: datetime | None,
    tier_from: datetime | None,
    tier_until: datetime | None,
    now: int,
    review: int,
) -> Standing:
    place = Place(tier, tier_version, tier_since, tier_from, tier_until)
    return Standing(member_id, head, spent, place, Counted(now, review))


def _missed(
    member_id: int,
    missed_at: datetime,
    grace_days: int,
    warned_at: datetime | None,
    state: str | None,
    settled_at: datetime | None,
) -> _Missed:
    arrived = settled_at if state == State.DELIVERED else None
    on_its_way = state in (State.QUEUED, State.SENDING)
    return _Missed(member_id, Missed(missed_at, grace_days, on_its_way, warned_at or arrived))


_NEVER = 2**62
"""More than anybody's purchases come to."""
_FIRST: BindParameter[int] = bindparam("first")
_LAST: BindParameter[int] = bindparam("last")
_SINCE = bindparam("since", type_=purchases.c.at.type)
_NET: Mapping[Measure, ColumnElement[int]] = {
    Measure.POINTS: purchases.c.earned - purchases.c.returned,
    Measure.SPENT: purchases.c.amount - purchases.c.refunded,
}


def _sum(counts: ColumnElement[bool], net: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(cast(func.sum(case((counts, net), else_=0)), BigInteger), 0)


# What takes somebody higher, by the tier they have: so that the database leaves out whom nothing happens to.
_HIGHER = case(
    (accounts.c.tier.is_(None), bindparam("lowest", type_=BigInteger)),
    *(
        (accounts.c.tier == bindparam(f"tier_{n}"), bindparam(f"higher_{n}", type_=BigInteger))
        for n in range(MOST_TIERS)
    ),
    else_=-_NEVER,
)


def _sums(net: ColumnElement[int]) -> tuple[Select[tuple[object, ...]], ColumnElement[int]]:
    """Members with the sums of their purchases that count; and the sum that counts now, by itself."""
    now = _sum(purchases.c.at > _SINCE, net)
    reviewed = and_(purchases.c.at > accounts.c.tier_from, purchases.c.at <= accounts.c.tier_until)
    earliest = case((accounts.c.tier_from < _SINCE, accounts.c.tier_from), else_=_SINCE)
    bought = and_(
        purchases.c.member_id == accounts.c.member_id, purchases.c.at > earliest, purchases.c.undone_at.is_(None)
    )
    found = (
        select(
            accounts.c.member_id,
            accounts.c.head,
            accounts.c.spent,
            accounts.c.tier,
            accounts.c.tier_version,
            accounts.c.tier_since,
            accounts.c.tier_from,
            accounts.c.tier_until,
            now.label("now"),
            _sum(reviewed, net).label("review"),
        )
        .select_from(accounts)
        .outerjoin(purchases, bought)
        .group_by(accounts.c.member_id)
    )
    return found, now


def _one(net: ColumnElement[int]) -> Query[Standing]:
    found, _ = _sums(net)
    return Query(_standing, found.where(accounts.c.member_id == bindparam("member")))


def _several(net: ColumnElement[int]) -> Query[Standing]:
    found, now = _sums(net)
    due = accounts.c.tier_until < bindparam("due", type_=accounts.c.tier_until.type)
    return Query(
        _standing,
        found.where(accounts.c.member_id.between(_FIRST, _LAST))
        .having(or_(now >= _HIGHER, due))
        .order_by(accounts.c.member_id),
    )


_ONE = {measure: _one(net) for measure, net in _NET.items()}
_SEVERAL = {measure: _several(net) for measure, net in _NET.items()}
_REVIEWS = (
    select(
        tier_reviews.c.member_id,
        tier_reviews.c.missed_at,
        tier_reviews.c.grace_days,
        tier_reviews.c.warned_at,
        deliveries.c.state,
        deliveries.c.settled_at,
    )
    .select_from(tier_reviews)
    .outerjoin(deliveries, deliveries.c.key == tier_reviews.c.delivery_key)
)
_MISSED_ONE = Query(_missed, _REVIEWS.where(tier_reviews.c.member_id == bindparam("member")))
_MISSED = Query(_missed, _REVIEWS.where(tier_reviews.c.member_id.between(_FIRST, _LAST)))
_TIER_OF = Query(
    Place,
    select(
        accounts.c.tier,
        accounts.c.tier_version.label("version"),
        accounts.c.tier_since.label("since"),
        accounts.c.tier_from.label("counts_from"),
        accounts.c.tier_until.label("until"),
    ).where(accounts.c.member_id == bindparam("member")),
)


async def read_standing(work: Work, table: TierTable, member_id: int) -> Standing | None:
    """Where one member stands by a table; None for one without an account."""
    since = counts_from(table.span, work.now, work.store.zone_info)
    found, missed = await work.together(
        _ONE[table.measure].of(member=member_id, since=since), _MISSED_ONE.of(member=member_id)
    )
    if not found:
        return None
    return found[0]._replace(missed=missed[0].missed) if missed else found[0]


async def read_standings(
    work: Transaction, table: TierTable, now: datetime, zone: ZoneInfo, ids: range, *, only_due: bool
) -> list[Standing]:
    """Where members stand, in the order of their numbers: those who have a tier, or have come to one.

    Args:
        table: the one that counts.
        now: its span ends on the local day of this instant.
        zone: the store's.
        ids: the members' numbers, one after the other.
        only_due: only those to whom something happens: they have come to a higher tier, they are to be looked at, or
            the table has their tier no more.
    """
    between = {"first": ids.start, "last": ids.stop - 1}
    since = counts_from(table.span, now, zone)
    higher = _higher(table, table.tiers if only_due else ())
    standings, found = await work.together(
        _SEVERAL[table.measure].of(**between, since=since, due=now, **higher), _MISSED.of(**between)
    )
    missed = dict(found)
    return [one._replace(missed=missed.get(one.member_id)) for one in standings] if missed else standings


def _higher(table: TierTable, named: Sequence[Tier]) -> dict[str, int]:
    """The values of `_HIGHER`: whoever has a tier that isn't named is found in any case."""
    values = {"lowest": table.tiers[0].enter if table.tiers else _NEVER}
    for n in range(MOST_TIERS):
        after = table.after(named[n].id) if n < len(named) else None
        values[f"tier_{n}"] = named[n].id if n < len(named) else -1 - n
        values[f"higher_{n}"] = after.enter if after else _NEVER
    return values


async def place_of(work: Work, member_id: int) -> Place:
    """A member's place among the tiers."""
    return await work.one(_TIER_OF, member=member_id) or Place()


async def multiplier_of(work: Work, tier: int | None) -> int:
    """Percent of the rule's points that purchases earn in a tier."""
    table = await read_tiers(work) if tier is not None else None
    return table.multiplier(tier) if table else PLAIN


class Progress(NamedTuple):
    """Where a member stands in the table that holds: their place, what counts, and a review they missed, if any."""

    table: TierTable
    place: Place
    counted: Counted
    missed: Missed | None


async def progress_of(work: Work, member_id: int) -> Progress | None:
    """How a member does; None in a store without tiers."""
    table = await read_tiers(work)
    if table is None or not table.tiers:
        return None
    found = await read_standing(work, table, member_id)
    if found is None:
        return Progress(table, Place(), Counted(0, 0), None)
    return Progress(table, found.place, found.counted, found.missed)
