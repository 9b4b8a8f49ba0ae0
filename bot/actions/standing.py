"""Members among the tiers: where they stand, and what counts for them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, BindParameter, ColumnElement, Select, and_, bindparam, case, cast, func, or_, select

from bot.actions.tiers import read_tiers
from bot.database import Query, Transaction
from bot.rules.outcomes import State
from bot.rules.points import PLAIN
from bot.rules.standing import Counted, Missed, Place, counts_from
from bot.rules.tiers import MOST_TIERS, Measure, TierTable
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


class Whom(StrEnum):
    """Of which members it is read where they stand."""

    EVERYBODY = "everybody"  # who has an account
    RANKED = "ranked"  # who has a tier, or has come to one
    DUE = "due"  # who has come to a higher tier, is to be looked at, or has one that is no more


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


def _standings(net: ColumnElement[int]) -> Select[tuple[object, ...]]:
    """Of a range of members those who are asked for, with the sums of their purchases that count."""
    now = _sum(purchases.c.at > _SINCE, net)
    reviewed = and_(purchases.c.at > accounts.c.tier_from, purchases.c.at <= accounts.c.tier_until)
    earliest = case((accounts.c.tier_from < _SINCE, accounts.c.tier_from), else_=_SINCE)
    bought = and_(
        purchases.c.member_id == accounts.c.member_id, purchases.c.at > earliest, purchases.c.undone_at.is_(None)
    )
    return (
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
        .where(accounts.c.member_id.between(_FIRST, _LAST))
        .group_by(accounts.c.member_id)
        .having(or_(now >= _HIGHER, accounts.c.tier_until < bindparam("due", type_=accounts.c.tier_until.type)))
        .order_by(accounts.c.member_id)
    )


_STANDINGS = {measure: Query(_standing, _standings(net)) for measure, net in _NET.items()}
_MISSED = Query(
    _missed,
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
    .where(tier_reviews.c.member_id.between(_FIRST, _LAST)),
)
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


async def read_standings(
    work: Transaction, table: TierTable, now: datetime, zone: ZoneInfo, ids: range, whom: Whom
) -> list[Standing]:
    """Where members stand, in the order of their numbers.

    Args:
        table: the one that counts.
        now: its span ends on the local day of this instant.
        zone: the store's.
        ids: the members' numbers, one after the other.
        whom: of them.
    """
    between = {"first": ids.start, "last": ids.stop - 1}
    since = counts_from(table.span, now, zone)
    standings, found = await work.together(
        _STANDINGS[table.measure].of(**between, since=since, due=now, **_higher(table, whom)), _MISSED.of(**between)
    )
    missed = dict(found)
    return [one._replace(missed=missed.get(one.member_id)) for one in standings] if missed else standings


def _higher(table: TierTable, whom: Whom) -> dict[str, int]:
    """The values of `_HIGHER`: a tier that isn't named there belongs to whoever is asked for in any case."""
    tiers = table.tiers if whom is Whom.DUE else ()
    lowest = table.tiers[0].enter if table.tiers else _NEVER
    values = {"lowest": -_NEVER if whom is Whom.EVERYBODY else lowest}
    for n in range(MOST_TIERS):
        after = table.after(tiers[n].id) if n < len(tiers) else None
        values[f"tier_{n}"] = tiers[n].id if n < len(tiers) else -1 - n
        values[f"higher_{n}"] = after.enter if after else _NEVER
    return values


async def place_of(work: Work, member_id: int) -> Place:
    """A member's place among the tiers."""
    return await work.one(_TIER_OF, member=member_id) or Place()


async def multiplier_of(work: Work, member_id: int) -> int:
    """Percent of the rule's points that a member's purchases earn now."""
    place = await place_of(work, member_id)
    table = await read_tiers(work) if place.tier is not None else None
    return table.multiplier(place.tier) if table else PLAIN


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
    ids = range(member_id, member_id + 1)
    found = await read_standings(work, table, work.now, work.store.zone_info, ids, Whom.EVERYBODY)
    if not found:
        return Progress(table, Place(), Counted(0, 0), None)
    return Progress(table, found[0].place, found[0].counted, found[0].missed)
