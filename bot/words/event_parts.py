"""The questions about an event, part by part."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from bot.rules.events import MOST_ABOUT, MOST_NAME, MOST_PLACE, MOST_SEATS, Event, Part
from bot.rules.languages import in_language
from bot.rules.tiers import Tier
from bot.words import events as shown
from bot.words.catalogs import Language, Words, sentence
from bot.words.common import back, cancel, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, plain, rows
from bot.words.whom import choices

LABELS = {
    Part.NAME: sentence("Name"),
    Part.WHEN: sentence("When"),
    Part.PLACE: sentence("Where"),
    Part.SEATS: sentence("Seats"),
    Part.WHO: sentence("Who may come"),
    Part.ABOUT: sentence("About it"),
}
"""Each part by name, as its button and the log have it."""


def ask(
    words: Words,
    part: Part,
    language: str,
    tiers: Sequence[Tier] = (),
    kept: Sequence[tuple[int, str]] = (),
    *,
    number: int = 0,
) -> Message:
    """For a part of an event, a name or a text in a language.

    Args:
        kept: segments by number with their names.
        number: of the event, to which there is a way back; 0 of a new one, which there is not yet.
    """
    questions: Mapping[Part, Html] = {
        Part.NAME: words.say("What is it called? At most {most} characters.", most=MOST_NAME),
        Part.WHEN: lines(
            words.say("When is it? Day and time, for example: <code>2026-12-24 18:00-20:00</code>"),
            words.say("By the shop's clocks, at most a year ahead. Without an end it is taken to last two hours."),
        ),
        Part.PLACE: words.say("Where is it? At most {most} characters.", most=MOST_PLACE),
        Part.SEATS: words.say(
            "How many seats are there? From 1 to {most}. Once they are taken, others wait for one.", most=MOST_SEATS
        ),
        Part.WHO: lines(
            words.say("Who may come?"),
            words.say("Or write whom you mean, as in a segment: <code>bought:FLT-1 and tier:gold</code>"),
        ),
        Part.ABOUT: words.say(
            "What happens there? A few sentences that members read, at most {most} characters.", most=MOST_ABOUT
        ),
    }
    other = words.say("In: {language}", language=Language(language).own_name) if language != words.language else None
    texts = part in (Part.NAME, Part.ABOUT)
    return Message(
        lines(questions[part], other if texts else None),
        rows(*_choices(words, part, language != words.language, tiers, kept), (_out(words, number),)),
    )


def _out(words: Words, number: int) -> Button:
    return back(words, Go("events.card", str(number))) if number else cancel(words)


def _choices(
    words: Words, part: Part, another: bool, tiers: Sequence[Tier], kept: Sequence[tuple[int, str]]
) -> Iterator[Row]:
    def button(label: str, said: str) -> Row:
        return (Button(label, Go("events.choose", part, said)),)

    match part:
        case Part.WHO:
            yield from choices(words, partial(Go, "events.choose", part), tiers, kept)
        case Part.SEATS:
            yield button(words.label("As many as come"), "any")
        case Part.PLACE | Part.ABOUT:
            yield button(words.label("Leave it empty"), "empty")
        case Part.NAME if another:
            yield button(words.label("Leave it empty"), "empty")


def ask_language(words: Words, event: Event) -> Message:
    """In which language it shall have a name and a text as well."""
    return Message(
        words.say("In which language shall it have a name and a text of its own?"),
        (
            *(
                (
                    Button(
                        f"✓ {language.own_name}" if language in event.names else language.own_name,
                        Go("events.say", str(event.id), language),
                    ),
                )
                for language in Language
            ),
            (back(words, Go("events.card", str(event.id))),),
        ),
    )


def preview(words: Words, before: Event, changed: Event, language: str, told: int, key: str) -> Message:
    """How it would be, where others have to be told.

    Args:
        language: in which it may be called otherwise.
        told: so many.
        key: finds it again.
    """
    was, now = (plain(in_language(one.names, language, words.home), MOST_NAME) for one in (before, changed))
    return Message(
        paragraphs(
            shown.facts(words, changed),
            words.say("“{before}” will be called “{event}”.", before=was, event=now) if was != now else None,
            will_be_told(words, told),
        ),
        ((yes(words.label("Apply"), Go("events.apply", key)), _out(words, changed.id)),),
    )


def will_be_told(words: Words, n: int) -> Html:
    """How many hear of a change."""
    return words.count("{n} person who comes or waits will be told.", "{n} people who come or wait will be told.", n)
