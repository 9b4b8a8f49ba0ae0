"""What each kind of care does, as those who run the shop read it: with its interval, or that it can't be told yet."""

from collections.abc import Mapping

from bot.rules.care import Care
from bot.rules.effect import WINDOWS, WORTH_KNOWING, Came, Effect, Verdict
from bot.words import formats
from bot.words.care import NAMES
from bot.words.catalogs import Words
from bot.words.message import Html, Message, lines, paragraphs


def show(words: Words, found: Mapping[Care, Effect]) -> Message:
    """`/effect`."""
    return Message(
        paragraphs(
            words.say("<b>Does it work?</b>"),
            *(_one(words, care, effect) for care, effect in found.items()),
            _explained(words) if found else words.say("Nobody has had their turn at any care long enough ago."),
        )
    )


def _one(words: Words, care: Care, effect: Effect) -> Html:
    return lines(words.say("<b>{name}</b>", name=words.label(NAMES[care])), measured(words, care, effect))


def measured(words: Words, care: Care, effect: Effect) -> Html:
    """Who came back, of both parts, and what can be said of the difference."""
    return lines(
        words.count("Came back within {n} day:", "Came back within {n} days:", WINDOWS[care].days),
        words.say("• given it: {share}", share=_share(words, effect.treated)),
        words.say("• left out: {share}", share=_share(words, effect.held)) if effect.held.of else None,
        _difference(words, effect) if effect.held.of else None,
        _verdict(words, effect),
    )


def _share(words: Words, came: Came) -> str:
    if not came.of:
        return "—"
    return words.label(
        "{percent} ({came} of {of})", percent=formats.percent(words, came.share), came=came.came, of=came.of
    )


def _difference(words: Words, effect: Effect) -> Html:
    difference, low, high = (round(100 * share) for share in (effect.difference, effect.low, effect.high))
    return words.say(
        "• difference: <b>{difference}</b> of a hundred members, with 95% certainty {low} to {high}",
        difference=formats.signed(words, difference),
        low=formats.signed(words, low),
        high=formats.signed(words, high),
    )


def _verdict(words: Words, effect: Effect) -> Html:
    match effect.verdict:
        case Verdict.BRINGS:
            return words.say("✅ It brings members back.")
        case Verdict.DRIVES_AWAY:
            return words.say("⚠️ With it fewer come back than without.")
        case Verdict.NO_MATTER:
            return words.say("➖ There is no difference to be seen.")
        case Verdict.NOBODY_HELD:
            return words.say("❓ Nobody is left out, so it can't be told. Owners set the share in /care.")
    return words.count(
        "❓ Can't tell yet: about {n} more member.", "❓ Can't tell yet: about {n} more members.", _about(effect.more)
    )


def _about(more: int) -> int:
    """Rounded up to two figures, since it is a guess."""
    step = int("1".ljust(len(str(more)) - 1, "0"))
    return -(-more // step) * step


def _explained(words: Words) -> Html:
    return words.say(
        "Each member counts once, by their first turn of the last year, whether the message went out or not. More "
        "members are waited for until a difference of {worth} of a hundred would be seen.",
        worth=round(100 * WORTH_KNOWING),
    )
