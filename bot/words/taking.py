"""Vouchers at the till: the code, what to give and to whom, one question, and the record."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.rules.vouchers import Voucher
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import cancel, yes
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, plain, safe
from bot.words.rewards import when_taken, worth
from bot.words.sale import person
from bot.words.vouchers import name_of

MOST_SEEN = 20
"""Vouchers of one member that the till sees at once, soonest to end first."""


class Holder(NamedTuple):
    """Whose voucher it is: the name (empty where unknown) and the card's code."""

    name: str
    card: str


def ask_code(words: Words) -> Message:
    """What the code is."""
    return Message(
        paragraphs(
            words.say(
                "<b>Take a voucher.</b> What is its code? You can also scan the QR code with the phone's camera."
            ),
            words.say("In one line: <code>/redeem CODE</code>"),
        ),
        ((cancel(words),),),
    )


def let_see(words: Words, holder: Holder, vouchers: Sequence[Voucher]) -> Message:
    """After a member let the till see their vouchers: which of them is it?"""
    return Message(
        lines(
            person(words, holder.name, holder.card),
            words.say("Which voucher is it?") if vouchers else words.say("There is no voucher that could be taken."),
        ),
        (
            *((Button(plain(name_of(words, one)), Go("taking.show", str(one.id))),) for one in vouchers[:MOST_SEEN]),
            (cancel(words),),
        ),
    )


def at_till(words: Words, voucher: Voucher, holder: Holder, why_not: str | None) -> Message:
    """What to give and to whom, and whether to.

    Args:
        why_not: why it can't be taken now, in a sentence.
    """
    return Message(
        paragraphs(
            _gives(words, voucher),
            lines(
                person(words, holder.name, holder.card),
                None
                if why_not
                else words.say("Good until <b>{day}</b>.", day=formats.full_day(words, voucher.expires_at)),
                when_taken(words, voucher.times),
            ),
            safe(f"⛔ {why_not}") if why_not else None,
        ),
        (
            ((Button(words.label("Next voucher"), Go("taking.start")),),)
            if why_not
            else ((yes(words.label("Take it and give"), Go("taking.take", str(voucher.id))),), (cancel(words),))
        ),
    )


def _gives(words: Words, voucher: Voucher) -> Html:
    return lines(
        words.say("🎟 <b>{name}</b>", name=name_of(words, voucher)),
        worth(words, voucher.kind, voucher.worth, voucher.product or "", ""),
    )


def taken(words: Words, voucher: Voucher, holder: Holder) -> Message:
    """After it was taken."""
    return Message(
        paragraphs(
            words.say("✅ <b>Taken.</b> Please give it now:"),
            lines(_gives(words, voucher), person(words, holder.name, holder.card)),
        ),
        ((Button(words.label("Next voucher"), Go("taking.next")),),),
    )


def for_the_till(words: Words, member: bool) -> Message:
    """To anybody but the till who scans a voucher, whoever's and whatever has become of it."""
    return Message(
        words.say("This is a voucher's code. Only the shop's staff can take it, at the till."),
        ((Button(words.label("My vouchers"), Go("vouchers.list")),),) if member else (),
    )
