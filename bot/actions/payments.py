"""Paying with points: the till asks, the member says yes in their own chat, and all of it is recorded in one act."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, insert, select, update

from bot.actions.asked import (
    PAYMENT,
    Payment,
    State,
    clerk_of,
    payment_of,
    tell_asked,
    tell_paid,
    tell_till,
    tell_withdrawn,
)
from bot.actions.ledger import hold
from bot.actions.log import authorise, note
from bot.actions.purchases import Line
from bot.actions.receipts import BY_SOURCE
from bot.actions.sales import UNDO_WITHIN, Rung, record_sale, source_of
from bot.actions.spending import Shown
from bot.actions.terms import read_terms
from bot.actions.tiers import read_tiers
from bot.database import Command, Query
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.spending import ANSWER_LASTS, ASKS_WITHIN, Over, Paid, chosen, most_paid, share_for
from bot.rules.till import Goods
from bot.shop import Work
from bot.tables.points import accounts
from bot.tables.spending import payments, spend_codes


class Ringing(NamedTuple):
    """A sale at the till whose member let it take points: `code_id` is the code that it took."""

    code_id: int
    member_id: int
    amount: int
    receipt: str
    goods: Sequence[Goods] = ()


class Offer(NamedTuple):
    """The most that points can pay of a sale, and what of that was chosen."""

    most: Paid
    paid: Paid


class _Purse(NamedTuple):
    points: int
    tier: int | None


_NOW: BindParameter[datetime] = bindparam("now")
_MEMBER: BindParameter[int] = bindparam("member")
_THIS = payments.c.id == bindparam("number")
_ANSWER = (
    update(payments)
    .where(payments.c.state == State.ASKED.value, payments.c.expires_at >= _NOW)
    .values(state=bindparam("new_state"), settled_at=_NOW)
)
_ANSWER_THIS = Query(Payment, _ANSWER.where(_THIS, payments.c.member_id == _MEMBER).returning(*PAYMENT))
_ANSWER_ALL = Query(Payment, _ANSWER.where(payments.c.member_id == _MEMBER).returning(*PAYMENT))
_OF_CLERK = _ANSWER.where(payments.c.staff_id == bindparam("clerk"))
_WITHDRAW_ALL = Query(Payment, _OF_CLERK.returning(*PAYMENT))
_WITHDRAW = Query(Payment, _OF_CLERK.where(payments.c.code_id == bindparam("code")).returning(*PAYMENT))
_ASK = Query(Payment, insert(payments).returning(*PAYMENT))
_BOUGHT = Command(update(payments).where(_THIS).values(purchase_id=bindparam("purchase")))
_FAIL = Command(update(payments).where(_THIS).values(state=State.WITHDRAWN.value))
_MAY_ASK = Query(
    int,
    select(spend_codes.c.id).where(
        spend_codes.c.id == bindparam("code"),
        spend_codes.c.member_id == _MEMBER,
        spend_codes.c.staff_id == bindparam("clerk"),
        spend_codes.c.purpose == "pay",
        spend_codes.c.used_at >= bindparam("since"),
        ~select(payments.c.id)
        .where(payments.c.code_id == spend_codes.c.id, payments.c.state == State.PAID.value)
        .exists(),
    ),
)
_PURSE = Query(
    _Purse,
    select(accounts.c.points, accounts.c.tier).where(accounts.c.member_id == _MEMBER, accounts.c.frozen_at.is_(None)),
)


async def offer(work: Work, actor: Actor, ringing: Ringing, points: int | None = None) -> Offer | Refusal | None:
    """What points can pay of a sale; None where the till has no code that lets it ask, or points can pay nothing.

    Args:
        points: as many as the member wants to spend; None for the most.

    Returns:
        Refusal: `pay_most` (`most`) or `pay_least` where it can't be so many.
    """
    by = {"code": ringing.code_id, "member": ringing.member_id, "clerk": actor.staff_id}
    if await work.one(_MAY_ASK, **by, since=work.now - ASKS_WITHIN) is None:
        return None
    purse = await work.one(_PURSE, member=ringing.member_id)
    if purse is None:
        return None
    terms = await read_terms(work)
    share = share_for(terms, await read_tiers(work), purse.tier)
    most = most_paid(terms, share, ringing.amount, purse.points)
    if not most.worth:
        return None
    paid = most if points is None else chosen(terms, most, points)
    return paid if isinstance(paid, Refusal) else Offer(most, paid)


async def ask_payment(work: Work, actor: Actor, ringing: Ringing, points: int, shown: Shown) -> Payment | Refusal:
    """Ask a member, in their own chat, whether points of theirs pay a part of a sale. They have a minute.

    Args:
        points: how many, as the till showed it.
        shown: the message at the till that waits for the answer.

    Returns:
        Refusal: `spend_code_unknown` where the till may not ask any more, `pay_most` where there are fewer points now,
            or `receipt_taken` (`receipt`, `amount`).
    """
    authorise(actor, Action.RECORD_SALE, actor.branch_id)
    await hold(work, actor, [ringing.member_id])
    offered = await offer(work, actor, ringing, points)
    if offered is None:
        return Refusal("spend_code_unknown")
    if isinstance(offered, Refusal):
        return offered
    source = source_of(ringing.receipt, actor.branch_id)
    if known := await work.one(BY_SOURCE, receipt=ringing.receipt, source=source):
        return Refusal("receipt_taken", {"receipt": known.receipt, "amount": known.amount})
    await withdraw(work, actor, ringing.code_id)
    asked = await work.the(
        _ASK,
        code_id=ringing.code_id,
        member_id=ringing.member_id,
        staff_id=actor.staff_id,
        branch_id=actor.branch_id,
        receipt=ringing.receipt,
        amount=ringing.amount,
        points=offered.paid.points,
        worth=offered.paid.worth,
        goods=[list(one) for one in ringing.goods],
        asked_at=work.now,
        expires_at=work.now + ANSWER_LASTS,
        state=State.ASKED.value,
    )
    await tell_asked(work, asked, shown)
    return asked


async def pay(work: Work, actor: Actor, payment_id: int) -> Payment | Refusal:
    """The member's yes: their points are spent, the purchase recorded and thanked for, the till told, all in one act.

    Pressed twice it pays once, and says the same.

    Returns:
        Refusal: `payment_over` where the question isn't open any more, and what `record_sale` says where the points or
            the sale are no longer what they had been; then nothing is taken.
    """
    authorise(actor, Action.SPEND)
    member_id = actor.member_id or 0
    await hold(work, actor, [member_id])
    payment = await _answer(work, member_id, payment_id, State.PAID)
    if payment is None:
        known = await payment_of(work, member_id, payment_id)
        return known if known is not None and known.state == State.PAID else Refusal("payment_over")
    clerk = await clerk_of(work, payment)
    if clerk is None:
        return await _fail(work, payment, Refusal("payment_over"))
    rung = await _record(work, clerk.actor, payment)
    if isinstance(rung, Refusal):
        return await _fail(work, payment, rung)
    await work.run(_BOUGHT, number=payment_id, purchase=rung.purchase_id)
    await note(work, actor, Action.SPEND, f"purchase:{rung.purchase_id}", None, payment.figures)
    until = (work.now + UNDO_WITHIN).isoformat()
    recorded = {"purchase": rung.purchase_id, "earned": rung.earned, "balance": rung.balance, "until": until}
    await tell_paid(work, payment, clerk, recorded)
    return payment._replace(purchase_id=rung.purchase_id)


async def _record(work: Work, clerk: Actor, payment: Payment) -> Rung | Refusal:
    rung = await record_sale(
        work,
        clerk,
        payment.member_id,
        payment.amount,
        payment.receipt,
        [Line(sku, quantity) for sku, quantity in _goods(payment.goods)],
        branch_id=payment.branch_id,
        anyway=True,
        paid=Paid(payment.points, payment.worth),
    )
    return Refusal("payment_over") if isinstance(rung, Rung) and rung.again else rung


def _goods(kept: object) -> Iterable[tuple[str, int]]:
    for one in kept if isinstance(kept, list) else ():
        sku, quantity = one
        yield str(sku), int(quantity)


async def _fail(work: Work, payment: Payment, why: Refusal) -> Refusal:
    """The yes came, and nothing could be recorded, so that nothing is taken either."""
    await work.run(_FAIL, number=payment.id)
    await tell_till(work, payment, Over.FAILED)
    return why


async def _answer(work: Work, member_id: int, payment_id: int, state: State) -> Payment | None:
    """Answer a question; None if it isn't open any more, or isn't this member's."""
    return await work.one(_ANSWER_THIS, number=payment_id, member=member_id, now=work.now, new_state=state.value)


async def decline(work: Work, actor: Actor, payment_id: int) -> bool:
    """The member would rather pay in money; False if the question isn't open any more."""
    authorise(actor, Action.SPEND)
    payment = await _answer(work, actor.member_id or 0, payment_id, State.DECLINED)
    if payment is not None:
        await tell_till(work, payment, Over.DECLINED)
    return payment is not None


async def stop_asking(work: Work, member_id: int) -> None:
    """Whatever a member is being asked is refused, and the tills told that it isn't them."""
    for payment in await work.all(_ANSWER_ALL, member=member_id, now=work.now, new_state=State.REFUSED.value):
        await tell_till(work, payment, Over.STOPPED)


async def withdraw(work: Work, actor: Actor, code_id: int | None = None) -> None:
    """Take back what the actor asked and nobody answered yet: by one code, or at all."""
    over = {"clerk": actor.staff_id, "now": work.now, "new_state": State.WITHDRAWN.value}
    if code_id is None:
        withdrawn = await work.all(_WITHDRAW_ALL, **over)
    else:
        withdrawn = await work.all(_WITHDRAW, **over, code=code_id)
    for payment in withdrawn:
        await tell_withdrawn(work, payment)
