"""The shop's own rules of when it writes, as its owner reads and edits them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from bot.rules.care import Care
from bot.rules.contact import CAPS, EARLIEST, LATEST, LOW_SCORE, WEEK, ContactRules
from bot.words import care as shared
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.message import Button, Go, Html, Message, lines, paragraphs


class Part(StrEnum):
    """What of the rules can be edited."""

    CAP = "cap"
    HOURS = "hours"
    WEEKDAYS = "weekdays"
    DAYS = "days"
    LOW_SCORE = "low_score"


_LABELS: Mapping[StrEnum, str] = {
    Part.CAP: sentence("How many a week"),
    Part.HOURS: sentence("Hours"),
    Part.WEEKDAYS: sentence("Closed every week"),
    Part.DAYS: sentence("Closed on single days"),
    Part.LOW_SCORE: sentence("After a low score"),
}
_IN_A_ROW = 3


def care_line(words: Words, rules: ContactRules) -> Html:
    """The state, on the screen of all care."""
    return words.count(
        "🕘 When I write: {hours} of a member's day, {n} message a week at most.",
        "🕘 When I write: {hours} of a member's day, {n} messages a week at most.",
        rules.cap,
        hours=formats.hours(rules.opens * 60, rules.closes * 60),
    )


def _told(words: Words, rules: ContactRules) -> Html:
    return paragraphs(
        words.say("This holds for everything I write by myself. Members can change the first two for themselves."),
        lines(
            words.count("• {n} message a week at most", "• {n} messages a week at most", rules.cap),
            words.say(
                "• Hours, by the member's own clocks: {hours}", hours=formats.hours(rules.opens * 60, rules.closes * 60)
            ),
            words.say("• Closed every week: {days}", days=formats.weekdays(words, _bits(rules)))
            if rules.closed_weekdays
            else words.say("• No day of the week on which the shop is closed"),
            words.say("• Closed on: {days}", days=formats.listing(words, _days(words, rules)))
            if rules.closed_days
            else None,
            words.count(
                "• After a low score, {n} day of silence",
                "• After a low score, {n} days of silence",
                rules.low_score_days,
            ),
        ),
        words.say(
            "On days on which the shop is closed only birthdays and service news go out. While a conversation or an "
            "approval about a member is open, or the spending of their points is stopped, I keep silent as well."
        ),
    )


def _bits(rules: ContactRules) -> int:
    return sum(1 << weekday for weekday in rules.closed_weekdays)


def _days(words: Words, rules: ContactRules) -> list[str]:
    return [formats.date_of(words, date.fromisoformat(day), year=True) for day in rules.closed_days]


def show(words: Words, rules: ContactRules) -> Message:
    """The rules as they are."""
    made = shared.rules(words, Care.CONTACT, _told(words, rules), _LABELS)
    return Message(made.text, (*made.buttons[:-1], shared.calendar_row(words), made.buttons[-1]))


def ask(words: Words, part: Part) -> Message:
    """For a part of the rules."""
    choices: list[Button] = []
    match part:
        case Part.CAP:
            asked = words.say("How many messages a week may I write to a member by myself, at most?")
            choices = [Button(f"{n}", Go("contact.choose", part, f"{n}")) for n in CAPS]
        case Part.HOURS:
            asked = words.say(
                "Between which hours of a member's day may I write? Whole hours from {first} to {last}, for example: "
                "9-20",
                first=EARLIEST,
                last=LATEST,
            )
        case Part.WEEKDAYS:
            asked = words.say("On which day is the shop closed every week? The same day once more opens it again.")
            choices = [Button(formats.weekdays(words, 1 << day), Go("contact.choose", part, f"{day}")) for day in WEEK]
        case Part.DAYS:
            asked = words.say(
                "On which days is the shop closed? Write one or several, for example: 2026-12-25 2026-12-26. A day "
                "written once more opens it again."
            )
        case Part.LOW_SCORE:
            asked = lines(
                words.say("For how many days after a low score do I keep silent, unless it was put right before?"),
                shared.between(words, LOW_SCORE[0], LOW_SCORE[-1]),
            )
    return shared.question(
        words,
        Care.CONTACT,
        asked,
        *(tuple(choices[at : at + _IN_A_ROW]) for at in range(0, len(choices), _IN_A_ROW)),
    )


def preview(words: Words, rules: ContactRules, key: str) -> Message:
    """The rules as they would be."""
    return shared.preview(words, Care.CONTACT, _told(words, rules), key)


def applied(words: Words, rules: ContactRules) -> Message:
    """After it."""
    return shared.applied(words, Care.CONTACT, _told(words, rules))
