"""Telling members what is about to expire, until the word has arrived, and remembering on each lot that it has."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import compress
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.expiry import who_may_keep
from bot.actions.ledger import hold
from bot.actions.outbox import Posting, post_all
from bot.database import Command, Query, Transaction
from bot.rules.expiry import AHEAD, EARLY, LATE, STAGES, Batch, Ending, batches, stages_due, stages_told, within
from bot.rules.roles import SYSTEM
from bot.rules.times import local_day, next_sending
from bot.shop import Work
from bot.tables.expiry import expiry_warnings
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.points import lots

KIND = "points_expiring"
MANY = 1_000
"""Lots in sight of a warning that a look goes through at most."""


class Settled(NamedTuple):
    """A warning whose delivery has ended: by its key, whose it was, and when it arrived if it did."""

    key: str
    member_id: int
    arrived_at: datetime | None


class Untold(NamedTuple):
    """A lot that somebody who can be written to has not been told about."""

    id: int
    member_id: int
    expires_at: datetime


class _Held(NamedTuple):
    id: int
    left: int
    expires_at: datetime
    early: int | None
    late: int | None
    telegram_id: int
    zone: str | None


def _settled(key: str, member_id: int, state: str | None, settled_at: datetime | None) -> Settled:
    return Settled(key, member_id, settled_at if state == "delivered" else None)


_BY = expiry_warnings.c.delivery_key
_ENDED = (
    select(
        _BY.label("key"),
        func.min(lots.c.member_id).label("member_id"),
        func.min(deliveries.c.state).label("state"),
        func.min(deliveries.c.settled_at).label("settled_at"),
    )
    .select_from(expiry_warnings)
    .join(lots, lots.c.id == expiry_warnings.c.lot_id)
    .outerjoin(deliveries, deliveries.c.key == _BY)
    .where(
        expiry_warnings.c.arrived_at.is_(None),
        bindparam("after") < _BY,
        or_(deliveries.c.state.is_(None), deliveries.c.state.not_in(["queued", "sending"])),
    )
    .group_by(_BY)
    .order_by(_BY)
    .limit(bindparam("most"))
)
_SETTLED = Query(_settled, _ENDED)
_THESE = and_(bindparam("about") == _BY, expiry_warnings.c.arrived_at.is_(None))
_STAMP = Command(
    update(lots)
    .where(
        lots.c.id.in_(select(expiry_warnings.c.lot_id).where(_THESE)),
        or_(lots.c.warned_at.is_(None), lots.c.warned_at > bindparam("at")),
    )
    .values(warned_at=bindparam("at"))
)
_ARRIVED = Command(update(expiry_warnings).where(_THESE).values(arrived_at=bindparam("at")))
_FAILED = Command(delete(expiry_warnings).where(_THESE))
_OPEN = lots.c.left > 0
_REACHED = and_(members.c.id == lots.c.member_id, members.c.telegram_id.is_not(None), members.c.forgotten_at.is_(None))
_WRITABLE = and_(people.c.telegram_id == members.c.telegram_id, people.c.unreachable_at.is_(None))


def _untold(*when: ColumnElement[bool]) -> dict[int, Query[Untold]]:
    """Lots of a time whose owners can be written to and have no word of a stage, by the stage.

    Whatever word of its end comes first counts as the early one (`stages_told`), so that an index leaves out of that
    one's look what anything was said of: those of one more day are looked at, and not those of a month.
    """
    return {
        stage: Query(
            Untold,
            select(lots.c.id, lots.c.member_id, lots.c.expires_at)
            .join(members, _REACHED)
            .join(people, _WRITABLE)
            .where(
                _OPEN,
                *([lots.c.warned_at.is_(None)] if stage == EARLY else []),
                ~exists().where(expiry_warnings.c.lot_id == lots.c.id, expiry_warnings.c.days == stage),
                *when,
            )
            .order_by(lots.c.expires_at, lots.c.id)
            .limit(bindparam("most")),
        )
        for stage in STAGES
    }


_ONE_MORE = Query(
    int,
    select(lots.c.id)
    .where(_OPEN, lots.c.expires_at.between(bindparam("now"), bindparam("until")))
    .order_by(lots.c.expires_at)
    .offset(bindparam("many"))
    .limit(1),
)
_BETWEEN = _untold(lots.c.expires_at > bindparam("after"), lots.c.expires_at <= bindparam("until"))
_AT = _untold(lots.c.expires_at == bindparam("at"), lots.c.id > bindparam("after"))
_EARLY, _LATE = expiry_warnings.alias("early"), expiry_warnings.alias("late")
_HELD = Query(
    _Held,
    select(
        lots.c.id,
        lots.c.left,
        lots.c.expires_at,
        _EARLY.c.days.label("early"),
        _LATE.c.days.label("late"),
        members.c.telegram_id,
        people.c.zone,
    )
    .select_from(lots)
    .join(members, _REACHED)
    .join(people, _WRITABLE)
    .outerjoin(_EARLY, and_(_EARLY.c.lot_id == lots.c.id, _EARLY.c.days == EARLY))
    .outerjoin(_LATE, and_(_LATE.c.lot_id == lots.c.id, _LATE.c.days == LATE))
    .where(
        lots.c.member_id == bindparam("member"),
        _OPEN,
        lots.c.expires_at.between(bindparam("now"), bindparam("until")),
    )
    .order_by(lots.c.expires_at, lots.c.id),
)
_TELL = Command(insert(expiry_warnings).on_conflict_do_nothing())


async def settled_warnings(work: Transaction, after: str, most: int) -> list[Settled]:
    """Warnings on their way whose deliveries have ended, or are gone, by their keys, from behind `after`."""
    return await work.all(_SETTLED, after=after, most=most)


async def settle_warnings(work: Work, settled: Sequence[Settled]) -> None:
    """Note on the lots which warnings arrived; the others are forgotten, so that they are tried again."""
    await hold(work, SYSTEM, {one.member_id for one in settled})
    arrived = [{"about": one.key, "at": one.arrived_at} for one in settled if one.arrived_at is not None]
    await work.many(_STAMP, arrived)
    await work.many(_ARRIVED, arrived)
    await work.many(_FAILED, [{"about": one.key} for one in settled if one.arrived_at is None])


async def untold_between(work: Transaction, stage: int, after: datetime, until: datetime, most: int) -> list[Untold]:
    """Lots that end after an instant and up to another, whose owners can be written to and have no word of a stage.

    A word that has arrived or is on its way counts. They come in the order in which they end.
    """
    return await work.all(_BETWEEN[stage], after=after, until=until, most=most)


async def untold_at(work: Transaction, stage: int, after: Untold, most: int) -> list[Untold]:
    """The same of lots that end together with one, from behind it."""
    return await work.all(_AT[stage], at=after.expires_at, after=after.id, most=most)


def weeks_of(stage: int, now: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The time in which ends what a stage of warning speaks of, in weeks, so that no look at it takes long."""
    after, last = now - timedelta(microseconds=1), within(stage, now, zone)
    while after < last:
        until = min(after + timedelta(days=7), last)
        yield after, until
        after = until


async def many_in_sight(work: Transaction, now: datetime, zone: ZoneInfo) -> bool:
    """Whether more than `MANY` lots are in sight of a warning, so that finding out who is to be told takes long."""
    until = within(EARLY + AHEAD, now, zone)
    return await work.one(_ONE_MORE, now=now, until=until, many=MANY) is not None


async def anyone_untold(work: Transaction, now: datetime, zone: ZoneInfo) -> bool:
    """Whether somebody ought to be told now of points that are about to expire."""
    for stage in STAGES:
        if await untold_between(work, stage, now - timedelta(microseconds=1), within(stage, now, zone), 1):
            return True
    return False


async def warn(work: Work, member_ids: Sequence[int]) -> int:
    """Tell these members what of theirs is about to expire, each in one message; how many are written to.

    A message names everything that is in sight, not only what made it due, so that the next one can wait.
    """
    zone = work.store.zone_info
    until = within(EARLY + AHEAD, work.now, zone)
    found = await work.each(_HELD, [{"member": one, "now": work.now, "until": until} for one in member_ids])
    due = [one for one in (_due(work, *of) for of in zip(member_ids, found, strict=True)) if one is not None]
    keep = await who_may_keep(work, [one.member_id for one in due if one.late])
    posted = await post_all(work, KIND, [_posting(work, one, keeps=one.member_id in keep) for one in due])
    told = [
        {"lot_id": lot.id, "days": stage, "delivery_key": _key(work, one)}
        for one in compress(due, posted)
        for lot, ending in zip(one.held, one.endings, strict=True)
        for stage in stages_told(ending, one.late, work.now, zone)
    ]
    await work.many(_TELL, told)
    return sum(posted)


class _Due(NamedTuple):
    """A member who is to be told: what of theirs is in sight, and whether it is the week's warning for some of it."""

    member_id: int
    held: list[_Held]
    endings: list[Ending]
    late: bool


def _due(work: Work, member_id: int, held: list[_Held]) -> _Due | None:
    endings = [Ending(lot.expires_at, told=[day for day in (lot.early, lot.late) if day]) for lot in held]
    stages = {stage for ending in endings for stage in stages_due(ending, work.now, work.store.zone_info)}
    return _Due(member_id, held, endings, LATE in stages) if stages else None


def _posting(work: Work, one: _Due, *, keeps: bool) -> Posting:
    zone, lot = work.store.zone_info, one.held[0]
    goes = next_sending(work.now, ZoneInfo(lot.zone) if lot.zone else zone)
    found = batches((Batch(lot.left, lot.expires_at) for lot in one.held), zone)
    data = {"on": goes.isoformat(), "batches": [[each.points, each.at.isoformat()] for each in found], "keeps": keeps}
    return Posting(lot.telegram_id, _key(work, one), data, goes)


def _key(work: Work, one: _Due) -> str:
    return f"{KIND}:{one.member_id}:{local_day(work.now, work.store.zone_info)}"
