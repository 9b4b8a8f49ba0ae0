"""The till: who is buying, for how much, one question, and the record."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rules.codes import spaced
from bot.rules.spending import NOTHING, Paid
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back, cancel, danger, which_amount, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, rows


class Buyer(NamedTuple):
    """Who buys: the name (empty where unknown), the card's code, the points held."""

    name: str
    card: str
    points: int


class Item(NamedTuple):
    """A line of the sale: what, and how many thousandths of it."""

    name: str
    quantity: int = 1000


class Offer(NamedTuple):
    """What points can pay of a sale: at most, what of that was chosen, and what the rest of the sale then earns."""

    most: Paid
    paid: Paid
    earns: int


class Sale(NamedTuple):
    """A sale about to be recorded: minor units, what it will earn, the till's own receipt number if any."""

    buyer: Buyer
    amount: int
    points: int
    items: Sequence[Item] = ()
    receipt: str | None = None
    offer: Offer | None = None


class Recorded(NamedTuple):
    """A recorded sale: `balance` is the buyer's new one, `paid` what points paid of it."""

    id: int
    buyer: Buyer
    amount: int
    points: int
    balance: int
    receipt: str
    paid: Paid = NOTHING


def person(words: Words, name: str, card: str) -> Html:
    """A member as the staff see one; the name is empty where it isn't known, the card of one who has left."""
    if not card:
        return words.say("A member who has left")
    if not name:
        return words.say("Card <code>{card}</code>", card=spaced(card))
    return words.say("<b>{name}</b>, card <code>{card}</code>", name=name, card=spaced(card))


def _ways_out(words: Words) -> Row:
    return (back(words, Go("sale.back")), cancel(words))


def ask_member(words: Words) -> Message:
    """The first step: whose purchase it is."""
    return Message(
        paragraphs(
            words.say(
                "<b>New sale.</b> What is the card number or phone number? You can also scan the QR code on the "
                "member's card with the phone's camera."
            ),
            words.say("To pay with points, type or scan the code that the member makes on their card."),
            words.say("In one line: <code>/sale CARD AMOUNT</code>"),
        ),
        ((cancel(words),),),
    )


def ask_amount(words: Words, buyer: Buyer) -> Message:
    """The second step: how much was paid."""
    return Message(
        lines(
            person(words, buyer.name, buyer.card),
            words.say("Has {points}.", points=formats.points(words, buyer.points)),
            words.say("How much was paid?"),
        ),
        (_ways_out(words),),
    )


def ask_items(words: Words) -> Message:
    """The third step, which may be skipped: what was bought."""
    return Message(
        words.say(
            "What was bought? Write product codes with spaces between them, <code>CODE*2</code> for two of one, and "
            "<code>#4711</code> for the till's receipt number."
        ),
        ((Button(words.label("Skip"), Go("sale.no_items")),), _ways_out(words)),
    )


def ask_which_amount(words: Words, readings: Sequence[int]) -> Message:
    """For an amount that can be read in more than one way (`1,234`): the readings, in minor units, as buttons."""
    return which_amount(words, readings, "sale.amount")


def confirm(words: Words, sale: Sale, key: str) -> Message:
    """The one question before a sale is recorded. `key` finds the sale again and records it once."""
    amount = formats.money(words, sale.amount)
    return Message(
        paragraphs(
            person(words, sale.buyer.name, sale.buyer.card),
            lines(
                words.say("Amount: <b>{amount}</b>", amount=amount),
                words.say("Items: {items}", items=formats.listing(words, items(words, sale.items)))
                if sale.items
                else None,
                words.say("Receipt: <code>{receipt}</code>", receipt=sale.receipt) if sale.receipt else None,
                words.say("Will earn: <b>{points}</b>", points=formats.points(words, sale.points)),
            ),
            _can_pay(words, sale.amount, sale.offer) if sale.offer else None,
        ),
        rows(
            *_ways_to_pay(words, sale.offer, amount, key),
            _ways_out(words),
        ),
    )


def _ways_to_pay(words: Words, offer: Offer | None, amount: str, key: str) -> tuple[Row, ...]:
    """What the member came with is first: whoever made a code wants to pay with points."""
    record = Go("sale.record", key)
    if offer is None:
        return ((yes(words.label("Record {amount}", amount=amount), record),),)
    without = Button(words.label("Without points: {amount}", amount=amount), record)
    return ((_pay(words, offer.paid, key),), (without,))


def _can_pay(words: Words, amount: int, offer: Offer) -> Html:
    return lines(
        words.say(
            "They can pay with up to <b>{points}</b>, worth {worth}. For fewer, type how many.",
            points=formats.points(words, offer.most.points),
            worth=formats.money(words, offer.most.worth),
        ),
        words.say(
            "With {points}: {money} in money, which earns {earned}.",
            points=formats.points(words, offer.paid.points),
            money=formats.money(words, amount - offer.paid.worth),
            earned=formats.points(words, offer.earns),
        ),
    )


def _pay(words: Words, paid: Paid, key: str) -> Button:
    points, worth = formats.points(words, paid.points), formats.money(words, paid.worth)
    return yes(words.label("Pay {worth} with {points}", worth=worth, points=points), Go("payments.ask", key))


def items(words: Words, found: Sequence[Item]) -> list[str]:
    """Each line of a sale, with its quantity where it isn't one."""
    return [
        item.name
        if item.quantity == 1000
        else words.label("{quantity} × {name}", quantity=formats.quantity(words, item.quantity), name=item.name)
        for item in found
    ]


def ask_again(words: Words, sale: Sale, receipt: str, minutes: int, key: str) -> Message:
    """For the same member and amount within a few minutes; `receipt` is the earlier sale's."""
    return Message(
        lines(
            person(words, sale.buyer.name, sale.buyer.card),
            words.count(
                "⚠️ The same amount, {amount}, was recorded {n} minute ago as <code>{receipt}</code>.",
                "⚠️ The same amount, {amount}, was recorded {n} minutes ago as <code>{receipt}</code>.",
                minutes,
                amount=formats.money(words, sale.amount),
                receipt=receipt,
            )
            if minutes
            else words.say(
                "⚠️ The same amount, {amount}, was recorded just now as <code>{receipt}</code>.",
                amount=formats.money(words, sale.amount),
                receipt=receipt,
            ),
            words.say("Is this a second purchase?"),
        ),
        (
            (yes(words.label("Yes, record it as well"), Go("sale.record_again", key)),),
            (Button(words.label("No, it is the same one"), Go("cancel")),),
        ),
    )


def recorded(words: Words, sale: Recorded, until: datetime) -> Message:
    """After the record; it can be taken back until the instant given."""
    return Message(
        paragraphs(
            words.say(
                "✅ Recorded: <b>{amount}</b>, receipt <code>{receipt}</code>",
                amount=formats.money(words, sale.amount),
                receipt=sale.receipt,
            ),
            _paid(words, sale) if sale.paid.points else None,
            lines(
                person(words, sale.buyer.name, sale.buyer.card),
                words.say(
                    "{change}, now has {balance}.",
                    change=formats.signed(words, sale.points),
                    balance=formats.points(words, sale.balance),
                ),
            ),
            words.say(
                "A mistake? Take it back until {time} with the button or /undo.", time=formats.clock(words, until)
            ),
        ),
        (
            (Button(words.label("Next sale"), Go("sale.next")),),
            (danger(words.label("Take it back"), Go("sale.undo", str(sale.id))),),
        ),
    )


def _paid(words: Words, sale: Recorded) -> Html:
    return lines(
        words.say(
            "{points} paid {worth} of it.",
            points=formats.points(words, sale.paid.points),
            worth=formats.money(words, sale.paid.worth),
        ),
        words.say("In money: <b>{money}</b>", money=formats.money(words, sale.amount - sale.paid.worth)),
    )


def confirm_undo(words: Words, sale: Recorded) -> Message:
    """After /undo: which sale it would be."""
    return Message(
        lines(
            words.say("Take back this sale?"),
            person(words, sale.buyer.name, sale.buyer.card),
            words.say(
                "<b>{amount}</b>, receipt <code>{receipt}</code>",
                amount=formats.money(words, sale.amount),
                receipt=sale.receipt,
            ),
            _paid(words, sale) if sale.paid.points else None,
        ),
        ((danger(words.label("Take it back"), Go("sale.undo", str(sale.id))),), (cancel(words),)),
    )


def taken_back(words: Words, sale: Recorded) -> Message:
    """In place of the record; `balance` is the buyer's after it."""
    return Message(
        lines(
            words.say(
                "↩️ Taken back: <s>{amount}</s>, receipt <code>{receipt}</code>",
                amount=formats.money(words, sale.amount),
                receipt=sale.receipt,
            ),
            person(words, sale.buyer.name, sale.buyer.card),
            words.say(
                "{change}, now has {balance}.",
                change=formats.signed(words, sale.paid.points - sale.points),
                balance=formats.points(words, sale.balance),
            ),
            words.say(
                "Give back in money: <b>{money}</b>. The points that paid {worth} are the member's again.",
                money=formats.money(words, sale.amount - sale.paid.worth),
                worth=formats.money(words, sale.paid.worth),
            )
            if sale.paid.points
            else None,
        ),
        ((Button(words.label("Next sale"), Go("sale.next")),),),
    )
