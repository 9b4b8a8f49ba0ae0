"""Presents: the voucher that a message offers, and the button that takes it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rules.care import Care
from bot.words import formats
from bot.words.care import question
from bot.words.catalogs import Words
from bot.words.common import own_text, yes
from bot.words.message import Button, Go, Html, Message, Row, plain


class Offered(NamedTuple):
    """What a message offers: the reward's names by language, and the last instant it can be taken and used.

    `kind` and `turn` find the message again: what its key begins and ends with.
    """

    names: Mapping[str, str]
    until: datetime
    kind: str
    turn: str


def line(words: Words, offered: Offered) -> Html:
    """What is offered, and until when."""
    return words.say(
        "🎁 For you: <b>{name}</b>. Take your voucher with the button; it is good until {day}.",
        name=own_text(words, offered.names),
        day=formats.full_day(words, offered.until),
    )


def row(words: Words, offered: Offered) -> Row:
    """The button that takes it."""
    return (yes(words.label("Take my voucher"), Go("presents.take", offered.kind, offered.turn)),)


def ask(words: Words, care: Care, part: str, choices: Sequence[tuple[int, Mapping[str, str]]]) -> Message:
    """To the owner: which reward is the present of a kind of care; `choices` are numbers with names by language."""
    return question(
        words,
        care,
        words.say("Which reward shall the voucher be for? It costs the member nothing.")
        if choices
        else words.say("There is no reward on offer that could be given. /rewards has a button to make one."),
        *(
            (Button(plain(own_text(words, names)), Go(f"{care}.choose", part, str(number))),)
            for number, names in choices
        ),
        (Button(words.label("No voucher"), Go(f"{care}.choose", part, "0")),),
    )
