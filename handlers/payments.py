"""Paying with points at the till: the member is asked, the till waits, asks again, or goes on without points."""

from bot.actions.asked import Payment, State, last_payment
from bot.actions.members import member_by_id, member_name
from bot.actions.payments import ask_payment
from bot.actions.spending import Shown
from bot.rules.refusals import Refusal
from bot.rules.spending import Over, Paid
from bot.words import payments as words
from bot.words.message import Message
from bot.words.payments import Wanted
from handlers import sold
from handlers.sale import SALE, Draft, go_on, ringing_of
from handlers.visit import Kind, Reply, Visit


async def ask(visit: Visit) -> Message | Reply:
    """*Pay with points*, or *Ask again*, was pressed: the member gets the question."""
    draft = SALE.draft(visit)
    if draft is None or draft.receipt != visit.args[0] or draft.points is None:
        return await sold.already(visit, visit.args[0])
    last = await last_payment(visit.work, visit.actor, draft.code_id)
    if last is not None and last.receipt == draft.receipt and (last.open_at(visit.now) or last.state == State.PAID):
        return await _as_it_is(visit, last)
    shown = Shown(visit.incoming.chat_id, visit.incoming.message_id or 0)
    asked = await ask_payment(visit.work, visit.actor, ringing_of(draft), draft.points, shown)
    if isinstance(asked, Refusal):
        return await _refused(visit, draft, asked)
    await visit.ask("sale.waiting", draft)
    return words.waiting(visit.words, await _wanted(visit, asked))


async def look(visit: Visit) -> Message | Reply:
    """*Look again*, or something typed while the till waits for the member."""
    draft = SALE.draft(visit)
    receipt = visit.args[0] if visit.incoming.kind is Kind.PRESS else draft.receipt if draft else ""
    if draft is None or draft.receipt != receipt:
        return await sold.already(visit, receipt)
    last = await last_payment(visit.work, visit.actor, draft.code_id)
    return await go_on(visit, draft) if last is None else await _as_it_is(visit, last)


_WHY = {State.ASKED: Over.LAPSED, State.DECLINED: Over.DECLINED, State.REFUSED: Over.STOPPED}


async def _as_it_is(visit: Visit, payment: Payment) -> Message | Reply:
    if payment.open_at(visit.now):
        return words.waiting(visit.words, await _wanted(visit, payment))
    if payment.state == State.PAID:
        await visit.asked()
        return await sold.already(visit, payment.receipt)
    why = _WHY.get(State(payment.state), Over.WITHDRAWN)
    return words.unpaid(visit.words, await _wanted(visit, payment), why)


async def _refused(visit: Visit, draft: Draft, why: Refusal) -> Message:
    match why.key:
        case "receipt_taken":
            return await sold.refused(visit, draft, why)
        case "pay_most" | "pay_least":
            return await go_on(visit, draft._replace(points=None), why)
    return await go_on(visit, draft._replace(code_id=0, points=None), why)


async def _wanted(visit: Visit, payment: Payment) -> Wanted:
    member = await member_by_id(visit.work, payment.member_id)
    name = "" if member is None else member_name(visit.work, member) or member.card
    return Wanted(name, payment.receipt, payment.amount, Paid(payment.points, payment.worth))
