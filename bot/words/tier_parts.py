"""What the owner is asked about a tier, or about the table of them, part by part."""

from collections.abc import Mapping

from bot.rules.tiers import Measure, Span
from bot.words.catalogs import Language, Words, sentence
from bot.words.common import back, cancel
from bot.words.message import Button, Go, Message, Row, lines, paragraphs, rows

_MEASURES = {Measure.POINTS: sentence("Points earned"), Measure.SPENT: sentence("Money spent")}
_SPANS = {Span.ROLLING: sentence("The last twelve months"), Span.YEAR: sentence("The calendar year")}
MARKS = ("🥉", "🥈", "🥇", "💎", "🌱", "🌿", "🌳", "⭐")
"""Offered as buttons; any other emoji can be written."""


def _ways_out(words: Words, tier_id: int) -> Row:
    to = Go("tiers.tier", str(tier_id)) if tier_id else Go("tiers.table")
    return (back(words, to), cancel(words))


def ask_language(words: Words, tier_id: int, field: str, texts: Mapping[str, str]) -> Message:
    """In which language a name or a description is to be written."""
    return Message(
        words.say("In which language?"),
        (
            *(
                (
                    Button(
                        f"✓ {language.own_name}" if texts.get(language) else language.own_name,
                        Go("tiers.text", str(tier_id), field, language.value),
                    ),
                )
                for language in Language
            ),
            _ways_out(words, tier_id),
        ),
    )


_QUESTIONS: Mapping[str, str] = {
    "mark": sentence("Which emoji is its mark? Choose one, or write another."),
    "multiplier": sentence(
        "How many percent of the usual points do its members earn? From 100 to 1000; 125 is a quarter more."
    ),
    "pay_share": sentence("How many percent of a purchase may its members pay with points? From 0 to 100."),
    "grace": sentence(
        "How many days does somebody keep a tier after they were told that it ends? From 0 to 365; buying enough in "
        "these days keeps it."
    ),
}
_ENTER = {
    Measure.POINTS: sentence("How many points take somebody there?"),
    Measure.SPENT: sentence("How much has somebody to spend to get there?"),
}
_KEEP = {
    Measure.POINTS: sentence("How many points keep somebody there when it is reviewed? 0 keeps it for ever."),
    Measure.SPENT: sentence("How much has somebody to spend to stay there when it is reviewed? 0 keeps it for ever."),
}


_TEXTS = {
    "name": sentence("What is it called in {language}?"),
    "perks": sentence("What does it bring its members? Write it in {language}."),
}


def ask(words: Words, field: str, tier_id: int, measure: Measure) -> Message:
    """For a part of a tier, or (tier 0) of the table."""
    says = {"enter": _ENTER[measure], "keep": _KEEP[measure], **_QUESTIONS}[field]
    marks = [Button(mark, Go("tiers.mark", str(tier_id), mark)) for mark in MARKS] if field == "mark" else []
    return Message(
        words.say(says),
        rows(tuple(marks[:3]), tuple(marks[3:6]), tuple(marks[6:]), _ways_out(words, tier_id)),
    )


def ask_new(words: Words, language: Language) -> Message:
    """For the name of a tier that is to be added."""
    return Message(
        lines(
            words.say("What is the new tier called in {language}?", language=language.own_name),
            words.say("Other languages, its emoji and what it brings come afterwards."),
        ),
        (_ways_out(words, 0),),
    )


def ask_text(words: Words, tier_id: int, field: str, language: Language, now: str) -> Message:
    """For a tier's `name` or `perks` in a language; `now` is what is written there."""
    asks = words.say(_TEXTS[field], language=language.own_name)
    empty = Button(words.label("Leave empty"), Go("tiers.empty", str(tier_id), field, language.value))
    return Message(
        paragraphs(asks, words.say("So far: {now}", now=now) if now else None),
        rows((empty,) if now else (), _ways_out(words, tier_id)),
    )


def _choices(words: Words, ways: Mapping[Measure, str] | Mapping[Span, str]) -> tuple[Row, ...]:
    chosen = [(Button(words.label(name), Go("tiers.choose", way.value)),) for way, name in ways.items()]
    return (*chosen, _ways_out(words, 0))


def ask_measure(words: Words) -> Message:
    """Points or money."""
    return Message(
        paragraphs(
            words.say("What counts towards a tier?"),
            words.say("What takes somebody there is counted anew by today's points rule; look at it afterwards."),
        ),
        _choices(words, _MEASURES),
    )


def ask_span(words: Words) -> Message:
    """Twelve months or the year."""
    return Message(
        paragraphs(
            words.say("Over what time does it count?"),
            words.say(
                "Over the last twelve months, each member is reviewed a year after they came to their tier. Over the "
                "calendar year, everybody is reviewed at the end of 31 December."
            ),
        ),
        _choices(words, _SPANS),
    )
