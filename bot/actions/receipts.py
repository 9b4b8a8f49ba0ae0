"""Purchases as they stand in the books, found by number, by receipt, or as somebody's last."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.actions.ledger import Book, hold
from bot.database import Query
from bot.rules.codes import own_receipt
from bot.rules.refusals import Refusal
from bot.rules.roles import Actor
from bot.shop import Work
from bot.tables.purchases import purchases


class Purchase(NamedTuple):
    """A purchase as it stands; money in minor units."""

    id: int
    source: str
    receipt: str
    branch_id: int | None
    member_id: int
    staff_id: int | None
    at: datetime
    recorded_at: datetime
    amount: int
    earned: int
    rule_version: int
    multiplier: int
    tier_version: int | None
    paid_points: int
    paid_worth: int
    refunded: int
    returned: int
    undone_at: datetime | None

    @property
    def refundable(self) -> int:
        """What of it was not given back yet."""
        return 0 if self.undone_at else max(self.amount - self.refunded, 0)


_PURCHASE = select(*(purchases.c[name] for name in Purchase._fields))
_BY_ID = Query(Purchase, _PURCHASE.where(purchases.c.id == bindparam("number")))
_RECEIPT = _PURCHASE.where(purchases.c.receipt == bindparam("receipt"))
_BY_RECEIPT = Query(Purchase, _RECEIPT.limit(2))
BY_SOURCE = Query(Purchase, _RECEIPT.where(purchases.c.source == bindparam("source")))
_LAST_OF = Query(
    Purchase, _PURCHASE.where(purchases.c.staff_id == bindparam("staff")).order_by(purchases.c.id.desc()).limit(1)
)
_TWIN = Query(
    Purchase,
    _PURCHASE.where(
        purchases.c.member_id == bindparam("member"),
        purchases.c.amount == bindparam("paid"),
        purchases.c.at >= bindparam("since"),
        purchases.c.undone_at.is_(None),
    ).limit(1),
)


async def purchase_by_id(work: Work, purchase_id: int) -> Purchase | None:
    """A purchase by its number in the books."""
    return await work.one(_BY_ID, number=purchase_id)


async def find_receipt(work: Work, text: str) -> Purchase | Refusal:
    """The purchase whose receipt somebody typed: as it is, or put right if it is one of ours.

    Returns:
        Refusal: `receipt_unknown`, or `receipt_several` where two sources gave the same number.
    """
    for receipt in (text.strip(), own_receipt(text)):
        match await work.all(_BY_RECEIPT, receipt=receipt or ""):
            case [one]:
                return one
            case [_, _]:
                return Refusal("receipt_several")
    return Refusal("receipt_unknown")


async def last_sale_of(work: Work, staff_id: int) -> Purchase | None:
    """The last purchase that somebody of the staff recorded."""
    return await work.one(_LAST_OF, staff=staff_id)


async def twin_of(work: Work, member_id: int, amount: int, since: datetime) -> Purchase | None:
    """A purchase of the same member and amount since an instant."""
    return await work.one(_TWIN, member=member_id, paid=amount, since=since)


async def hold_purchase(work: Work, actor: Actor, purchase_id: int) -> tuple[Purchase, Book] | None:
    """A purchase with its account held, so that nobody else reverses it meanwhile; None if there is none such."""
    purchase = await purchase_by_id(work, purchase_id)
    while purchase is not None:
        book = await hold(work, actor, [purchase.member_id])
        now = await purchase_by_id(work, purchase_id)
        if now is not None and now.member_id == purchase.member_id:
            return now, book
        purchase = now  # it was moved to the member's other account before we held the first
    return None
