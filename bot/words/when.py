"""How often, at what hours and in which time zone a member is written to, as they read and choose it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.rules.contact import CAPS, EARLIEST, LATEST
from bot.words import formats
from bot.words.catalogs import Words, sentence, words_in
from bot.words.common import back
from bot.words.contact import Week, week_line
from bot.words.message import AskLocation, Button, Go, Html, Keyboard, Message, Row, Toast, lines, paragraphs

PAUSES = (7, 30)
"""Days for which a member may want to hear nothing."""
_IN_A_ROW = 3


class When(NamedTuple):
    """When somebody is written to.

    Args:
        hours: from when, and until when, of their day.
        zone: by its IANA name.
        own_zone: they chose it; else it is the store's.
        paused_until: they want nothing before.
    """

    week: Week
    hours: tuple[int, int]
    zone: str
    own_zone: bool
    paused_until: datetime | None


def summary(words: Words, when: When, now: datetime) -> Html:
    """A few lines for the overview of the settings."""
    return lines(
        _paused(words, when, now),
        week_line(words, when.week),
        words.say("Hours: {hours}, by the clocks of {city}.", hours=_hours(*when.hours), city=_city(words, when.zone)),
    )


def show(words: Words, when: When, now: datetime) -> Message:
    """All of it, with a button for each part."""
    pausing = (
        Button(words.label("End the pause"), Go("when.resume"))
        if when.paused_until
        else Button(words.label("Take a break"), Go("when.pause"))
    )
    there = words_in(words.language, when.zone, words.currency, words.home)
    return Message(
        paragraphs(
            words.say("<b>When I write to you by myself</b>"),
            lines(
                _paused(words, when, now),
                words.say("• {week}", week=week_line(words, when.week)),
                words.say("• Hours of your day: {hours}", hours=_hours(*when.hours)),
                words.say(
                    "• Your clocks: {city}, where it is {time} now.",
                    city=_city(words, when.zone),
                    time=formats.clock(there, now),
                )
                if when.own_zone
                else words.say(
                    "• Your clocks: the shop's, {city}, where it is {time} now.",
                    city=_city(words, when.zone),
                    time=formats.clock(there, now),
                ),
            ),
            words.say("A week begins on Monday. Receipts and answers come at any hour and count towards nothing."),
        ),
        (
            (
                Button(words.label("How many a week"), Go("when.caps")),
                Button(words.label("Hours"), Go("when.hours")),
            ),
            (Button(words.label("Time zone"), Go("when.ask_zone")), pausing),
            (Button(words.label("Choose what I hear about"), Go("settings.topics")),),
            (back(words, Go("settings.show")),),
        ),
    )


def _paused(words: Words, when: When, now: datetime) -> Html | None:
    if when.paused_until is None:
        return None
    return words.say("⏸ You take a break until {day}.", day=formats.day(words, when.paused_until, now))


def _hours(opens: int, closes: int) -> str:
    return formats.hours(opens * 60, closes * 60)


def _city(words: Words, zone: str) -> str:
    return formats.city(words, zone)


def ask_cap(words: Words, cap: int) -> Message:
    """For the most in a week."""
    choices = [Button(f"✓ {n}" if n == cap else f"{n}", Go("when.cap", f"{n}")) for n in CAPS]
    return Message(
        paragraphs(
            words.say("How many messages a week may I write by myself, at most?"),
            words.say("Where more would be due, the more important ones go first, and the others wait or are dropped."),
        ),
        (*_in_rows(choices), _back(words)),
    )


def ask_opens(words: Words) -> Message:
    """For the hour from which."""
    return Message(
        words.say("From what hour of your day may I write?"),
        (*_hour_buttons("when.opens", range(EARLIEST, LATEST)), _back(words)),
    )


def ask_closes(words: Words, opens: int) -> Message:
    """For the hour until which."""
    return Message(
        words.say("And until what hour?"),
        (*_hour_buttons("when.closes", range(opens + 1, LATEST + 1), f"{opens}"), _back(words)),
    )


def _hour_buttons(route: str, hours: range, *args: str) -> tuple[Row, ...]:
    return _in_rows([Button(f"{hour:02}:00", Go(route, *args, f"{hour}")) for hour in hours])


def _in_rows(buttons: Sequence[Button]) -> tuple[Row, ...]:
    return tuple(tuple(buttons[at : at + _IN_A_ROW]) for at in range(0, len(buttons), _IN_A_ROW))


def ask_pause(words: Words) -> Message:
    """For how long."""
    week, month = PAUSES
    return Message(
        words.say("For how long shall I write nothing by myself? Afterwards everything is as it is now."),
        (
            (
                Button(words.label("A week"), Go("when.pause_for", f"{week}")),
                Button(words.label("A month"), Go("when.pause_for", f"{month}")),
            ),
            _back(words),
        ),
    )


class ZoneKey(StrEnum):
    """What the keys below the question for a city say."""

    SHOP = sentence("The same as the shop")
    LEAVE = sentence("Leave it")


def key_pressed(words: Words, text: str) -> ZoneKey | None:
    """Which of those keys a text is; None: none, but a city perhaps."""
    return next((key for key in ZoneKey if words.label(key) == text.strip()), None)


def ask_zone(words: Words) -> Message:
    """For a city or a location; the keys below send one."""
    return Message(
        words.say(
            "By which clocks do you live? Write a big city near you, for example Berlin, or share where you are: I "
            "don't keep the place, only the time zone."
        ),
        keyboard=Keyboard(
            (
                (AskLocation(words.label("📍 Share where I am")),),
                tuple(words.label(key) for key in ZoneKey),
            )
        ),
    )


def zone_left(words: Words) -> Message:
    """It stays as it was."""
    return Message(words.say("All right, it stays as it is."), keyboard=Keyboard())


def choose_zone(words: Words, zones: Sequence[str], now: datetime) -> tuple[Message, Message]:
    """The zones near a place, each with the time there; the first message takes the keys away."""
    return (
        Message(words.say("Thank you. I don't keep the place, only the time zone."), keyboard=Keyboard()),
        Message(
            words.say("Which of these clocks do you live by?"),
            (*((Button(_with_time(words, zone, now), Go("when.zone", zone)),) for zone in zones), _back(words)),
        ),
    )


def _with_time(words: Words, zone: str, now: datetime) -> str:
    there = words_in(words.language, zone, words.currency, words.home)
    return words.label("{city}: {time}", city=_city(words, zone), time=formats.clock(there, now))


def zone_kept(words: Words, zone: str, now: datetime) -> Message:
    """After a city was written or the shop's own clocks were chosen."""
    there = words_in(words.language, zone, words.currency, words.home)
    return Message(
        words.say(
            "✅ Your clocks: {city}, where it is {time} now.",
            city=_city(words, zone),
            time=formats.clock(there, now),
        ),
        keyboard=Keyboard(),
    )


def kept(words: Words) -> Toast:
    """After any other choice; the screen shows it."""
    return Toast(words.label("Saved"))


def _back(words: Words) -> Row:
    return (back(words, Go("when.show")),)
