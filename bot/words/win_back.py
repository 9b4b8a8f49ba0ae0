"""Win-back: the word to somebody who stays away, and its rules as the owner reads and edits them."""

from datetime import datetime
from enum import StrEnum

from bot.rules.care import Care
from bot.rules.win_back import LEAST_DAYS, PRESENT_DAYS, REST_DAYS, WinBack
from bot.words import formats, presents
from bot.words.care_sheet import Asked, Sheet, with_voucher
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


def _told(words: Words, rules: WinBack, present: str) -> Html:
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
            with_voucher(words, present, rules.present_days)
            if present
            else words.say("• The reason to come: their points, in plain words."),
        ),
        words.say("It needs their yes to “{topic}”.", topic=words.label("News and offers")),
    )


SHEET = Sheet(
    Care.WIN_BACK,
    _told,
    {
        Part.ON: sentence("On or off"),
        Part.LEAST: sentence("Not before"),
        Part.REST: sentence("How rarely"),
        Part.REWARD: sentence("The voucher"),
        Part.PRESENT: sentence("How long it is good"),
    },
    (Part.ON, sentence("Shall I write to members who stay away?")),
    Part.REWARD,
    {
        Part.LEAST: Asked(sentence("After how many days away, at the earliest, is somebody late?"), LEAST_DAYS),
        Part.REST: Asked(sentence("How many days must pass between two such words to a member?"), REST_DAYS),
        Part.PRESENT: Asked(sentence("For how many days is the voucher good?"), PRESENT_DAYS),
    },
)
