"""Refunds: the original entry is reversed in proportion, never recomputed; one that comes too early waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.ledger import Book, lots_of
from bot.actions.log import authorise, note
from bot.actions.receipts import BY_SOURCE, Purchase, hold_purchase
from bot.actions.telling import tell
from bot.database import Command, Query
from bot.rules.ledger import EntryKind
from bot.rules.lots import owed_back, take_back
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.points import entries
from bot.tables.purchases import purchases, refunds

WAITS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Returned:
    """Money given back as a till tells it: its own `reference`, the receipt, and how much in minor units."""

    source: str
    receipt: str
    reference: str
    amount: int
    at: datetime


class Reversed(NamedTuple):
    """What a refund (or an undone sale) took back.

    `owed` of the points were spent already and are owed; `balance` and `debt` are the account's now. `again` if it was
    done before and only told again.
    """

    purchase: Purchase
    amount: int
    points: int
    owed: int
    balance: int
    debt: int
    again: bool = False


class Parked(NamedTuple):
    """A refund that waits for its purchase."""

    refund_id: int


class Refund(NamedTuple):
    """A refund as it stands; without a purchase it waits for it."""

    id: int
    source: str
    receipt: str
    reference: str
    amount: int
    at: datetime
    recorded_at: datetime
    purchase_id: int | None
    points: int | None


_REFUND = select(*(refunds.c[name] for name in Refund._fields))
_BY_REFERENCE = Query(
    Refund, _REFUND.where(refunds.c.reference == bindparam("reference"), refunds.c.source == bindparam("source"))
)
_PARKED = _REFUND.where(refunds.c.purchase_id.is_(None)).order_by(refunds.c.id)
_ANY_PARKED = Query(Refund, _PARKED.limit(1))
_PARKED_FOR = Query(
    Refund, _PARKED.where(refunds.c.receipt == bindparam("receipt"), refunds.c.source == bindparam("source"))
)
_LATE = Query(Refund, _PARKED.where(refunds.c.recorded_at < bindparam("before")))
_ADD = Query(
    int,
    insert(refunds)
    .on_conflict_do_nothing(index_elements=[refunds.c.reference, refunds.c.source])
    .returning(refunds.c.id),
)
_APPLIED = Command(
    update(refunds)
    .where(refunds.c.id == bindparam("refund"))
    .values(purchase_id=bindparam("purchase"), points=bindparam("taken"))
)
_GIVEN_BACK = Command(
    update(purchases)
    .where(purchases.c.id == bindparam("purchase"))
    .values(
        refunded=purchases.c.refunded + bindparam("back"), returned=purchases.c.returned + bindparam("points_back")
    )
)
_EARNED_BY = Query(
    int, select(entries.c.id).where(entries.c.purchase_id == bindparam("purchase"), entries.c.kind == EntryKind.EARN)
)


async def refund_purchase(
    work: Work, actor: Actor, purchase_id: int, amount: int | None, reference: str
) -> Reversed | Refusal:
    """Give back a purchase or a part of it, and tell the member.

    Args:
        amount: minor units; None for all that is left.
        reference: the refund's own number, so that a repeated tap refunds once.

    Returns:
        Refusal: `receipt_unknown`, `purchase_undone`, `amount_zero`, `refund_too_large` (`left`), or `refund_taken` if
            the reference was another refund's.
    """
    found = await hold_purchase(work, actor, purchase_id)
    if found is None:
        return Refusal("receipt_unknown")
    purchase, book = found
    authorise(actor, Action.REFUND, purchase.branch_id)
    known = await work.one(_BY_REFERENCE, reference=reference, source=purchase.source)
    if known is not None:
        same = known.purchase_id == purchase_id and amount in (None, known.amount)
        return _again(book, purchase, known) if same else Refusal("refund_taken")
    back = purchase.refundable if amount is None else amount
    if refusal := _refused(purchase, back):
        return refusal
    returned = Returned(purchase.source, purchase.receipt, reference, back, work.now)
    refund_id = await work.the(_ADD, **_values(work, actor, returned))
    done = await _apply(work, book, purchase, refund_id, back, work.now)
    await note(work, actor, Action.REFUND, f"purchase:{purchase_id}", None, [back, done.points])
    await tell(work, purchase.member_id, "refunded", f"refunded:{refund_id}", told(done))
    return done


async def receive_refund(work: Work, actor: Actor, returned: Returned) -> Reversed | Parked | Refusal:
    """Take in a refund that a till or a shop on the web tells of; one whose purchase is not here yet waits for it.

    It counts once per source and reference, and writes to nobody.

    Returns:
        Refusal: as `refund_purchase`.
    """
    authorise(actor, Action.RECORD_SALE)
    if returned.amount <= 0:
        return Refusal("amount_zero")
    known = await work.one(_BY_REFERENCE, reference=returned.reference, source=returned.source)
    if known is not None and (known.receipt, known.amount) != (returned.receipt, returned.amount):
        return Refusal("refund_taken")
    purchase = await work.one(BY_SOURCE, receipt=returned.receipt, source=returned.source)
    if known is not None and known.purchase_id is None:
        return Parked(known.id)
    if purchase is None:
        refund_id = await work.one(_ADD, **_values(work, actor, returned))
        return Parked(refund_id) if refund_id is not None else await receive_refund(work, actor, returned)
    found = await hold_purchase(work, actor, purchase.id)
    if found is None:
        return Refusal("receipt_unknown")
    purchase, book = found
    if known is not None:
        return _again(book, purchase, known)
    if refusal := _refused(purchase, returned.amount):
        return refusal
    refund_id = await work.the(_ADD, **_values(work, actor, returned))
    return await _apply(work, book, purchase, refund_id, returned.amount, returned.at)


async def apply_parked(work: Work, actor: Actor, recorded: Mapping[int, Mapping[str, str]]) -> None:
    """Apply the refunds that waited for these purchases.

    What is more than was paid is left aside: a refund takes back no more than there was.

    Args:
        recorded: the purchases' numbers, and for each its `receipt` and `source`.
    """
    if not recorded or await work.one(_ANY_PARKED) is None:
        return
    waited = await work.each(_PARKED_FOR, list(recorded.values()))
    for purchase_id, parked in zip(recorded, waited, strict=True):
        for refund in parked:
            found = await hold_purchase(work, actor, purchase_id)
            if found is not None:
                purchase, book = found
                await _apply(work, book, purchase, refund.id, min(refund.amount, purchase.refundable), refund.at)


async def refunds_without_purchase(work: Work) -> list[Refund]:
    """Refunds whose purchase has not arrived for thirty days: somebody has to look."""
    return await work.all(_LATE, before=work.now - WAITS)


async def reverse(
    work: Work, book: Book, purchase: Purchase, amount: int, kind: EntryKind, key: str, at: datetime
) -> tuple[int, int]:
    """Take back the points that a part of a held purchase earned; how many, and how many of them are owed.

    The caller writes the book and changes the purchase.
    """
    if not purchase.earned or amount <= 0:
        return 0, 0
    points = owed_back(purchase.earned, purchase.amount, purchase.refunded, amount)
    if not points:
        return 0, 0
    movement = take_back(await lots_of(work, purchase.member_id), points, purchase.id)
    original = await work.the(_EARNED_BY, purchase=purchase.id)
    book.add(
        purchase.member_id,
        kind,
        key,
        movement,
        at=at,
        purchase_id=purchase.id,
        reverses=original,
        rule_version=purchase.rule_version,
    )
    return points, movement.debt


def told(done: Reversed) -> dict[str, object]:
    """What the member's message about it needs."""
    return {
        "number": done.purchase.receipt,
        "amount": done.amount,
        "points": done.points,
        "debt": done.debt,
        "balance": done.balance,
    }


async def _apply(work: Work, book: Book, purchase: Purchase, refund_id: int, amount: int, at: datetime) -> Reversed:
    points, owed = await reverse(work, book, purchase, amount, EntryKind.REFUND, f"refund:{refund_id}", at)
    account = book.accounts[purchase.member_id]
    account.spent -= amount
    await book.write()
    await work.run(_GIVEN_BACK, purchase=purchase.id, back=amount, points_back=points)
    await work.run(_APPLIED, refund=refund_id, purchase=purchase.id, taken=points)
    return Reversed(purchase, amount, points, owed, account.points, account.debt)


def _refused(purchase: Purchase, amount: int) -> Refusal | None:
    if purchase.undone_at is not None:
        return Refusal("purchase_undone")
    if amount > purchase.refundable or not purchase.refundable:
        return Refusal("refund_too_large", {"left": purchase.refundable})
    return Refusal("amount_zero") if amount <= 0 else None


def _again(book: Book, purchase: Purchase, known: Refund) -> Reversed:
    account = book.accounts[purchase.member_id]
    return Reversed(purchase, known.amount, known.points or 0, 0, account.points, account.debt, again=True)


def _values(work: Work, actor: Actor, returned: Returned) -> dict[str, object]:
    return {
        "source": returned.source,
        "receipt": returned.receipt,
        "reference": returned.reference,
        "amount": returned.amount,
        "at": returned.at,
        "recorded_at": work.now,
        "actor": actor.name,
    }
