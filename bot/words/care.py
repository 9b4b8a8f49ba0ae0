"""The care that the shop gives by itself: a line for each kind, and what the screens of their rules share."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from bot.rules.care import Care
from bot.words.catalogs import Words, sentence
from bot.words.common import back, cancel, yes
from bot.words.message import Button, Go, Html, Message, Row, paragraphs, rows

P = TypeVar("P", bound=StrEnum)
R = TypeVar("R")
Says = Callable[[Words, Mapping[str, object]], Html]
"""A line about rules, given their fields by name; a field that was never set is left out."""

NAMES: Mapping[Care, str] = {
    Care.CONTACT: sentence("When I write"),
    Care.BIRTHDAY: sentence("Birthdays"),
    Care.REFILL: sentence("Refill reminders"),
    Care.SURVEY: sentence("Surveys"),
    Care.THANKS: sentence("Thank-yous"),
    Care.WIN_BACK: sentence("Win-back"),
    Care.BROADCAST: sentence("Broadcasts"),
    Care.HOLDOUT: sentence("Who is left out"),
}


def told(shape: Callable[..., R], says: Callable[[Words, R], Html]) -> Says:
    """A line about rules, from what they are made with and what says it."""
    return lambda words, fields: says(words, shape(**fields))


def calendar_row(words: Words) -> Row:
    """The way to what will go out."""
    return (Button(words.label("The next 14 days"), Go("planned.calendar")),)


def every(words: Words, lines: Sequence[tuple[Care, Html]]) -> Message:
    """`/care`: everything the bot does unasked, and a button to the rules of each."""
    buttons = [Button(words.label(NAMES[care]), Go(f"care.{care}")) for care, _ in lines]
    return Message(
        paragraphs(
            words.say("<b>Care</b>"),
            words.say("What I do for your members by myself. One gate decides whether I may write, and when."),
            *(line for _, line in lines),
        ),
        (
            *(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)),
            calendar_row(words),
            (Button(words.label("Does it work?"), Go("effect.show")),),
        ),
    )


def rules(words: Words, care: Care, told: Html, parts: Mapping[P, str], below: Row = ()) -> Message:
    """The rules of one kind as they are, and a button for each part of them, by its label."""
    return Message(
        paragraphs(_title(words, care), told),
        rows(
            *((Button(words.label(label), Go(f"{care}.edit", part)),) for part, label in parts.items()),
            below,
            (back(words, Go("care.show")),),
        ),
    )


def question(words: Words, care: Care, asked: Html, *choices: Row) -> Message:
    """Asks for a part of the rules."""
    return Message(asked, (*choices, _ways_out(words, care)))


def between(words: Words, least: int, most: int) -> Html:
    """Says what a number may be."""
    return words.say("A number from {least} to {most}.", least=least, most=most)


def yes_or_no(words: Words, care: Care, part: StrEnum) -> Row:
    """The choices of a part that is on or off."""
    return (
        Button(words.label("Yes"), Go(f"{care}.choose", part, "1")),
        Button(words.label("No"), Go(f"{care}.choose", part, "0")),
    )


def preview(words: Words, care: Care, told: Html, key: str) -> Message:
    """The rules as they would be. `key` finds them again."""
    return Message(
        paragraphs(_title(words, care), words.say("So it would be:"), told, words.say("It counts from now on.")),
        ((yes(words.label("Apply"), Go(f"{care}.apply", key)),), _ways_out(words, care)),
    )


def applied(words: Words, care: Care, told: Html) -> Message:
    """After it."""
    return Message(paragraphs(words.say("✅ So it is from now on."), told), ((back(words, Go(f"care.{care}")),),))


def _title(words: Words, care: Care) -> Html:
    return words.say("<b>{name}</b>", name=words.label(NAMES[care]))


def _ways_out(words: Words, care: Care) -> Row:
    return (back(words, Go(f"care.{care}")), cancel(words))
