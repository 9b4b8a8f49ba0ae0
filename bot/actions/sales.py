"""Sales at the till: recorded once, thanked for, and taken back within a quarter of an hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update

from bot.actions.ledger import balance_of, hold
from bot.actions.log import authorise, note
from bot.actions.purchases import Line, Sold, record_purchases
from bot.actions.receipts import Purchase, hold_purchase, last_sale_of, twin_of
from bot.actions.refills import learn_later
from bot.actions.reversals import Reversed, noted, reverse, told
from bot.actions.telling import tell
from bot.actions.thanks import call_thanks_off, thank
from bot.actions.tier_moves import settle_tier, undo_tier
from bot.database import Command, Query
from bot.rules.codes import own_receipt
from bot.rules.ledger import EntryKind
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.spending import NOTHING, Paid
from bot.shop import Work
from bot.tables.purchases import purchases

UNDO_WITHIN = timedelta(minutes=15)
ASK_AGAIN_WITHIN = timedelta(minutes=5)


class Rung(NamedTuple):
    """A sale in the books: what it earned, what of that paid a debt, and the member's points now."""

    purchase_id: int
    receipt: str
    earned: int
    paid_debt: int
    balance: int
    again: bool


_UNDONE = Command(update(purchases).where(purchases.c.id == bindparam("number")).values(undone_at=bindparam("at")))


class _Span(NamedTuple):
    first_at: datetime | None
    last_at: datetime | None


_SPAN = Query(
    _Span,
    select(func.min(purchases.c.at).label("first_at"), func.max(purchases.c.at).label("last_at")).where(
        purchases.c.member_id == bindparam("member"), purchases.c.undone_at.is_(None)
    ),
)


async def record_sale(
    work: Work,
    actor: Actor,
    member_id: int,
    amount: int,
    receipt: str,
    lines: Sequence[Line] = (),
    *,
    branch_id: int | None = None,
    anyway: bool = False,
    paid: Paid = NOTHING,
) -> Rung | Refusal:
    """Record a sale at the till and thank the member.

    Args:
        amount: minor units, more than nothing.
        receipt: the till's own number, or one of ours (`new_receipt`) made when the cashier was asked to confirm: it
            is what keeps two taps from being two sales.
        lines: goods by sku; each has to be known.
        branch_id: where; the actor's own branch if None.
        anyway: the cashier was asked about the same amount a moment ago, and said yes.
        paid: a part of the amount that points pay, with the member's yes.

    Returns:
        Refusal: `amount_zero`; `sale_repeated` (`receipt`, `at`) for the same member and amount within five minutes,
            which asks; or as `record_purchases`.
    """
    branch_id = branch_id or actor.branch_id
    authorise(actor, Action.RECORD_SALE, branch_id)
    if amount <= 0:
        return Refusal("amount_zero")
    source = source_of(receipt, branch_id)
    if not work.is_sqlite:  # or two cashiers at once would both find that there is no sale like theirs
        await hold(work, actor, [member_id])
    twin = None if anyway else await twin_of(work, member_id, amount, work.now - ASK_AGAIN_WITHIN)
    if twin is not None and (twin.receipt, twin.source) != (receipt, source):
        return Refusal("sale_repeated", {"receipt": twin.receipt, "at": twin.at})
    sold = Sold(source, receipt, member_id, work.now, amount, lines, branch_id, paid)
    [done] = await record_purchases(work, actor, [sold])
    if isinstance(done, Refusal):
        return done
    balance = await balance_of(work, member_id)
    if not done.again:
        said = {
            "store": work.store.name,
            "number": receipt,
            "amount": amount,
            "points": done.earned,
            "paid_debt": done.paid_debt,
            "balance": balance,
            **paid.told(),
        }
        await tell(work, member_id, "receipt", f"receipt:{done.purchase_id}", said)
        await settle_tier(work, member_id)
        await thank(work, member_id, done.purchase_id, done.nth)
    return Rung(done.purchase_id, receipt, done.earned, done.paid_debt, balance, done.again)


def source_of(receipt: str, branch_id: int | None) -> str:
    """Who numbered a receipt of the till's: we did, or the till of a branch."""
    return "bot" if own_receipt(receipt) == receipt else f"till:{branch_id or 0}"


async def undo_sale(work: Work, actor: Actor, purchase_id: int | None = None) -> Reversed | Refusal:
    """Take back a sale of one's own within fifteen minutes, and change the member's message.

    Args:
        purchase_id: which; the actor's last one if None.

    Returns:
        Refusal: `undo_nothing`, `undo_not_yours`, `undo_too_late` (`minutes`), `purchase_undone` or
            `refund_complete`.
    """
    authorise(actor, Action.UNDO_SALE)
    if actor.staff_id is None:
        return Refusal("undo_nothing")
    if purchase_id is None:
        last = await last_sale_of(work, actor.staff_id)
        purchase_id = last.id if last else None
    found = await hold_purchase(work, actor, purchase_id) if purchase_id is not None else None
    if found is None:
        return Refusal("undo_nothing")
    purchase, book = found
    if refusal := why_kept(work, actor, purchase):
        return refusal
    amount = purchase.refundable
    back, owed = await reverse(work, book, purchase, amount, EntryKind.UNDO, f"{purchase.id}", work.now)
    await work.run(_UNDONE, number=purchase.id, at=work.now)
    account = book.accounts[purchase.member_id]
    account.purchases -= 1
    account.spent -= amount
    span = await work.the(_SPAN, member=purchase.member_id)
    account.first_at, account.last_at = span.first_at, span.last_at
    await book.write()
    done = Reversed(purchase, amount, back.earned, owed, account.points, account.debt, back.paid)
    await note(work, actor, Action.UNDO_SALE, f"purchase:{purchase.id}", None, noted(done))
    about = f"receipt:{purchase.id}"
    await tell(work, purchase.member_id, "sale_undone", f"undone:{purchase.id}", told(done), edits=about)
    await call_thanks_off(work, purchase.member_id, purchase.id)
    await undo_tier(work, purchase)
    await learn_later(work, [purchase.member_id])
    return done


def why_kept(work: Work, actor: Actor, purchase: Purchase) -> Refusal | None:
    """Why somebody can't take a sale back, None if they can; the refusals of `undo_sale`."""
    if purchase.staff_id != actor.staff_id:
        return Refusal("undo_not_yours")
    if purchase.undone_at is not None:
        return Refusal("purchase_undone")
    if work.now - purchase.recorded_at > UNDO_WITHIN:
        return Refusal("undo_too_late", {"minutes": int(UNDO_WITHIN.total_seconds() // 60)})
    return None if purchase.refundable else Refusal("refund_complete")
