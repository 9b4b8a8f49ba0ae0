"""Paying with points as the till sees it: waiting for the member, their answer; and what managers hear of *not me*."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.rules.spending import Over, Paid
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import cancel, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs
from bot.words.spending import pays


class Wanted(NamedTuple):
    """What a member was asked at the till: their name, the receipt's number, and money in minor units."""

    name: str
    receipt: str
    amount: int
    paid: Paid


_WHY: Mapping[Over, str] = {
    Over.LAPSED: sentence("⌛ No answer within the minute. Nothing was taken."),
    Over.DECLINED: sentence("👛 The member would rather pay in money. Nothing was taken."),
    Over.STOPPED: sentence(
        "⛔ The member says it isn't them. Nothing was taken, nobody can spend points with this card now, and the "
        "managers were told."
    ),
    Over.FAILED: sentence("⚠️ The member said yes, but it could not be recorded any more. Nothing was taken."),
    Over.WITHDRAWN: sentence("↩️ You took the question back. Nothing was taken."),
}
_MAY_ASK_AGAIN = frozenset({Over.LAPSED, Over.FAILED, Over.WITHDRAWN})


def _what(words: Words, wanted: Wanted) -> Html:
    return lines(
        words.say("<b>{name}</b>", name=wanted.name) if wanted.name else None,
        pays(words, wanted.paid, wanted.amount),
        words.say("In money: <b>{money}</b>", money=formats.money(words, wanted.amount - wanted.paid.worth)),
    )


def _without(words: Words, wanted: Wanted) -> Row:
    amount = formats.money(words, wanted.amount)
    return (Button(words.label("Without points: {amount}", amount=amount), Go("sale.record", wanted.receipt)),)


def waiting(words: Words, wanted: Wanted) -> Message:
    """While the member is asked in their own chat; it changes as soon as they answer."""
    return Message(
        paragraphs(
            words.say("⏳ <b>Waiting for the member's yes</b>"),
            _what(words, wanted),
            words.say("They were asked in their own chat and have a minute. You see the answer here."),
        ),
        (
            (Button(words.label("Look again"), Go("payments.look", wanted.receipt)),),
            _without(words, wanted),
            (cancel(words),),
        ),
    )


def unpaid(words: Words, wanted: Wanted, why: Over) -> Message:
    """In place of the waiting: what became of it, and what can be done."""
    said = paragraphs(words.say(_WHY[why]), _what(words, wanted))
    if why is Over.STOPPED:
        return Message(said, ((Button(words.label("Next sale"), Go("sale.next")),),))
    again = (yes(words.label("Ask again"), Go("payments.ask", wanted.receipt)),) if why in _MAY_ASK_AGAIN else ()
    return Message(said, tuple(row for row in (again, _without(words, wanted), (cancel(words),)) if row))


def stopped(words: Words, wanted: Wanted | None, asked_by: str, member_id: int, *, name: str, paid: bool) -> Message:
    """To whoever runs the shop, when a member says *not me*.

    Args:
        wanted: what the member was asked; None where nothing is known of it any more.
        asked_by: who asked, at the till; empty where unknown.
        name: the member's.
        paid: it was paid before they said so.
    """
    return Message(
        paragraphs(
            words.say("⛔ <b>{name}</b> says: that isn't me.", name=name),
            _story(words, wanted, asked_by, paid) if wanted else None,
            words.say("Nobody can spend points with this card until one of you lifts the stop on the member's page."),
        ),
        ((Button(words.label("Open the member"), Go("find.show", str(member_id))),),),
    )


def _story(words: Words, wanted: Wanted, asked_by: str, paid: bool) -> Html:
    return lines(
        words.say("Somebody wanted to pay with points: {what}", what=pays(words, wanted.paid, wanted.amount)),
        words.say("Asked at the till by {name}.", name=asked_by) if asked_by else None,
        words.say(
            "It <b>was paid</b> a moment before, on receipt <code>{receipt}</code>. /refund gives the points back.",
            receipt=wanted.receipt,
        )
        if paid
        else words.say("Nothing was taken."),
    )
