"""What is said about being written to: why this message, how to get fewer of them, and that it is over."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from bot.rules.care import Care
from bot.rules.deliveries import KINDS
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import danger
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, rows
from bot.words.settings import topic_name


class Week(NamedTuple):
    """How many messages that count somebody got in this calendar week of theirs, of how many at most."""

    used: int
    cap: int


_BECAUSE: Mapping[Care, str] = {
    Care.BIRTHDAY: sentence("It is about your birthday, as you told it to me: /birthday"),
    Care.REFILL: sentence(
        "I reckoned from your own purchases when something might run out. You can see and change that in /reminders"
    ),
    Care.SURVEY: sentence("The shop asks some of its regulars how it is doing, each of them rarely."),
    Care.THANKS: sentence("The shop thanks its members for their first purchases."),
    Care.BROADCAST: sentence("The shop has written this to many of its members."),
    Care.WIN_BACK: sentence("You had not been here for longer than is usual with you."),
}


def nudge_footer(words: Words, kind: str) -> tuple[Row, ...]:
    """The buttons under everything written unasked: why it came, and how to get fewer.

    Args:
        kind: a name in bot/rules/deliveries.py.
    """
    return (
        (
            Button(words.label("Why this?"), Go("nudge.why", kind)),
            Button(words.label("Fewer of these"), Go("nudge.fewer", kind)),
        ),
    )


def week_line(words: Words, week: Week) -> Html:
    """`This week: 1 of 3.`"""
    return words.say("This week: <b>{used} of {cap}</b> messages that I write by myself.", used=week.used, cap=week.cap)


def why(words: Words, kind: str, agreed: datetime | None, week: Week, now: datetime) -> Message:
    """Why a message came.

    Args:
        agreed: when they last agreed to its topic; None if they don't any more.
    """
    row = KINDS[kind]
    because = _BECAUSE.get(row.care) if row.care else None
    topic = topic_name(words, row.topic) if row.topic else ""
    return Message(
        paragraphs(
            words.say("<b>Why this message?</b>"),
            lines(
                words.say("• {because}", because=words.say(because)) if because else None,
                words.say("• You agreed to “{topic}” on {day}.", topic=topic, day=formats.day(words, agreed, now))
                if agreed
                else words.say("• Since then you have switched “{topic}” off.", topic=topic),
                words.say("• {week}", week=week_line(words, week)),
                words.say("• It came within your hours, and nothing between you and the shop is open."),
            ),
        ),
        (
            (Button(words.label("Fewer of these"), Go("nudge.fewer", kind)),),
            (Button(words.label("When I write"), Go("when.show")),),
        ),
    )


def fewer(words: Words, kind: str, week: Week) -> Message:
    """Asks what is to be less."""
    topic = KINDS[kind].topic
    return Message(
        paragraphs(words.say("<b>What shall there be less of?</b>"), week_line(words, week)),
        rows(
            (Button(words.label("Nothing about “{topic}”", topic=topic_name(words, topic)), Go("nudge.off", topic)),)
            if topic
            else (),
            (Button(words.label("At most {n} a week", n=week.cap - 1), Go("nudge.less")),) if week.cap > 1 else (),
            (Button(words.label("Nothing for a month"), Go("nudge.pause")),),
            (danger(words.label("Nothing at all"), Go("nudge.stop")),),
        ),
    )


def stopped(words: Words, *, was_on: bool) -> Message:
    """After a word of stopping, or the button."""
    return Message(
        paragraphs(
            words.say("🔕 <b>Done.</b> I won't write to you by myself any more.")
            if was_on
            else words.say("🔕 All of that is off already: I don't write to you by myself."),
            words.say(
                "Receipts, vouchers, news about points that you have and reminders of events you come to still come, "
                "since they are yours."
            ),
        ),
        ((Button(words.label("Choose what I hear about"), Go("settings.topics")),),),
    )
