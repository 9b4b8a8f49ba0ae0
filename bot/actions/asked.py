"""Payments as they stand, and what member and till are told while one is asked, answered or over."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.actions.log import authorise
from bot.actions.outbox import call_off, post, remember_shown
from bot.actions.spending import Shown
from bot.actions.telling import tell
from bot.database import Query
from bot.rules.roles import Action, Actor, Role
from bot.rules.spending import Over
from bot.shop import Work
from bot.tables.spending import payments
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

    @property
    def figures(self) -> dict[str, object]:
        """What messages and the log say of it."""
        return {
            "payment": self.id,
            "number": self.receipt,
            "amount": self.amount,
            "points": self.points,
            "worth": self.worth,
        }


class Clerk(NamedTuple):
    """Who asked, and still works here."""

    id: int
    telegram_id: int
    role: str
    branch_id: int | None

    @property
    def actor(self) -> Actor:
        """Who they are to the rules."""
        return Actor(Role(self.role), self.telegram_id, staff_id=self.id, branch_id=self.branch_id)


PAYMENT = [payments.c[name] for name in Payment._fields]
"""The columns of one."""

_BY_ID = Query(
    Payment,
    select(*PAYMENT).where(payments.c.id == bindparam("number"), payments.c.member_id == bindparam("member")),
)
_LAST = Query(
    Payment,
    select(*PAYMENT)
    .where(payments.c.code_id == bindparam("code"), payments.c.staff_id == bindparam("clerk"))
    .order_by(payments.c.id.desc())
    .limit(1),
)
_CLERK = Query(
    Clerk,
    select(*(staff.c[name] for name in Clerk._fields)).where(
        staff.c.id == bindparam("number"), staff.c.dismissed_at.is_(None)
    ),
)


async def payment_of(work: Work, member_id: int, payment_id: int) -> Payment | None:
    """A payment that this member was asked for."""
    return await work.one(_BY_ID, number=payment_id, member=member_id)


async def last_payment(work: Work, actor: Actor, code_id: int) -> Payment | None:
    """What the actor asked last by a code that they took; None if nothing yet."""
    authorise(actor, Action.RECORD_SALE)
    return await work.one(_LAST, code=code_id, clerk=actor.staff_id)


async def clerk_of(work: Work, payment: Payment) -> Clerk | None:
    """Who asked; None if they were dismissed since."""
    return await work.one(_CLERK, number=payment.staff_id)


async def tell_asked(work: Work, payment: Payment, shown: Shown) -> None:
    """Ask the member in their own chat, and let both messages say so when the time is over and nobody answered.

    Args:
        shown: the message at the till that waits for the answer.
    """
    await remember_shown(work, _at_till(payment), *shown)
    await tell(work, payment.member_id, "payment_asked", _asks(payment), payment.figures)
    lapsed, until = {"why": Over.LAPSED, **payment.figures}, payment.expires_at
    await tell(work, payment.member_id, "payment_over", _lapses(payment), lapsed, edits=_asks(payment), due=until)
    at_till = {**lapsed, "member": payment.member_id}
    key, waiting = _lapses_at_till(payment), _at_till(payment)
    await post(work, "payment_unpaid", shown.chat_id, key, at_till, edits=waiting, due=until)


async def tell_paid(work: Work, payment: Payment, clerk: Clerk, recorded: Mapping[str, object]) -> None:
    """Let the till see that it is paid and recorded; the member has a receipt."""
    await _answered(work, payment)
    said = {**payment.figures, "member": payment.member_id, "holder": payment.member_id, **recorded}
    key = f"payment_paid:{payment.id}"
    await post(work, "payment_paid", clerk.telegram_id, key, said, edits=_at_till(payment))


async def tell_till(work: Work, payment: Payment, why: Over) -> None:
    """Let the till see that nothing is paid, and why."""
    await _answered(work, payment)
    clerk = await clerk_of(work, payment)
    if clerk is not None:
        said = {"why": why, **payment.figures, "member": payment.member_id}
        key = f"payment_unpaid:{payment.id}"
        await post(work, "payment_unpaid", clerk.telegram_id, key, said, edits=_at_till(payment))


async def tell_withdrawn(work: Work, payment: Payment) -> None:
    """Let the member see that the till doesn't ask any more."""
    await _answered(work, payment)
    over = {"why": Over.WITHDRAWN, **payment.figures}
    await tell(work, payment.member_id, "payment_over", f"payment_over:{payment.id}", over, edits=_asks(payment))


async def _answered(work: Work, payment: Payment) -> None:
    await call_off(work, _lapses(payment))
    await call_off(work, _lapses_at_till(payment))


def _asks(payment: Payment) -> str:
    return f"payment_asked:{payment.id}"


def _lapses(payment: Payment) -> str:
    return f"payment_lapses:{payment.id}"


def _at_till(payment: Payment) -> str:
    return f"till:{payment.id}"


def _lapses_at_till(payment: Payment) -> str:
    return f"till_lapses:{payment.id}"
