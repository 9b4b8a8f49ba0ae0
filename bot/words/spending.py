"""Paying with points as members see it: the code, the question in their own chat, and what *not me* means."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.rules.spending import Over, Paid, Purpose
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import danger, yes
from bot.words.message import Button, Go, Html, Message, Photo, Row, lines, paragraphs
from bot.words.qr import qr


class Asked(NamedTuple):
    """What a member is asked to pay with points: its number, the receipt's, and money in minor units."""

    id: int
    receipt: str
    amount: int
    paid: Paid


_FOR: Mapping[Purpose, str] = {
    Purpose.PAY: sentence(
        "<b>Pay with points.</b> Let the till scan this code, or say the number. You are asked here before any points "
        "are spent."
    ),
    Purpose.USE: sentence(
        "<b>Use a voucher.</b> Let the till scan this code, or say the number. The till then sees your vouchers and "
        "takes the one you want."
    ),
}
_CODE_OVER: Mapping[Over, str] = {
    Over.TAKEN: sentence("✅ The till has taken this code."),
    Over.LAPSED: sentence("⌛ The minute of this code is over. It is good for nothing now."),
    Over.REPLACED: sentence("🔁 A newer code has taken the place of this one. It is good for nothing now."),
    Over.STOPPED: sentence("🔒 This code was stopped. It is good for nothing now."),
}
_QUESTION_OVER: Mapping[Over, str] = {
    Over.LAPSED: sentence("⌛ The minute is over, and nothing was taken."),
    Over.WITHDRAWN: sentence("↩️ The till took its question back, and nothing was taken."),
}


def code(words: Words, link: str, digits: str, purpose: Purpose) -> Message:
    """A code that was just made; `link` is the address in the QR code.

    It has no buttons: what is seen here is to stay until the code is over.
    """
    spaced = f"{digits[:4]} {digits[4:]}"
    return Message(
        paragraphs(
            words.say(_FOR[purpose]),
            words.say("Number: <code>{digits}</code>", digits=spaced),
            words.say("⏱ Good for <b>one minute</b>, and only once."),
        ),
        photo=Photo(qr(link), "code.png"),
    )


def code_over(words: Words, why: Over) -> Message:
    """In place of a code: a picture of it is seen to be dead."""
    return Message(
        words.say(_CODE_OVER[why]),
        ((Button(words.label("My card"), Go("card.show")),),),
        photo=Photo(qr("-", void=True), "over.png"),
    )


def pays(words: Words, paid: Paid, amount: int) -> Html:
    """How much of how much: `500 points, €5.00 of €12.50`."""
    return words.say(
        "<b>{points}</b>, {worth} of {amount}",
        points=formats.points(words, paid.points),
        worth=formats.money(words, paid.worth),
        amount=formats.money(words, amount),
    )


def question(words: Words, store: str, asked: Asked) -> Message:
    """The one question before points are spent."""
    number = str(asked.id)
    return Message(
        paragraphs(
            words.say("<b>Pay with points at {store}?</b>", store=store),
            lines(
                pays(words, asked.paid, asked.amount),
                words.say("The rest, {money}, in money.", money=formats.money(words, asked.amount - asked.paid.worth)),
            ),
            words.say(
                "Please answer within a minute. If you aren't at the till just now, press <b>Not me</b>: then nobody "
                "can spend your points."
            ),
        ),
        (
            (
                yes(
                    words.label("Yes, {points}", points=formats.points(words, asked.paid.points)),
                    Go("spending.yes", number),
                ),
            ),
            (Button(words.label("No, all in money"), Go("spending.no", number)),),
            (danger(words.label("Not me"), Go("spending.not_me", number)),),
        ),
    )


def _not_me(words: Words, number: int) -> Row:
    return (danger(words.label("That wasn't me"), Go("spending.not_me", str(number))),)


def question_over(words: Words, asked: Asked, why: Over) -> Message:
    """In place of a question that nobody answered; that it wasn't them can still be said."""
    return Message(
        lines(words.say(_QUESTION_OVER[why]), words.say("It was: {what}", what=pays(words, asked.paid, asked.amount))),
        (_not_me(words, asked.id),),
    )


def said_yes(words: Words, asked: Asked) -> Message:
    """In place of the question after yes; the receipt comes as a message of its own."""
    return Message(
        lines(
            words.say("✅ You paid with points:"),
            pays(words, asked.paid, asked.amount),
            words.say("Receipt: <code>{receipt}</code>", receipt=asked.receipt),
        ),
        (_not_me(words, asked.id),),
    )


def said_no(words: Words) -> Message:
    """In place of the question after no."""
    return Message(words.say("All right: no points were spent. Please pay in money."))


def stopped(words: Words) -> Message:
    """In place of the question after *not me*: what it means."""
    return Message(
        paragraphs(
            words.say("🔒 <b>Nobody can spend your points now.</b>"),
            words.say(
                "The shop's managers were told at once what happened, and will look into it with you. You go on "
                "collecting points as always. When all is well they let your points be spent again, and you hear of "
                "it here."
            ),
        ),
        ((Button(words.label("My points"), Go("points.beside")),),),
    )


def freed(words: Words) -> Message:
    """The shop lets their points be spent again."""
    return Message(
        words.say("🔓 Your points can be spent again: the shop has looked into it."),
        ((Button(words.label("My points"), Go("points.beside")),),),
    )
