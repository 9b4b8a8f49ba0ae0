"""Win-back: the word to somebody who stays away, and its rules as the owner reads and edits them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from bot.rules.care import Care
from bot.rules.win_back import LEAST_DAYS, PRESENT_DAYS, REST_DAYS, WinBack
from bot.words import care as shared
from bot.words import formats, presents
from bot.words.catalogs import Words, sentence
from bot.words.contact import nudge_footer
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, rows
from bot.words.presents import Offered


class Part(StrEnum):
    """What of the rules can be edited."""

    ON = "on"
    LEAST = "least_days"
    REST = "rest_days"
    REWARD = "reward"
    PRESENT = "present_days"


_LABELS: Mapping[StrEnum, str] = {
    Part.ON: sentence("On or off"),
    Part.LEAST: sentence("Not before"),
    Part.REST: sentence("How rarely"),
    Part.REWARD: sentence("The voucher"),
    Part.PRESENT: sentence("How long it is good"),
}


def nudge(words: Words, store: str, since: datetime, points: int, offered: Offered | None) -> Message:
    """To somebody who stays away: since when, and a reason to come."""
    reason = words.say("{points} of yours are waiting here for you.", points=formats.points(words, points))
    return Message(
        paragraphs(
            words.say("👋 <b>We haven't seen you for a while</b>"),
            words.say(
                "Your last visit to {store} was on {day}. It would be good to see you again.",
                store=store,
                day=formats.full_day(words, since),
            ),
            presents.line(words, offered) if offered else reason if points > 0 else None,
        ),
        rows(
            presents.row(words, offered)
            if offered
            else (Button(words.label("My points"), Go("points.beside")),)
            if points > 0
            else (),
            *nudge_footer(words, "win_back"),
        ),
    )


def care_line(words: Words, rules: WinBack) -> Html:
    """The state, on the screen of all care."""
    if not rules.on:
        return words.say("👋 Win-back: off. Whoever stays away hears nothing.")
    if rules.reward is not None:
        return words.say("👋 Win-back: a word and a voucher for whoever is late by their own rhythm.")
    return words.say("👋 Win-back: a kind word for whoever is late by their own rhythm.")


def _told(words: Words, rules: WinBack, reward: str = "") -> Html:
    if not rules.on:
        return words.say("Whoever stays away hears nothing.")
    return paragraphs(
        words.say(
            "Somebody is late when they stay away longer than they usually do. I reckon that from their own purchases, "
            "and say nothing where these don't tell."
        ),
        lines(
            words.count(
                "• Nobody is late who was here within {n} day.",
                "• Nobody is late who was here within {n} days.",
                rules.least_days,
            ),
            words.count(
                "• A member hears of it at most once in {n} day.",
                "• A member hears of it at most once in {n} days.",
                rules.rest_days,
            ),
            _reason(words, rules, reward),
        ),
        words.say("It needs their yes to “{topic}”.", topic=words.label("News and offers")),
    )


def _reason(words: Words, rules: WinBack, reward: str) -> Html:
    if rules.reward is None:
        return words.say("• The reason to come: their points, in plain words.")
    if not reward:
        return words.count(
            "• With a voucher, good for {n} day.", "• With a voucher, good for {n} days.", rules.present_days
        )
    return words.count(
        "• With a voucher for “{reward}”, good for {n} day.",
        "• With a voucher for “{reward}”, good for {n} days.",
        rules.present_days,
        reward=reward,
    )


def show(words: Words, rules: WinBack, reward: str) -> Message:
    """The rules as they are; `reward` is what the voucher is for, empty where there is none."""
    return shared.rules(words, Care.WIN_BACK, _told(words, rules, reward), _LABELS)


def ask(words: Words, part: Part) -> Message:
    """For a part of the rules."""
    match part:
        case Part.ON:
            asked = words.say("Shall I write to members who stay away?")
            return shared.question(words, Care.WIN_BACK, asked, shared.yes_or_no(words, Care.WIN_BACK, part))
        case Part.REWARD:
            return presents.ask(words, Care.WIN_BACK, part, ())
        case Part.LEAST:
            asked, bounds = words.say("After how many days away, at the earliest, is somebody late?"), LEAST_DAYS
        case Part.REST:
            asked, bounds = words.say("How many days must pass between two such words to a member?"), REST_DAYS
        case Part.PRESENT:
            asked, bounds = words.say("For how many days is the voucher good?"), PRESENT_DAYS
    return shared.question(words, Care.WIN_BACK, lines(asked, shared.between(words, *bounds)))


def preview(words: Words, rules: WinBack, reward: str, key: str) -> Message:
    """The rules as they would be."""
    return shared.preview(words, Care.WIN_BACK, _told(words, rules, reward), key)


def applied(words: Words, rules: WinBack) -> Message:
    """After it."""
    return shared.applied(words, Care.WIN_BACK, _told(words, rules))
