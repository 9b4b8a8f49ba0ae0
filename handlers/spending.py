"""A member lets the till spend: the code of their own tap, and what they answer in their own chat."""

from collections.abc import Awaitable, Callable

from bot.actions.asked import Payment
from bot.actions.freezing import freeze
from bot.actions.payments import decline, pay
from bot.actions.spending import Shown, make_code
from bot.rules.refusals import Refusal
from bot.rules.spending import Paid, Purpose
from bot.words import refusals
from bot.words import spending as words
from bot.words.message import Message
from bot.words.spending import Asked
from handlers.visit import Reply, Visit


def _code(purpose: Purpose) -> Callable[[Visit], Awaitable[Message | Reply]]:
    async def make(visit: Visit) -> Message | Reply:
        shown = Shown(visit.incoming.chat_id, visit.incoming.message_id or 0)
        made = await make_code(visit.work, visit.actor, purpose, shown)
        if isinstance(made, Refusal):
            return Reply(toast=refusals.refused_toast(visit.words, made, visit.now))
        link = f"https://t.me/{visit.bot_username}?start=t_{made.secret}"
        return words.code(visit.words, link, made.digits, purpose)

    return make


pay_code = _code(Purpose.PAY)
use_code = _code(Purpose.USE)


async def say_yes(visit: Visit) -> Message | Reply:
    """*Yes* under the question."""
    paid = await pay(visit.work, visit.actor, int(visit.args[0]))
    if isinstance(paid, Refusal):
        return refusals.refused(visit.words, paid, visit.now)
    return words.said_yes(visit.words, asked_of(paid))


async def say_no(visit: Visit) -> Message:
    """*No, all in money*."""
    if not await decline(visit.work, visit.actor, int(visit.args[0])):
        return refusals.refused(visit.words, Refusal("payment_over"), visit.now)
    return words.said_no(visit.words)


async def not_me(visit: Visit) -> Message:
    """*Not me*, before an answer or after it."""
    await freeze(visit.work, visit.actor, int(visit.args[0]))
    return words.stopped(visit.words)


def asked_of(payment: Payment) -> Asked:
    """A payment as its member sees it."""
    return Asked(payment.id, payment.receipt, payment.amount, Paid(payment.points, payment.worth))
