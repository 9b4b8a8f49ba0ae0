"""Who is left out of each kind of care on purpose, as the owner reads and sets it."""

from collections.abc import Mapping

from bot.rules.care import Care
from bot.rules.holdout import MOST_SHARE, Part, Shares
from bot.words import care as shared
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.message import Html, Message, lines, paragraphs

_QUESTIONS: Mapping[Part, str] = {
    Part.REFILL: sentence("How many percent of the members are left out of refill reminders? From 0 to {most}."),
    Part.WIN_BACK: sentence("How many percent of the members are left out of win-backs? From 0 to {most}."),
    Part.BROADCAST: sentence("How many percent of the members are left out of broadcasts? From 0 to {most}."),
    Part.BIRTHDAY: sentence("How many percent of the members are left out of birthdays? From 0 to {most}."),
    Part.SURVEY: sentence("How many percent of the members are left out of surveys? From 0 to {most}."),
    Part.THANKS: sentence("How many percent of the members get no gift with a thank-you? From 0 to {most}."),
}


def care_line(words: Words, shares: Shares) -> Html:
    """How many are left out, on the screen of all care."""
    out = [_share(words, part, shares) for part in Part if shares.of(part.care)]
    if not out:
        return words.say("⚖️ Nobody is left out, so nobody can tell what it does.")
    return words.say("⚖️ Left out by lot, to see what it does: {shares}.", shares=formats.listing(words, out))


def _share(words: Words, part: Part, shares: Shares) -> str:
    share = formats.percent(words, shares.of(part.care) / 100)
    return words.label("{name} {share}", name=words.label(shared.NAMES[part.care]), share=share)


def _told(words: Words, shares: Shares) -> Html:
    return paragraphs(
        words.say(
            "By lot a few members are left out of a kind of care, always the same ones. If the others come back more "
            "often than they do, it is the care that brings them: /effect shows it."
        ),
        lines(*(words.say("• {share}", share=_share(words, part, shares)) for part in Part)),
    )


def show(words: Words, shares: Shares) -> Message:
    """The shares as they are, and a button for each."""
    return shared.rules(words, Care.HOLDOUT, _told(words, shares), {part: shared.NAMES[part.care] for part in Part})


def ask(words: Words, part: Part) -> Message:
    """For a share."""
    return shared.question(words, Care.HOLDOUT, words.say(_QUESTIONS[part], most=MOST_SHARE))


def preview(words: Words, shares: Shares, key: str) -> Message:
    """The shares as they would be."""
    return shared.preview(words, Care.HOLDOUT, _told(words, shares), key)


def applied(words: Words, shares: Shares) -> Message:
    """After it."""
    return shared.applied(words, Care.HOLDOUT, _told(words, shares))
