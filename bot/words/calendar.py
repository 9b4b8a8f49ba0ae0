"""The coming days as the owner sees them: what will be written unasked, by day and kind, and what becomes of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from bot.rules.contact import What
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back
from bot.words.message import Go, Html, Message, lines, paragraphs
from bot.words.planned import kind_name


class Day(NamedTuple):
    """How many messages of a kind a day will bring, by what becomes of them."""

    day: date
    kind: str
    verdicts: Mapping[What, int]


def calendar(words: Words, days: Sequence[Day], looked: int, of: int, now: datetime) -> Message:
    """All of them; `looked` is how many days were looked at, and of so many members one stands for the others."""
    shown = [_day(words, day, list(kinds), now) for day, kinds in groupby(days, key=lambda one: one.day)]
    return Message(
        paragraphs(
            words.count("<b>The next {n} day</b>", "<b>The next {n} days</b>", looked),
            *shown,
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
        ((back(words, Go("care.show")),),),
    )


def _day(words: Words, day: date, kinds: Sequence[Day], now: datetime) -> Html:
    return lines(
        words.say("<b>{day}</b>, {weekday}", day=formats.day(words, day, now), weekday=formats.weekday(words, day)),
        *(_kind(words, one) for one in kinds),
    )


def _kind(words: Words, one: Day) -> Html:
    counts = [_count(words, what, one.verdicts[what]) for what in What if one.verdicts.get(what)]
    return words.say("• {kind}: {counts}", kind=kind_name(words, one.kind), counts=formats.listing(words, counts))


def _count(words: Words, what: What, n: int) -> str:
    match what:
        case What.SEND:
            return words.count_label("{n} goes", "{n} go", n)
        case What.SILENT:
            return words.count_label("{n} goes silently", "{n} go silently", n)
        case What.DEFER:
            return words.count_label("{n} waits", "{n} wait", n)
        case What.DROP:
            return words.count_label("{n} is dropped", "{n} are dropped", n)
