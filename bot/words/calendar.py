"""The coming days as the owner sees them: what will be written unasked, by day and kind, and what becomes of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from bot.rules.contact import What
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back
from bot.words.message import Button, Go, Html, Message, lines, paragraphs
from bot.words.planned import MARKS, kind_name


class Day(NamedTuple):
    """How many messages of a kind a day will bring, by what becomes of them."""

    day: date
    kind: str
    verdicts: Mapping[What, int]


def calendar(words: Words, days: Sequence[Day], looked: int, of: int, now: datetime, *, later: bool = False) -> Message:
    """A week of them, so that it fits on a screen.

    Args:
        looked: how many days were looked at.
        of: of so many members one stands for the others.
        later: it is the second week.
    """
    shown = [_day(words, day, list(kinds), now) for day, kinds in groupby(days, key=lambda one: one.day)]
    other = Button(words.label("‹ The first week"), Go("planned.calendar"))
    if not later:
        other = Button(words.label("The second week ›"), Go("planned.calendar", "later"))
    return Message(
        paragraphs(
            words.count("<b>The next {n} day</b>", "<b>The next {n} days</b>", looked),
            *shown,
            words.say("✅ goes, 🔇 goes without a sound, ⏳ is put off, 🚫 will be dropped.") if shown else None,
            None if shown else words.say("Nothing is expected, as far as I can see now."),
            words.say(
                "Reckoned member by member by the gate that will decide, from what is known now: what waits already, "
                "and what each kind of care will find by then. Who is left out by lot is not counted. What follows "
                "purchases that are yet to be made, such as thank-yous, and news about tiers come on top."
            ),
            words.say("One member in {of} was looked at for all of them, so that the figures are about right.", of=of)
            if of > 1
            else None,
        ),
        ((other,), (back(words, Go("care.show")),)),
    )


def _day(words: Words, day: date, kinds: Sequence[Day], now: datetime) -> Html:
    return lines(
        words.say("<b>{day}</b>, {weekday}", day=formats.day(words, day, now), weekday=formats.weekday(words, day)),
        *(_kind(words, one) for one in kinds),
    )


def _kind(words: Words, one: Day) -> Html:
    counts = [f"{MARKS[what]} {words.number(n)}" for what in What if (n := one.verdicts.get(what))]
    return words.say("• {kind}: {counts}", kind=kind_name(words, one.kind), counts=" ".join(counts))
