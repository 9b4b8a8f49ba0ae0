"""The record of a sale: made once however often the button is pressed, and taken back within a quarter of an hour."""

from datetime import datetime, timedelta

from bot.actions.balance import holding
from bot.actions.members import member_by_id, member_name
from bot.actions.payments import withdraw
from bot.actions.purchases import Line
from bot.actions.receipts import Purchase, find_receipt, last_sale_of
from bot.actions.sales import UNDO_WITHIN, record_sale, undo_sale, why_kept
from bot.rules.codes import own_receipt
from bot.rules.refusals import Refusal
from bot.rules.spending import Paid
from bot.words import refusals
from bot.words import sale as words
from bot.words.message import Message, Toast
from bot.words.sale import Buyer, Recorded
from handlers.drafts import left
from handlers.sale import SALE, Draft, go_on, sale_of
from handlers.visit import Reply, Visit


async def record(visit: Visit) -> Message | Reply:
    """The one question was answered with yes."""
    return await _record(visit, anyway=False)


async def record_again(visit: Visit) -> Message | Reply:
    """The second question, about a sale just like it, was answered with yes."""
    return await _record(visit, anyway=True)


async def _record(visit: Visit, *, anyway: bool) -> Message | Reply:
    [receipt] = visit.args
    draft = SALE.draft(visit)
    if draft is None or draft.receipt != receipt or draft.member_id is None or draft.amount is None:
        return await already(visit, receipt)
    if draft.code_id:
        await withdraw(visit.work, visit.actor, draft.code_id)
    member = await member_by_id(visit.work, draft.member_id)
    if member is None:
        return await go_on(visit, draft)
    goods = [Line(one.sku, one.quantity) for one in draft.goods or ()]
    rung = await record_sale(visit.work, visit.actor, draft.member_id, draft.amount, receipt, goods, anyway=anyway)
    if isinstance(rung, Refusal):
        return await refused(visit, draft, rung)
    await visit.asked()
    if rung.again:
        return await already(visit, receipt)
    buyer = Buyer(member_name(visit.work, member), member.card, rung.balance)
    done = Recorded(rung.purchase_id, buyer, draft.amount, rung.earned, rung.balance, receipt)
    return words.recorded(visit.words, done, visit.now + UNDO_WITHIN)


async def refused(visit: Visit, draft: Draft, why: Refusal) -> Message:
    """Ask once more for what the sale was refused for."""
    match why.key, why.data:
        case "sale_repeated", {"receipt": str(first), "at": datetime() as at}:
            minutes = int((visit.now - at) / timedelta(minutes=1))
            return words.ask_again(visit.words, await sale_of(visit, draft), first, minutes, draft.receipt)
        case "receipt_taken", _ if own_receipt(draft.receipt) == draft.receipt:
            return await go_on(visit, draft._replace(receipt=""))
        case (("sku_unknown" | "receipt_taken"), _):
            return await go_on(visit, draft._replace(goods=None, receipt="", brief=False), why)
    return await go_on(visit, draft._replace(member_id=None), why)


async def already(visit: Visit, receipt: str) -> Message | Reply:
    """The button of a sale that is over: what became of it, if it was this cashier's."""
    sale = await find_receipt(visit.work, receipt)
    if isinstance(sale, Refusal) or sale.staff_id != visit.actor.staff_id:
        return left(visit)
    return await _recorded(visit, sale)


async def undo(visit: Visit) -> Message:
    """`/undo`: which sale it would be."""
    sale = await last_sale_of(visit.work, visit.actor.staff_id) if visit.actor.staff_id is not None else None
    why = Refusal("undo_nothing") if sale is None else why_kept(visit.work, visit.actor, sale)
    if sale is None or why is not None:
        return refusals.refused(visit.words, why or Refusal("undo_nothing"), visit.now)
    return words.confirm_undo(visit.words, await _as_recorded(visit, sale))


async def take_back(visit: Visit) -> Message | Toast:
    """*Take it back* was pressed."""
    done = await undo_sale(visit.work, visit.actor, int(visit.args[0]))
    if isinstance(done, Refusal):
        return refusals.refused_toast(visit.words, done, visit.now)
    sale = await _as_recorded(visit, done.purchase)
    undone = sale._replace(amount=done.amount, points=done.points, balance=done.balance, paid=done.paid)
    return words.taken_back(visit.words, undone)


async def _recorded(visit: Visit, sale: Purchase) -> Message:
    shown = await _as_recorded(visit, sale)
    if sale.undone_at is not None:
        return words.taken_back(visit.words, shown)
    return words.recorded(visit.words, shown, sale.recorded_at + UNDO_WITHIN)


async def _as_recorded(visit: Visit, sale: Purchase) -> Recorded:
    member = await member_by_id(visit.work, sale.member_id)
    name = "" if member is None else member_name(visit.work, member)
    held = await holding(visit.work, sale.member_id)
    buyer = Buyer(name, "" if member is None else member.card, held.points)
    paid = Paid(sale.paid_points, sale.paid_worth)
    return Recorded(sale.id, buyer, sale.amount, sale.earned, held.points, sale.receipt, paid)
