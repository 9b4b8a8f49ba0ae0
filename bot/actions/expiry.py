"""How points end: what is past its last instant expires if its owner was told in time, and else lasts longer.

What becomes of each lot is judged in `bot/rules/expiry.py`; whoever holds the account first, the one who spends or the
one who clears away, has the points.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, cast, delete, func, or_, select, update

from bot.actions.ledger import Book, hold, lots_of
from bot.actions.log import authorise
from bot.actions.terms import read_terms
from bot.database import Command, Query, Transaction
from bot.rules.expiry import (
    EARLY,
    KEPT_EVERY,
    LATE,
    Batch,
    Ending,
    Fate,
    batches,
    fate,
    kept_until,
    longer,
    tried_since,
    within,
)
from bot.rules.ledger import EntryKind
from bot.rules.lots import Movement, Take
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM, Action, Actor
from bot.shop import Work
from bot.tables.expiry import expiry_warnings
from bot.tables.points import allocations, entries, lots

_KINDS = {
    Fate.EXPIRE: EntryKind.EXPIRE,
    Fate.EXPIRE_UNWARNED: EntryKind.EXPIRE,
    Fate.EXTEND: EntryKind.EXTEND,
}
UNWARNED = f"{Fate.EXPIRE_UNWARNED}:"
"""What the keys of entries begin with that took points whose owner couldn't be told."""


class Ended(NamedTuple):
    """How many lots expired, and how many last longer."""

    expired: int
    extended: int


class Kept(NamedTuple):
    """What a member kept: how many points, and until when now, by days."""

    points: int
    batches: list[Batch]


class _Past(NamedTuple):
    id: int
    left: int
    expires_at: datetime
    warned_at: datetime | None
    extended: int


class _Tried(NamedTuple):
    began: datetime | None
    came: datetime | None


_MEMBER = lots.c.member_id == bindparam("member")
_IS_PAST = (lots.c.left > 0, lots.c.expires_at < bindparam("now"))
_WHOSE = Query(
    int,
    select(lots.c.member_id).where(*_IS_PAST).order_by(lots.c.expires_at, lots.c.id).limit(bindparam("most")),
)
_PAST = Query(
    _Past,
    select(*(lots.c[name] for name in _Past._fields)).where(_MEMBER, *_IS_PAST).order_by(lots.c.expires_at, lots.c.id),
)
_LONGER = Command(
    update(lots)
    .where(lots.c.id == bindparam("lot"))
    .values(expires_at=bindparam("until"), extended=lots.c.extended + 1, warned_at=None)
)
_KEEP = Command(update(lots).where(lots.c.id == bindparam("lot")).values(expires_at=bindparam("until")))
_TELL_ANEW = Command(
    delete(expiry_warnings).where(
        expiry_warnings.c.lot_id == bindparam("lot"), expiry_warnings.c.days <= bindparam("stage")
    )
)
_LAST_KEPT = Query(
    datetime,
    select(entries.c.at)
    .where(
        entries.c.member_id == bindparam("member"),
        entries.c.kind == EntryKind.KEEP.value,
        entries.c.at > bindparam("since"),
    )
    .order_by(entries.c.at.desc())
    .limit(1),
)
_NEXT_WEEK = Query(
    int,
    select(lots.c.id)
    .where(_MEMBER, lots.c.left > 0, lots.c.expires_at.between(bindparam("now"), bindparam("until")))
    .limit(1),
)
_BY_END = Query(
    Batch,
    select(cast(func.sum(lots.c.left), BigInteger).label("points"), lots.c.expires_at.label("at"))
    .where(_MEMBER, lots.c.left > 0, lots.c.expires_at.between(bindparam("now"), bindparam("until")))
    .group_by(lots.c.expires_at)
    .order_by(lots.c.expires_at),
)
_ALSO = allocations.alias("also")
_CAME = entries.alias("came")
_TRIED = Query(
    _Tried,
    select(func.min(entries.c.at).label("began"), func.min(_CAME.c.at).label("came"))
    .select_from(allocations)
    .join(_ALSO, _ALSO.c.lot_id == allocations.c.lot_id)
    .join(entries, entries.c.id == _ALSO.c.entry_id)
    .join(_CAME, _CAME.c.id == allocations.c.lot_id)
    .where(
        allocations.c.entry_id == bindparam("entry"),
        or_(entries.c.kind == EntryKind.EXTEND.value, entries.c.id == bindparam("entry")),
    ),
)


async def expire_points(work: Work, most: int) -> Ended:
    """Let the lots whose last instant is past expire or last longer, oldest first, as their owners were told.

    What ends a member's lots together is one entry for each fate. A lot that lasts longer is told of anew.

    Args:
        most: lots looked at in this act; the next act goes on. Nothing is left to do once nothing ended.
    """
    whose = await work.all(_WHOSE, now=work.now, most=most)
    if not whose:
        return Ended(0, 0)
    extensions = (await read_terms(work)).extend_months
    book = await hold(work, SYSTEM, whose)
    past = await work.each(_PAST, [{"member": member_id, "now": work.now} for member_id in book.accounts])
    ends: dict[Fate, list[_Past]] = defaultdict(list)
    for member_id, found in zip(book.accounts, past, strict=True):
        mine: dict[Fate, list[_Past]] = defaultdict(list)
        for lot in found:
            ending = Ending(lot.expires_at, lot.warned_at, lot.extended)
            mine[fate(ending, extensions, work.now, work.store.zone_info)].append(lot)
        for became, of in mine.items():
            _add(book, member_id, became, of)
            ends[became] += of
    await book.write()
    zone = work.store.zone_info
    extended = [{"lot": lot.id, "until": longer(lot.expires_at, work.now, zone)} for lot in ends[Fate.EXTEND]]
    await work.many(_LONGER, extended)
    await work.many(_TELL_ANEW, [{"lot": lot.id, "stage": EARLY} for of in ends.values() for lot in of])
    return Ended(sum(map(len, ends.values())) - len(extended), len(extended))


def _add(book: Book, member_id: int, became: Fate, of: list[_Past]) -> None:
    takes = tuple(Take(lot.id, 0 if became is Fate.EXTEND else lot.left) for lot in of)
    key = f"{became}:{of[0].id}:{book.mark(member_id)}"
    book.add(member_id, _KINDS[became], key, Movement(takes), at=book.work.now)


async def keep_points(work: Work, actor: Actor, member_id: int) -> Kept | Refusal:
    """Let everything that expires within a week last a week longer, once a year.

    Returns:
        Refusal: `keep_off` where the shop doesn't offer it, `keep_used` (`at`: when, `again`: from when it can be done
            again), or `keep_nothing` where nothing expires so soon.
    """
    authorise(actor, Action.KEEP_POINTS)
    book = await hold(work, actor, [member_id])
    if refusal := await why_not_kept(work, member_id):
        return refusal
    zone = work.store.zone_info
    last = within(LATE, work.now, zone)
    soon = [lot for lot in await lots_of(work, member_id) if work.now <= lot.expires_at <= last]
    key = f"keep:{member_id}:{book.mark(member_id)}"
    book.add(member_id, EntryKind.KEEP, key, Movement(tuple(Take(lot.id, 0) for lot in soon)), at=work.now)
    await book.write()
    until = [(lot, kept_until(lot.expires_at, zone)) for lot in soon]
    await work.many(_KEEP, [{"lot": lot.id, "until": at} for lot, at in until])
    await work.many(_TELL_ANEW, [{"lot": lot.id, "stage": LATE} for lot in soon])
    return Kept(sum(lot.left for lot in soon), batches((Batch(lot.left, at) for lot, at in until), zone))


async def why_not_kept(work: Work, member_id: int) -> Refusal | None:
    """Why a member can't keep what expires soon for a week longer, as `keep_points` says; None if they can."""
    if not (await read_terms(work)).keeps:
        return Refusal("keep_off")
    kept = await work.one(_LAST_KEPT, member=member_id, since=work.now - KEPT_EVERY)
    if kept is not None:
        return Refusal("keep_used", {"at": kept, "again": kept + KEPT_EVERY})
    until = within(LATE, work.now, work.store.zone_info)
    if await work.one(_NEXT_WEEK, member=member_id, now=work.now, until=until) is None:
        return Refusal("keep_nothing")
    return None


async def who_may_keep(work: Work, member_ids: Sequence[int]) -> set[int]:
    """Those of some members who may keep what expires soon, which there is."""
    if not member_ids or not (await read_terms(work)).keeps:
        return set()
    asked = [{"member": one, "since": work.now - KEPT_EVERY} for one in member_ids]
    found = await work.each(_LAST_KEPT, asked)
    return {member_id for member_id, kept in zip(member_ids, found, strict=True) if not kept}


async def schedule(work: Work, member_id: int, days: int) -> list[Batch]:
    """What of a member's points expires on each of the next so many days, soonest first."""
    zone = work.store.zone_info
    return batches(await work.all(_BY_END, member=member_id, now=work.now, until=within(days, work.now, zone)), zone)


async def tried_to_tell_since(work: Work, entry_id: int) -> datetime | None:
    """Since when it was tried to tell the owner of points that an entry extended, or took though nobody could be told.

    None for an entry that names no lot.
    """
    tried = await work.the(_TRIED, entry=entry_id)
    if tried.began is None or tried.came is None:
        return None
    return tried_since(tried.began, tried.came, work.store.zone_info)


async def anything_past(work: Transaction, now: datetime) -> bool:
    """Whether any lot with points left is past its last instant."""
    return bool(await work.all(_WHOSE, now=now, most=1))
