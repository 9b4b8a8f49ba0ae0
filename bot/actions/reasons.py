"""Why an entry of the ledger is there: what led to it and what became of it, for the member and the staff."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, BindParameter, bindparam, cast, func, select

from bot.actions.balance import LINE, as_line
from bot.actions.expiry import UNWARNED, tried_to_tell_since
from bot.actions.log import authorise
from bot.actions.program import read_version
from bot.actions.tiers import all_tiers
from bot.database import Query
from bot.rules.ledger import EntryKind
from bot.rules.reasons import Bought, Brought, Doer, More, Moved, Reasons, Spent, Tiered
from bot.rules.roles import Action, Actor, Role
from bot.shop import Work
from bot.tables.approvals import adjustments
from bot.tables.people import people
from bot.tables.points import allocations, entries, lots
from bot.tables.purchases import purchases
from bot.tables.rewards import vouchers
from bot.tables.staff import branches, staff

MOST_MOVES = 10
"""Moves of a lot, and lots behind an entry, that are shown one by one; the rest are added up."""


class _Behind(NamedTuple):
    key: str
    actor: str
    rule_version: int | None
    reverses: int | None
    receipt: str | None
    amount: int | None
    branch: str | None
    paid_points: int | None
    paid_worth: int | None
    refunded: int | None
    multiplier: int | None
    tier_version: int | None
    lot_points: int | None
    left: int | None
    expires_at: datetime | None


class _Adjusted(NamedTuple):
    reason: bytes | None
    approved_by: int | None


def _moved(kind: str, points: int, at: datetime) -> Moved:
    return Moved(EntryKind(kind), points, at)


_MEMBER: BindParameter[int] = bindparam("member")
_NUMBER: BindParameter[int] = bindparam("entry")
_THIS = (entries.c.id == _NUMBER, entries.c.member_id == _MEMBER)
_ENTRY = Query(as_line, select(*LINE).where(*_THIS))
_BEHIND = Query(
    _Behind,
    select(
        entries.c.key,
        entries.c.actor,
        entries.c.rule_version,
        entries.c.reverses,
        purchases.c.receipt,
        purchases.c.amount,
        branches.c.name.label("branch"),
        purchases.c.paid_points,
        purchases.c.paid_worth,
        purchases.c.refunded,
        purchases.c.multiplier,
        purchases.c.tier_version,
        lots.c.points.label("lot_points"),
        lots.c.left,
        lots.c.expires_at,
    )
    .select_from(entries)
    .outerjoin(purchases, purchases.c.id == entries.c.purchase_id)
    .outerjoin(branches, branches.c.id == purchases.c.branch_id)
    .outerjoin(lots, lots.c.id == entries.c.id)
    .where(*_THIS),
)
_AFTER = Query(
    int,
    select(cast(func.sum(entries.c.points), BigInteger)).where(entries.c.member_id == _MEMBER, entries.c.id <= _NUMBER),
)
_OF_ITS_LOT = (allocations.c.lot_id == _NUMBER, allocations.c.entry_id != _NUMBER)
_BY_IT = (allocations.c.entry_id == _NUMBER, allocations.c.lot_id != _NUMBER)
_IN_ALL = (func.count().label("times"), cast(func.sum(allocations.c.points), BigInteger).label("points"))
# What became of the entry's own lot: the entries that took from it, its own (a debt it paid at once) among them.
_MOVES = Query(
    _moved,
    select(entries.c.kind, allocations.c.points, entries.c.at)
    .join_from(allocations, entries, entries.c.id == allocations.c.entry_id)
    .where(*_OF_ITS_LOT)
    .order_by(entries.c.id)
    .limit(MOST_MOVES),
)
_ALL_MOVES = Query(More, select(*_IN_ALL).where(*_OF_ITS_LOT))
_TAKEN = Query(
    _moved,
    select(entries.c.kind, allocations.c.points, entries.c.at)
    .join_from(allocations, entries, entries.c.id == allocations.c.lot_id)
    .where(*_BY_IT)
    .order_by(entries.c.id)
    .limit(MOST_MOVES),
)
_ALL_TAKEN = Query(More, select(*_IN_ALL).where(*_BY_IT))


def _voucher(names: object, kind: str) -> Spent | None:
    if not isinstance(names, dict):
        raise TypeError(f"a voucher's names are by language, not {names!r}")
    return Spent(names, kind == "donation")


_SPENT = Query(_voucher, select(vouchers.c.names, vouchers.c.kind).where(vouchers.c.entry_id == bindparam("number")))
_ADJUSTED = Query(
    _Adjusted, select(adjustments.c.reason, adjustments.c.approved_by).where(adjustments.c.entry_id == _NUMBER)
)


class _Staff(NamedTuple):
    role: str
    name: bytes


_STAFF = Query(
    _Staff,
    select(staff.c.role, func.coalesce(people.c.name, staff.c.name).label("name"))
    .select_from(staff)
    .outerjoin(people, people.c.telegram_id == staff.c.telegram_id)
    .where(staff.c.id == bindparam("number")),
)


async def reasons_for(work: Work, actor: Actor, member_id: int, entry_id: int) -> Reasons | None:
    """What is behind one of a member's entries, for the member themselves or for the staff; None if it isn't theirs."""
    authorise(actor, Action.SEE_POINTS if actor.member_id == member_id else Action.FIND_MEMBER)
    line = await work.one(_ENTRY, member=member_id, entry=entry_id)
    if line is None:
        return None
    behind = await work.the(_BEHIND, member=member_id, entry=entry_id)
    adjusted = await work.one(_ADJUSTED, entry=entry_id)
    taken = await work.all(_TAKEN, entry=entry_id)
    unwarned = behind.key.startswith(UNWARNED)
    approver = adjusted.approved_by if adjusted else None
    return Reasons(
        line,
        after=await work.the(_AFTER, member=member_id, entry=entry_id),
        bought=_bought(behind),
        rule=await read_version(work, behind.rule_version) if behind.rule_version is not None else None,
        tier=await _tiered(work, behind),
        brought=await _brought(work, entry_id, behind),
        taken=taken,
        more=await _more(work, _ALL_TAKEN, entry_id, taken),
        spent=await work.one(_SPENT, number=behind.reverses or entry_id),
        reason=work.vault.open(adjusted.reason) if adjusted and adjusted.reason else "",
        unwarned=unwarned,
        tried_since=await tried_to_tell_since(work, entry_id) if unwarned or line.kind is EntryKind.EXTEND else None,
        done_by=await _who(work, behind.actor),
        approved_by=await _colleague(work, approver) if approver is not None else None,
    )


def _bought(behind: _Behind) -> Bought | None:
    if behind.receipt is None or behind.amount is None:
        return None
    paid = behind.paid_points or 0, behind.paid_worth or 0
    return Bought(behind.receipt, behind.amount, behind.branch, *paid, behind.refunded or 0)


async def _tiered(work: Work, behind: _Behind) -> Tiered | None:
    if behind.tier_version is None or behind.multiplier is None:
        return None
    table = next((one for one in await all_tiers(work) if one.version == behind.tier_version), None)
    alike = [tier for tier in table.tiers if tier.multiplier == behind.multiplier] if table else []
    return Tiered(behind.multiplier, behind.tier_version, alike[0].names if len(alike) == 1 else None)


async def _brought(work: Work, entry_id: int, behind: _Behind) -> Brought | None:
    if behind.lot_points is None or behind.left is None or behind.expires_at is None:
        return None
    moves = await work.all(_MOVES, entry=entry_id)
    more = await _more(work, _ALL_MOVES, entry_id, moves)
    return Brought(behind.lot_points, behind.left, behind.expires_at, moves, more)


async def _more(work: Work, everything: Query[More], entry_id: int, shown: Sequence[Moved]) -> More | None:
    if len(shown) < MOST_MOVES:
        return None
    total = await work.the(everything, entry=entry_id)
    rest = More(total.times - len(shown), total.points - sum(one.points for one in shown))
    return rest if rest.times else None


async def _who(work: Work, actor: str) -> Doer:
    """Whoever the ledger remembers as `cashier:3`; staff by the role that they had then."""
    name, _, number = actor.partition(":")
    role = Role(name)
    if not number or role is Role.MEMBER:
        return Doer(role)
    return (await _colleague(work, int(number)))._replace(role=role)


async def _colleague(work: Work, staff_id: int) -> Doer:
    known = await work.the(_STAFF, number=staff_id)
    return Doer(Role(known.role), work.vault.open(known.name) if known.name else "")
