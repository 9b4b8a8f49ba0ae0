"""Paying with points: the till asks, the member says yes in their own chat, and all of it is recorded in one act."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, insert, select, update

from bot.actions.ledger import hold
from bot.actions.log import authorise, note
from bot.actions.outbox import call_off, post, remember_shown
from bot.actions.purchases import Line
from bot.actions.receipts import BY_SOURCE
from bot.actions.sales import UNDO_WITHIN, Rung, record_sale, source_of
from bot.actions.spending import Shown
from bot.actions.telling import tell
from bot.actions.terms import read_terms
from bot.actions.tiers import read_tiers
from bot.database import Command, Query
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor, Role
from bot.rules.spending import ANSWER_LASTS, ASKS_WITHIN, Over, Paid, chosen, most_paid, share_for
from bot.rules.till import Goods
from bot.shop import Work
from bot.tables.points import accounts
from bot.tables.spending import payments, spend_codes
from bot.tables.staff import staff


class State(StrEnum):
    """Where a payment stands."""

    ASKED = "asked"
    PAID = "paid"
    DECLINED = "declined"
    REFUSED = "refused"  # it isn't the member who pays
    WITHDRAWN = "withdrawn"


class Payment(NamedTuple):
    """What a member is asked to pay with points; money in minor units."""

    id: int
    code_id: int
    member_id: int
    staff_id: int
    branch_id: int | None
    receipt: str
    amount: int
    points: int
    worth: int
    goods: object
    expires_at: datetime
    state: str
    purchase_id: int | None

    def open_at(self, now: datetime) -> bool:
        """Whether the member can still say yes."""
        return self.state == State.ASKED and self.expires_at >= now


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


class _Clerk(NamedTuple):
    id: int
    telegram_id: int
    role: str
    branch_id: int | None

    @property
    def actor(self) -> Actor:
        return Actor(Role(self.role), self.telegram_id, staff_id=self.id, branch_id=self.branch_id)


class _Purse(NamedTuple):
    points: int
    tier: int | None


_NOW: BindParameter[datetime] = bindparam("now")
_MEMBER: BindParameter[int] = bindparam("member")
_PAYMENT = select(*(payments.c[name] for name in Payment._fields))
_BY_ID = Query(Payment, _PAYMENT.where(payments.c.id == bindparam("number"), payments.c.member_id == _MEMBER))
_LAST = Query(Payment, _PAYMENT.where(payments.c.code_id == bindparam("code")).order_by(payments.c.id.desc()).limit(1))
_OPEN = (payments.c.state == "asked", payments.c.expires_at >= _NOW)
_END = update(payments).where(*_OPEN).values(state=bindparam("new_state"), settled_at=_NOW)
_ENDED = _END.returning(*(payments.c[name] for name in Payment._fields))
_SETTLE = Command(_END.where(payments.c.id == bindparam("number"), payments.c.member_id == _MEMBER))
_BY_STAFF = _ENDED.where(payments.c.staff_id == bindparam("staff"))
_SETTLE_OF_STAFF = Query(Payment, _BY_STAFF)
_SETTLE_OF_CODE = Query(Payment, _BY_STAFF.where(payments.c.code_id == bindparam("code")))
_SETTLE_OF_MEMBER = Query(Payment, _ENDED.where(payments.c.member_id == _MEMBER))
_ASK = Query(int, insert(payments).returning(payments.c.id))
_BOUGHT = Command(
    update(payments).where(payments.c.id == bindparam("number")).values(purchase_id=bindparam("purchase"))
)
_FAIL = Command(update(payments).where(payments.c.id == bindparam("number")).values(state="withdrawn"))
_CODE = Query(
    int,
    select(spend_codes.c.id).where(
        spend_codes.c.id == bindparam("code"),
        spend_codes.c.member_id == _MEMBER,
        spend_codes.c.staff_id == bindparam("staff"),
        spend_codes.c.purpose == "pay",
        spend_codes.c.used_at >= bindparam("since"),
    ),
)
_PURSE = Query(
    _Purse,
    select(accounts.c.points, accounts.c.tier).where(accounts.c.member_id == _MEMBER, accounts.c.frozen_at.is_(None)),
)
_CLERK = Query(
    _Clerk,
    select(staff.c.id, staff.c.telegram_id, staff.c.role, staff.c.branch_id).where(
        staff.c.id == bindparam("number"), staff.c.dismissed_at.is_(None)
    ),
)


async def offer(work: Work, actor: Actor, ringing: Ringing, points: int | None = None) -> Offer | Refusal | None:
    """What points can pay of a sale; None where the till has no code that lets it ask, or points can pay nothing.

    Args:
        points: as many as the member wants to spend; None for the most.

    Returns:
        Refusal: `pay_most` (`most`) or `pay_least` where it can't be so many.
    """
    code = {"code": ringing.code_id, "member": ringing.member_id, "staff": actor.staff_id}
    if await work.one(_CODE, **code, since=work.now - ASKS_WITHIN) is None:
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
    until = work.now + ANSWER_LASTS
    number = await work.the(
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
        expires_at=until,
        state=State.ASKED.value,
    )
    asked = await work.the(_BY_ID, number=number, member=ringing.member_id)
    await remember_shown(work, _at_till(number), *shown)
    await tell(work, asked.member_id, "payment_asked", _asks(number), _figures(asked))
    lapsed = {"why": Over.LAPSED, **_figures(asked)}
    await tell(work, asked.member_id, "payment_over", _lapses(number), lapsed, edits=_asks(number), due=until)
    at_till = {**lapsed, "member": asked.member_id}
    key = _lapses_at_till(number)
    await post(work, "payment_unpaid", shown.chat_id, key, at_till, edits=_at_till(number), due=until)
    return asked


async def last_payment(work: Work, actor: Actor, code_id: int) -> Payment | None:
    """What the actor asked last by a code that they took; None if nothing yet."""
    authorise(actor, Action.RECORD_SALE)
    found = await work.one(_LAST, code=code_id)
    return found if found is not None and found.staff_id == actor.staff_id else None


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
    settled = await work.run(_SETTLE, number=payment_id, member=member_id, now=work.now, new_state=State.PAID.value)
    payment = await work.one(_BY_ID, number=payment_id, member=member_id)
    if payment is None or not settled:
        return payment if payment is not None and payment.state == State.PAID else Refusal("payment_over")
    await _call_off(work, payment)
    clerk = await work.one(_CLERK, number=payment.staff_id)
    rung = await _record(work, clerk.actor, payment) if clerk else Refusal("payment_over")
    if isinstance(rung, Refusal):
        await work.run(_FAIL, number=payment_id)
        await _tell_till(work, payment, Over.FAILED)
        return rung
    await work.run(_BOUGHT, number=payment_id, purchase=rung.purchase_id)
    await note(work, actor, Action.SPEND, f"purchase:{rung.purchase_id}", None, _figures(payment))
    said = {
        **_figures(payment),
        "member": member_id,
        "holder": member_id,
        "purchase": rung.purchase_id,
        "earned": rung.earned,
        "balance": rung.balance,
        "until": (work.now + UNDO_WITHIN).isoformat(),
    }
    if clerk is not None:
        key = f"payment_paid:{payment_id}"
        await post(work, "payment_paid", clerk.telegram_id, key, said, edits=_at_till(payment_id))
    return payment


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


async def decline(work: Work, actor: Actor, payment_id: int) -> bool:
    """The member would rather pay in money; False if the question isn't open any more."""
    authorise(actor, Action.SPEND)
    member_id = actor.member_id or 0
    ended = await work.run(_SETTLE, number=payment_id, member=member_id, now=work.now, new_state=State.DECLINED.value)
    if not ended:
        return False
    payment = await work.the(_BY_ID, number=payment_id, member=member_id)
    await _call_off(work, payment)
    await _tell_till(work, payment, Over.DECLINED)
    return True


async def stop_asking(work: Work, member_id: int) -> None:
    """Whatever a member is being asked is refused, and the tills told that it isn't them."""
    ended = {"member": member_id, "now": work.now, "new_state": State.REFUSED.value}
    for payment in await work.all(_SETTLE_OF_MEMBER, **ended):
        await _call_off(work, payment)
        await _tell_till(work, payment, Over.STOPPED)


async def withdraw(work: Work, actor: Actor, code_id: int | None = None) -> None:
    """Take back what the actor asked and nobody answered yet: by one code, or at all."""
    ended = {"staff": actor.staff_id, "now": work.now, "new_state": State.WITHDRAWN.value}
    if code_id is None:
        open_ = await work.all(_SETTLE_OF_STAFF, **ended)
    else:
        open_ = await work.all(_SETTLE_OF_CODE, **ended, code=code_id)
    for payment in open_:
        await _call_off(work, payment)
        over = {"why": Over.WITHDRAWN, **_figures(payment)}
        key = f"payment_over:{payment.id}"
        await tell(work, payment.member_id, "payment_over", key, over, edits=_asks(payment.id))


async def story_of(work: Work, member_id: int, payment_id: int) -> dict[str, object]:
    """What a member was asked, for whoever has to look into it: the figures, whether it was paid, and who asked.

    Empty where nothing is known of it any more.
    """
    payment = await work.one(_BY_ID, number=payment_id, member=member_id)
    if payment is None:
        return {}
    clerk = await work.one(_CLERK, number=payment.staff_id)
    asked_by = {"person": clerk.telegram_id} if clerk else {}
    return {**_figures(payment), "paid": payment.state == State.PAID, **asked_by}


async def _call_off(work: Work, payment: Payment) -> None:
    await call_off(work, _lapses(payment.id))
    await call_off(work, _lapses_at_till(payment.id))


async def _tell_till(work: Work, payment: Payment, why: Over) -> None:
    clerk = await work.one(_CLERK, number=payment.staff_id)
    if clerk is not None:
        said = {"why": why, **_figures(payment), "member": payment.member_id}
        key = f"payment_unpaid:{payment.id}"
        await post(work, "payment_unpaid", clerk.telegram_id, key, said, edits=_at_till(payment.id))


def _figures(payment: Payment) -> dict[str, object]:
    return {
        "payment": payment.id,
        "number": payment.receipt,
        "amount": payment.amount,
        "points": payment.points,
        "worth": payment.worth,
    }


def _asks(payment_id: int) -> str:
    return f"payment_asked:{payment_id}"


def _lapses(payment_id: int) -> str:
    return f"payment_lapses:{payment_id}"


def _at_till(payment_id: int) -> str:
    return f"till:{payment_id}"


def _lapses_at_till(payment_id: int) -> str:
    return f"till_lapses:{payment_id}"
