"""Refunds: each counts once by its reference, gives back what is left and no more; one that comes too early waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.ledger import Book
from bot.actions.log import authorise, note
from bot.actions.receipts import BY_SOURCE, Purchase, hold_purchase
from bot.actions.reversals import Reversed, noted, reverse, told
from bot.actions.telling import tell
from bot.database import Command, Query, Transaction
from bot.rules.ledger import EntryKind
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.spending import Paid
from bot.shop import Work
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
    paid_points: int | None
    paid_worth: int | None


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
    .values(
        purchase_id=bindparam("purchase"),
        points=bindparam("taken"),
        paid_points=bindparam("given"),
        paid_worth=bindparam("worth"),
    )
)
_GIVEN_BACK = Command(
    update(purchases)
    .where(purchases.c.id == bindparam("purchase"))
    .values(refunded=purchases.c.refunded + bindparam("back"), returned=purchases.c.returned + bindparam("points_back"))
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
    await note(work, actor, Action.REFUND, f"purchase:{purchase_id}", None, noted(done))
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


async def refunds_without_purchase(reading: Transaction, at: datetime) -> list[Refund]:
    """Refunds whose purchase had not arrived for thirty days by an instant: somebody has to look."""
    return await reading.all(_LATE, before=at - WAITS)


async def _apply(work: Work, book: Book, purchase: Purchase, refund_id: int, amount: int, at: datetime) -> Reversed:
    back, owed = await reverse(work, book, purchase, amount, EntryKind.REFUND, f"{refund_id}", at)
    account = book.accounts[purchase.member_id]
    account.spent -= amount
    await book.write()
    await work.run(_GIVEN_BACK, purchase=purchase.id, back=amount, points_back=back.earned)
    points, worth = back.paid
    await work.run(_APPLIED, refund=refund_id, purchase=purchase.id, taken=back.earned, given=points, worth=worth)
    return Reversed(purchase, amount, back.earned, owed, account.points, account.debt, back.paid)


def _refused(purchase: Purchase, amount: int) -> Refusal | None:
    if purchase.undone_at is not None:
        return Refusal("purchase_undone")
    if amount > purchase.refundable or not purchase.refundable:
        return Refusal("refund_too_large", {"left": purchase.refundable})
    return Refusal("amount_zero") if amount <= 0 else None


def _again(book: Book, purchase: Purchase, known: Refund) -> Reversed:
    account = book.accounts[purchase.member_id]
    paid = Paid(known.paid_points or 0, known.paid_worth or 0)
    return Reversed(purchase, known.amount, known.points or 0, 0, account.points, account.debt, paid, again=True)


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
