"""The owner's rules of broadcasts: above which size a colleague has to say yes first."""

from collections.abc import Mapping
from enum import StrEnum

from bot.rules.broadcasts import MOST_ALONE, BroadcastRules
from bot.rules.care import Care
from bot.words import care as shared
from bot.words.catalogs import Words, sentence
from bot.words.message import Html, Message, lines


class Part(StrEnum):
    """What of the rules can be edited."""

    ABOVE = "approve_above"


_LABELS: Mapping[Part, str] = {Part.ABOVE: sentence("When two must agree")}


def care_line(words: Words, rules: BroadcastRules) -> Html:
    """The state, on the screen of all care."""
    return words.count(
        "📣 Broadcasts: to more than {n} recipient only with a second yes.",
        "📣 Broadcasts: to more than {n} recipients only with a second yes.",
        rules.approve_above,
    )


def _told(words: Words, rules: BroadcastRules) -> Html:
    return words.count(
        "What goes to more than {n} recipient goes out only when a second person who runs the shop has said yes.",
        "What goes to more than {n} recipients goes out only when a second person who runs the shop has said yes.",
        rules.approve_above,
    )


def show(words: Words, rules: BroadcastRules) -> Message:
    """The rules as they are."""
    return shared.rules(words, Care.BROADCAST, _told(words, rules), _LABELS)


def ask(words: Words, _: Part) -> Message:
    """For a part of the rules."""
    asked = lines(
        words.say("To how many recipients at most may one person alone write?"), shared.between(words, 0, MOST_ALONE)
    )
    return shared.question(words, Care.BROADCAST, asked)


def preview(words: Words, rules: BroadcastRules, key: str) -> Message:
    """The rules as they would be."""
    return shared.preview(words, Care.BROADCAST, _told(words, rules), key)


def applied(words: Words, rules: BroadcastRules) -> Message:
    """After it."""
    return shared.applied(words, Care.BROADCAST, _told(words, rules))
