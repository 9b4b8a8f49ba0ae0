"""What happens to points outside of purchases: gifts, spending, giving back, moving."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, insert, select, update

from bot.actions.ledger import Book, Bringing, hold, lots_of
from bot.actions.program import read_rule
from bot.database import Command, Query
from bot.rules.expiry import STAGES
from bot.rules.ledger import EntryKind
from bot.rules.lots import Movement, Take, give_back, good_again_until, pay_debt, spend, take_back
from bot.rules.points import expiry
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM, Actor
from bot.shop import Work
from bot.tables.expiry import expiry_warnings
from bot.tables.points import allocations, audits, entries, lots
from bot.tables.purchases import purchases


class Posted(NamedTuple):
    """An entry as it stands in the ledger, and the account's points and debt now."""

    entry_id: int
    points: int
    balance: int
    debt: int


class _Line(NamedTuple):
    id: int
    member_id: int
    kind: str
    points: int


_LINE = select(entries.c.id, entries.c.member_id, entries.c.kind, entries.c.points)
_BY_KEY = Query(_Line, _LINE.where(entries.c.key == bindparam("key")))
_BY_ID = Query(_Line, _LINE.where(entries.c.id == bindparam("entry")))


class _Taken(NamedTuple):
    lot_id: int
    points: int
    expires_at: datetime


_TAKEN = Query(
    _Taken,
    select(allocations.c.lot_id, allocations.c.points, lots.c.expires_at)
    .join(lots, lots.c.id == allocations.c.lot_id)
    .where(allocations.c.entry_id == bindparam("entry"))
    .order_by(lots.c.expires_at, lots.c.id),
)
_TOLD = Command(insert(expiry_warnings))
_GOOD_UNTIL = Command(update(lots).where(lots.c.id == bindparam("lot")).values(expires_at=bindparam("until")))


def _last_fault(fault: str | None) -> bool:
    return fault is not None


_BROKEN = Query(_last_fault, select(audits.c.fault).order_by(audits.c.id.desc()).limit(1))
_HAND_OVER = Command(
    update(purchases).where(purchases.c.member_id == bindparam("member")).values(member_id=bindparam("heir"))
)


async def give_starter(work: Work, actor: Actor, member_id: int) -> int:
    """Give a new member the shop's gift for joining, once; the points given, 0 if there is no gift or they had it."""
    rule = await read_rule(work)
    book = await hold(work, actor, [member_id])
    key = f"starter:{member_id}"
    if not rule.starter or await work.one(_BY_KEY, key=key) is not None:
        return 0
    book.add(
        member_id,
        EntryKind.STARTER,
        key,
        pay_debt(rule.starter, book.accounts[member_id].debt),
        at=work.now,
        brings=Bringing(rule.starter, expiry(work.now, rule.months, work.store.zone_info)),
        rule_version=rule.version,
    )
    await book.write()
    return rule.starter


async def give_points(
    work: Work, member_id: int, points: int, key: str, expires_at: datetime, told_by: str | None = None
) -> int:
    """Give a member points as a gift, in a lot of their own; a debt is paid from them first.

    Args:
        key: which gift it is, such as `birthday:814:2026-05-17`; the same one is given once.
        expires_at: the last instant they are good for.
        told_by: the key of the message that tells of them and of their end, so that nobody is warned of it besides.

    Returns:
        The points given; 0 if they were given before.
    """
    book = await hold(work, SYSTEM, [member_id])
    key = f"gift:{key}"
    if points <= 0 or await work.one(_BY_KEY, key=key) is not None:
        return 0
    movement = pay_debt(points, book.accounts[member_id].debt)
    book.add(member_id, EntryKind.GIFT, key, movement, at=work.now, brings=Bringing(points, expires_at))
    [lot_id] = await book.write()
    if told_by is not None:
        await work.many(_TOLD, [{"lot_id": lot_id, "days": days, "delivery_key": told_by} for days in STAGES])
    return points


async def spendable(work: Work, book: Book, member_id: int, points: int) -> Movement | Refusal:
    """How a held account would spend points, from the lots that expire soonest.

    Returns:
        Refusal: `points_short` (`wanted`, `have`), `points_not_positive`, `spending_paused` or `spending_frozen`.
    """
    if await work.one(_BROKEN):
        return Refusal("spending_paused")
    if book.accounts[member_id].frozen_at is not None:
        return Refusal("spending_frozen")
    return spend(await lots_of(work, member_id), points, work.now)


async def return_points(work: Work, actor: Actor, entry_id: int) -> Posted | Refusal:
    """Give back what a reward cost, to the lots it came from with their own expiry (a week where that is past).

    Returns:
        Refusal: `not_a_redemption` for any other entry (so nothing is reversed that is a reversal itself), or
            `already_returned`.
    """
    spent = await work.one(_BY_ID, entry=entry_id)
    if spent is None or spent.kind != EntryKind.REDEEM:
        return Refusal("not_a_redemption")
    book = await hold(work, actor, [spent.member_id])
    key = f"give_back:{entry_id}"
    if await work.one(_BY_KEY, key=key) is not None:
        return Refusal("already_returned")
    taken = await work.all(_TAKEN, entry=entry_id)
    until = {take.lot_id: take.expires_at for take in taken}
    movement = give_back((Take(take.lot_id, take.points) for take in taken), book.accounts[spent.member_id].debt)
    book.add(spent.member_id, EntryKind.GIVE_BACK, key, movement, at=work.now, reverses=entry_id)
    [back] = await book.write()
    await revive(work, {take.lot_id: until[take.lot_id] for take in movement.takes})
    return _posted(book, back, spent.member_id, -spent.points)


async def revive(work: Work, lots: Mapping[int, datetime]) -> None:
    """Let lots that got points back be good for some days at least, where their own day is past.

    Args:
        lots: their numbers, and until when they were good.
    """
    zone = work.store.zone_info
    later = [(lot_id, good_again_until(until, work.now, zone)) for lot_id, until in lots.items()]
    await work.many(_GOOD_UNTIL, [{"lot": lot_id, "until": new} for lot_id, new in later if new != lots[lot_id]])


async def move_points(work: Work, actor: Actor, member_id: int, heir: int) -> int:
    """Move everything that one account holds to another of the same person: lots with their expiry, debt, purchases.

    Each lot leaves by an entry of one account and arrives by an entry of the other. Once only: an account that was
    moved has nothing left to move.

    Args:
        member_id: the account that is emptied.
        heir: the account that the person has now.

    Returns:
        The points that arrived, debts already taken off.
    """
    book = await hold(work, actor, [member_id, heir])
    old, new = book.accounts[member_id], book.accounts[heir]
    before = new.points
    for lot in await lots_of(work, member_id):
        name = f"{member_id}:{heir}:{book.mark(member_id)}"
        book.add(member_id, EntryKind.MOVE_OUT, f"move_out:{name}", Movement((Take(lot.id, lot.left),)), at=work.now)
        book.add(
            heir,
            EntryKind.MOVE_IN,
            f"move_in:{name}",
            pay_debt(lot.left, new.debt),
            at=work.now,
            brings=Bringing(lot.left, lot.expires_at, lot.purchase_id),
        )
    new.inherit(old)
    await book.write()
    if old.debt:
        name = f"{member_id}:{heir}:{book.mark(member_id)}"
        taken = take_back(await lots_of(work, heir), old.debt)
        book.add(member_id, EntryKind.MOVE_OUT, f"move_out:{name}", Movement(debt=-old.debt), at=work.now)
        book.add(heir, EntryKind.MOVE_IN, f"move_in:{name}", taken, at=work.now)
        await book.write()
    await work.run(_HAND_OVER, member=member_id, heir=heir)
    return new.points - before


def _posted(book: Book, entry_id: int, member_id: int, points: int) -> Posted:
    account = book.accounts[member_id]
    return Posted(entry_id, points, account.points, account.debt)
