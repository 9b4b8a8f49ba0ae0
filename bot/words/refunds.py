"""Returns: which receipt, how much of it, and what happens to its points."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.rules.spending import NOTHING, Paid
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back, cancel, danger, which_amount
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs
from bot.words.sale import person


class Refund(NamedTuple):
    """A return about to be made, or made: money in minor units.

    `refundable` is what of the purchase isn't refunded yet; `short` is how many of the points are already spent;
    `back` is what of the amount comes back as the points that had paid it.
    """

    name: str
    card: str
    receipt: str
    paid: int
    refundable: int
    amount: int
    points: int
    short: int
    back: Paid = NOTHING


def ask_receipt(words: Words) -> Message:
    """The first step: the receipt."""
    return Message(
        lines(
            words.say("<b>Return.</b> What is the receipt number?"),
            words.say("In one line: <code>/refund RECEIPT AMOUNT</code>; without an amount all of it."),
        ),
        ((cancel(words),),),
    )


def _ways_out(words: Words) -> Row:
    return (back(words, Go("refunds.back")), cancel(words))


def ask_amount(words: Words, name: str, card: str, receipt: str, refundable: int) -> Message:
    """The second step: how much, or all that is left."""
    return Message(
        lines(
            person(words, name, card),
            words.say("Receipt: <code>{receipt}</code>", receipt=receipt),
            words.say("How much goes back? At most {amount}.", amount=formats.money(words, refundable)),
        ),
        (
            (Button(words.label("All of it: {amount}", amount=formats.money(words, refundable)), Go("refunds.all")),),
            _ways_out(words),
        ),
    )


def ask_which_amount(words: Words, readings: Sequence[int]) -> Message:
    """For an amount that can be read in more than one way (`1,234`): the readings, in minor units, as buttons."""
    return which_amount(words, readings, "refunds.amount")


def confirm(words: Words, refund: Refund, key: str) -> Message:
    """The one question before the return. `key` finds it again and makes it once."""
    amount = formats.money(words, refund.amount)
    return Message(
        paragraphs(
            person(words, refund.name, refund.card),
            lines(
                words.say(
                    "Receipt: <code>{receipt}</code>, paid {amount}",
                    receipt=refund.receipt,
                    amount=formats.money(words, refund.paid),
                ),
                words.say("Already refunded: {amount}", amount=formats.money(words, refund.paid - refund.refundable))
                if refund.refundable < refund.paid
                else None,
                words.say("Goes back: <b>{amount}</b>", amount=amount),
                _ways_back(words, refund) if refund.back.points else None,
                words.say("Points taken back: <b>{n}</b>", n=refund.points),
                _short(words, refund),
            ),
        ),
        ((danger(words.label("Refund {amount}", amount=amount), Go("refunds.record", key)),), _ways_out(words)),
    )


def _ways_back(words: Words, refund: Refund) -> Html:
    """How much of it the till hands out, and how much comes back as points."""
    return lines(
        words.say("In money: <b>{money}</b>", money=formats.money(words, refund.amount - refund.back.worth)),
        words.say(
            "In points: <b>{points}</b>, for {worth}",
            points=formats.points(words, refund.back.points),
            worth=formats.money(words, refund.back.worth),
        ),
    )


def _short(words: Words, refund: Refund) -> Html | None:
    if not refund.short:
        return None
    return words.count(
        "{n} of them is already spent; the next purchase makes up for it first.",
        "{n} of them are already spent; the next purchases make up for them first.",
        refund.short,
    )


def refunded(words: Words, refund: Refund, balance: int) -> Message:
    """After it; the member is told in their own chat. `balance` is the member's new one."""
    return Message(
        lines(
            words.say(
                "✅ Refunded: <b>{amount}</b> of receipt <code>{receipt}</code>",
                amount=formats.money(words, refund.amount),
                receipt=refund.receipt,
            ),
            _ways_back(words, refund) if refund.back.points else None,
            person(words, refund.name, refund.card),
            words.say(
                "{change}, now has {balance}.",
                change=formats.signed(words, refund.back.points - refund.points),
                balance=formats.points(words, balance),
            ),
            _short(words, refund),
        )
    )
