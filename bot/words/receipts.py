"""What members are told about their purchases: each message proves something, and carries its number."""

from typing import NamedTuple

from bot.rules.spending import NOTHING, Paid
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs


class Receipt(NamedTuple):
    """A purchase as its buyer sees it: minor units, the points, what of them paid a debt, the new balance.

    `paid` is what points of theirs paid of the amount.
    """

    store: str
    number: str
    amount: int
    points: int
    paid_debt: int
    balance: int
    paid: Paid = NOTHING


class Return(NamedTuple):
    """A refund or an undone sale: the amount in minor units, the points that went back, what is owed and held now.

    `paid` is what of the amount came back as points, as it had been paid.
    """

    number: str
    amount: int
    points: int
    debt: int
    balance: int
    paid: Paid = NOTHING


def _points_button(words: Words) -> tuple[Row, ...]:
    return ((Button(words.label("My points"), Go("points.beside")),),)


def thanks(words: Words, receipt: Receipt) -> Message:
    """After a purchase."""
    return Message(
        paragraphs(
            words.say("Thank you for shopping at {store}! 🛍", store=receipt.store),
            lines(
                words.say(
                    "{amount}, receipt <code>{number}</code>",
                    amount=formats.money(words, receipt.amount),
                    number=receipt.number,
                ),
                _paid(words, receipt.amount, receipt.paid) if receipt.paid.points else None,
                _earned(words, receipt),
            ),
        ),
        _points_button(words),
    )


def _paid(words: Words, amount: int, paid: Paid) -> Html:
    return words.say(
        "Paid with <b>{points}</b>, worth {worth}, and {money} in money.",
        points=formats.points(words, paid.points),
        worth=formats.money(words, paid.worth),
        money=formats.money(words, amount - paid.worth),
    )


def _earned(words: Words, receipt: Receipt) -> Html:
    have = formats.points(words, receipt.balance)
    if not receipt.points:
        return words.say("You have <b>{have}</b>.", have=have)
    change = formats.signed(words, receipt.points)
    if receipt.paid_debt:
        return words.say(
            "<b>{change}</b>, of which {paid} made up for an earlier return: now you have <b>{have}</b>.",
            change=change,
            paid=receipt.paid_debt,
            have=have,
        )
    return words.say("<b>{change}</b>: now you have <b>{have}</b>.", change=change, have=have)


def undone(words: Words, taken: Return) -> Message:
    """In place of the thanks, when the cashier took the sale back."""
    return Message(
        lines(
            words.say(
                "<s>{amount}, receipt <code>{number}</code></s>",
                amount=formats.money(words, taken.amount),
                number=taken.number,
            ),
            words.say("The till took this sale back, and its points with it."),
            _back(words, taken) if taken.paid.points else None,
            _left(words, taken),
        ),
        _points_button(words),
    )


def refunded(words: Words, taken: Return) -> Message:
    """After a return of a purchase or of a part of it."""
    return Message(
        lines(
            words.say(
                "You got back {amount} of receipt <code>{number}</code>.",
                amount=formats.money(words, taken.amount),
                number=taken.number,
            ),
            _back(words, taken) if taken.paid.points else None,
            words.say(
                "The points it had earned went back too: <b>{change}</b>.", change=formats.signed(words, -taken.points)
            )
            if taken.points
            else None,
            _left(words, taken),
        ),
        _points_button(words),
    )


def _back(words: Words, taken: Return) -> Html:
    return words.say(
        "As you had paid it: {money} in money, and <b>{points}</b> for {worth}.",
        money=formats.money(words, taken.amount - taken.paid.worth),
        points=formats.points(words, taken.paid.points),
        worth=formats.money(words, taken.paid.worth),
    )


def _left(words: Words, taken: Return) -> Html:
    have = words.say("You have <b>{have}</b>.", have=formats.points(words, taken.balance))
    if not taken.debt:
        return have
    owed = words.count(
        "The next {n} point you earn makes up for a return whose points were already spent.",
        "The next {n} points you earn make up for a return whose points were already spent.",
        taken.debt,
    )
    return lines(have, owed)


def history_joined(words: Words, points: int, balance: int) -> Message:
    """The staff put the member's earlier purchases on this card."""
    return Message(
        lines(
            words.say(
                "The shop added your earlier purchases to this card: <b>{change}</b>.",
                change=formats.signed(words, points),
            ),
            words.say("You have <b>{have}</b>.", have=formats.points(words, balance)),
        ),
        _points_button(words),
    )
