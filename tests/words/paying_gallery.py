"""The screens of paying with points, with made-up people in them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.rules.spending import Over, Paid, Purpose
from bot.words import card, find, payments, receipts, refunds, sale, spending

S = TypeVar("S")
Shown = Callable[..., S]

NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
CARD = "7K3F9Q2MX"
LINK = "https://t.me/regulars_bot?start=t_0123456789abcdefghijkl"
KEY = "0123456789abcdefghij"
ID = 2**31
PAID = Paid(12_345, 12_345)


def paying_screens(shown: Shown[S], name: str) -> Iterator[S]:
    """Every screen of them, made by `shown`; `name` stands wherever people's own text can."""
    yield shown(card.card, name, CARD, LINK, name, pays=True, uses=True)
    for purpose in Purpose:
        yield shown(spending.code, LINK, "01234567", purpose)
    for why in (Over.TAKEN, Over.LAPSED, Over.REPLACED, Over.STOPPED):
        yield shown(spending.code_over, why)
    for paid in (PAID, Paid(1, 1)):
        asked = spending.Asked(ID, name, 125_099, paid)
        yield shown(spending.question, name, asked)
        for why in (Over.LAPSED, Over.WITHDRAWN):
            yield shown(spending.question_over, asked, why)
        yield shown(spending.said_yes, asked)
    yield shown(spending.said_no)
    yield shown(spending.stopped)
    yield shown(spending.freed)
    yield shown(find.freed)
    profile = find.Profile(ID, name, CARD, 120, 3, NOW, 12, 125_099, (), frozen=NOW)
    yield shown(find.profile, profile, NOW, True, True, may_free=True)
    yield from _till(shown, name)


def _till(shown: Shown[S], name: str) -> Iterator[S]:
    buyer = sale.Buyer(name, CARD, 120)
    offer = sale.Offer(PAID, Paid(1, 1), 12)
    yield shown(sale.confirm, sale.Sale(buyer, 125_099, 125, (), name, offer), KEY)
    done = sale.Recorded(ID, buyer, 125_099, 125, 245, name, PAID)
    yield shown(sale.recorded, done, NOW + timedelta(minutes=15))
    yield shown(sale.confirm_undo, done)
    yield shown(sale.taken_back, done)
    for who in (name, ""):
        wanted = payments.Wanted(who, KEY, 125_099, PAID)
        yield shown(payments.waiting, wanted)
        for why in (Over.LAPSED, Over.DECLINED, Over.STOPPED, Over.FAILED, Over.WITHDRAWN):
            yield shown(payments.unpaid, wanted, why)
        for paid in (True, False):
            yield shown(payments.stopped, wanted, who, ID, name=name, paid=paid)
    yield shown(payments.stopped, None, "", ID, name=name, paid=False)
    yield shown(receipts.thanks, receipts.Receipt(name, "R-7K3F9Q", 125_099, 125, 0, 1240, PAID))
    back = receipts.Return("R-7K3F9Q", 125_099, 125, 25, 0, PAID)
    yield shown(receipts.undone, back)
    yield shown(receipts.refunded, back)
    for short in (0, 5):
        refund = refunds.Refund(name, CARD, name, 125_099, 125_000, 500, 5, short, PAID)
        yield shown(refunds.confirm, refund, KEY)
        yield shown(refunds.refunded, refund, 1240)
