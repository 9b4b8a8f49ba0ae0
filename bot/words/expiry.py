"""What is about to expire, when what does, and what became of points whose owner could not be told."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, rows


class Batch(NamedTuple):
    """Points that go on the same day, and the last second they are good for."""

    points: int
    at: datetime


class Page(NamedTuple):
    """A page of what expires when; pages count from 0, and there is always one."""

    batches: Sequence[Batch]
    page: int
    pages: int


def warning(words: Words, found: Sequence[Batch], now: datetime, *, keeps: bool) -> Message:
    """Before points expire: every batch about to go. `keeps` offers to keep the soonest for a week longer."""
    return Message(
        paragraphs(
            words.count(
                "⏳ <b>{n} of your points expires soon</b>",
                "⏳ <b>{n} of your points expire soon</b>",
                sum(one.points for one in found),
            ),
            _listed(words, found, now),
            words.say("Points that expire first are spent first."),
            _keeping(words) if keeps else None,
        ),
        (*((keep_row(words),) if keeps else ()), _points(words)),
    )


def _listed(words: Words, found: Sequence[Batch], now: datetime) -> Html:
    return lines(
        *(
            words.say(
                "• {points}: until {day} ({soon})",
                points=formats.points(words, one.points),
                day=formats.day(words, one.at, now),
                soon=formats.in_days(words, one.at, now),
            )
            for one in found
        )
    )


def _keeping(words: Words) -> Html:
    return words.say("Once a year, one tap keeps whatever expires within seven days for a week longer.")


def keep_row(words: Words) -> Row:
    """The button that keeps points for a week longer."""
    return (yes(words.label("Keep them a week longer"), Go("expiry.keep")),)


def _points(words: Words) -> Row:
    return (Button(words.label("My points"), Go("points.beside")),)


def kept(words: Words, points: int, found: Sequence[Batch], now: datetime) -> Message:
    """After keeping them."""
    return Message(
        paragraphs(
            words.count(
                "✅ <b>{n} point stays with you for a week longer</b>",
                "✅ <b>{n} points stay with you for a week longer</b>",
                points,
            ),
            _listed(words, found, now),
            words.say("You can do this again in a year."),
        ),
        (_points(words),),
    )


def schedule(words: Words, shown: Page, now: datetime) -> Message:
    """What expires when, within a year."""
    found = _listed(words, shown.batches, now) or words.say("Nothing of yours expires within a year.")
    return Message(
        paragraphs(
            words.say("<b>What expires when</b>"),
            found,
            words.say("Each batch is good to the end of its day, and you are told before it goes.")
            if shown.batches
            else None,
        ),
        (
            *rows(_pager(words, shown)),
            (back(words, Go("points.show")),),
        ),
    )


def _pager(words: Words, shown: Page) -> Row:
    row = []
    if shown.page > 0:
        row.append(Button(words.label("‹ Sooner"), Go("expiry.schedule", str(shown.page - 1))))
    if shown.page + 1 < shown.pages:
        row.append(Button(words.label("Later ›"), Go("expiry.schedule", str(shown.page + 1))))
    return tuple(row)


def stopped(words: Words, here: datetime, there: datetime) -> Message:
    """To owners: nothing expires, since the clock of the shop's computer is ahead of Telegram's."""
    return Message(
        paragraphs(
            words.say("🕰 <b>No points expire for now</b>"),
            words.say(
                "The shop's computer believes it is {here}, and for Telegram it is {there}.",
                here=formats.full_moment(words, here),
                there=formats.full_moment(words, there),
            ),
            words.say(
                "Until the computer's clock is right, nothing expires and nobody is warned. Then it goes on by itself."
            ),
        )
    )
