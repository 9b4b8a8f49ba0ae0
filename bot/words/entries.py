"""A member's entries as the staff look through them, each of which leads to its reasons."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rules.reasons import Line
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back, pager
from bot.words.message import Button, Go, Message, lines, paragraphs, rows
from bot.words.points import entry_button
from bot.words.sale import person


class Entries(NamedTuple):
    """A page of a member's entries, newest first; pages count from 0."""

    member_id: int
    name: str
    card: str
    points: int
    debt: int
    lines: Sequence[Line]
    page: int
    pages: int


def entries(words: Words, shown: Entries, now: datetime, may_adjust: bool) -> Message:
    """What a member has, and every entry that it is the sum of."""
    member = str(shown.member_id)
    return Message(
        paragraphs(
            person(words, shown.name, shown.card),
            lines(
                words.say("Has {balance}.", balance=formats.points(words, shown.points)),
                words.say("Owed from returns: {n}", n=shown.debt) if shown.debt else None,
            ),
            words.say("Tap an entry to see why it is there.") if shown.lines else words.say("No entries yet."),
        ),
        rows(
            *(
                (entry_button(words, line, Go("entries.why", str(line.id), member, str(shown.page)), now),)
                for line in shown.lines
            ),
            pager(words, "entries.page", shown.page, shown.pages, member),
            (Button(words.label("Put points right"), Go("adjust.start", member)),) if may_adjust else (),
            (back(words, Go("find.show", member)),),
        ),
    )
