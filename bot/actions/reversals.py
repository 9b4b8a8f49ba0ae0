"""What is taken back of a purchase: the points that it earned and those that paid it, from the original entries."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, cast, func, select

from bot.actions.ledger import Book, lots_of
from bot.actions.points import revive
from bot.actions.receipts import Purchase
from bot.database import Query
from bot.rules.ledger import EntryKind
from bot.rules.lots import Lot, give_back, take_back
from bot.rules.spending import NOTHING, Back, Paid, given_back, lots_back
from bot.shop import Work
from bot.tables.points import allocations, entries, lots


class Reversed(NamedTuple):
    """What a refund (or an undone sale) took back, and what it gave back.

    `owed` of the points taken were spent already and are owed; `paid` of the amount came back as the points that had
    paid it. `balance` and `debt` are the account's now. `again` if it was done before and only told again.
    """

    purchase: Purchase
    amount: int
    points: int
    owed: int
    balance: int
    debt: int
    paid: Paid = NOTHING
    again: bool = False


_OF = (entries.c.purchase_id == bindparam("purchase"), entries.c.kind == bindparam("kind"))
_ENTRY_OF = Query(int, select(entries.c.id).where(*_OF))
_PAID_FROM = Query(
    Lot,
    select(
        lots.c.id,
        lots.c.points,
        cast(func.sum(allocations.c.points), BigInteger).label("left"),
        lots.c.expires_at,
        lots.c.purchase_id,
    )
    .select_from(entries)
    .join(allocations, allocations.c.entry_id == entries.c.id)
    .join(lots, lots.c.id == allocations.c.lot_id)
    .where(
        entries.c.purchase_id == bindparam("purchase"),
        entries.c.kind.in_((EntryKind.PAY.value, EntryKind.PAY_BACK.value)),
    )
    .group_by(lots.c.id, lots.c.points, lots.c.expires_at, lots.c.purchase_id),
)


async def reverse(
    work: Work, book: Book, purchase: Purchase, amount: int, kind: EntryKind, about: str, at: datetime
) -> tuple[Back, int]:
    """Give back the points that paid a part of a held purchase, and take back those it earned.

    What paid comes back first, so that nothing is owed that is at hand. The caller writes the book and changes the
    purchase.

    Args:
        amount: how much of it is reversed, in minor units.
        about: what makes the entries of this reversal its own.

    Returns:
        What goes back, and how many of the earned points are owed.
    """
    paid = Paid(purchase.paid_points, purchase.paid_worth)
    if amount <= 0:
        return Back(0, NOTHING, 0), 0
    back = given_back(purchase.amount, purchase.earned, paid, purchase.refunded, amount)
    if back.paid.points:
        await _pay_back(work, book, purchase, back.paid.points, f"pay_back:{kind}:{about}", at)
    if not back.earned:
        return back, 0
    movement = take_back(await lots_of(work, purchase.member_id), back.earned, purchase.id)
    original = await work.the(_ENTRY_OF, purchase=purchase.id, kind=EntryKind.EARN.value)
    book.add(
        purchase.member_id,
        kind,
        f"{kind}:{about}",
        movement,
        at=at,
        purchase_id=purchase.id,
        reverses=original,
        rule_version=purchase.rule_version,
    )
    return back, movement.debt


async def _pay_back(work: Work, book: Book, purchase: Purchase, points: int, key: str, at: datetime) -> None:
    """Put points into the lots that they paid from, less what the member owes, and write it down."""
    member_id = purchase.member_id
    taken = await work.all(_PAID_FROM, purchase=purchase.id)
    movement = give_back(lots_back(taken, points), book.accounts[member_id].debt)
    original = await work.the(_ENTRY_OF, purchase=purchase.id, kind=EntryKind.PAY.value)
    book.add(member_id, EntryKind.PAY_BACK, key, movement, at=at, purchase_id=purchase.id, reverses=original)
    await book.write()
    until = {lot.id: lot.expires_at for lot in taken}
    await revive(work, {take.lot_id: until[take.lot_id] for take in movement.takes})


def told(done: Reversed) -> dict[str, object]:
    """What the member's message about it needs."""
    return {
        "number": done.purchase.receipt,
        "amount": done.amount,
        "points": done.points,
        "debt": done.debt,
        "balance": done.balance,
        **done.paid.told(),
    }


def noted(done: Reversed) -> list[int]:
    """What the log keeps of it: the amount, the points taken back, and what came back as points, if anything did."""
    return [done.amount, done.points, *done.paid.told().values()]
