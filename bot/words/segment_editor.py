"""Segments on the screen: the list, one of them with whom it names, and making one with buttons or in writing."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.rules.buying import Rfm
from bot.rules.codes import spaced
from bot.rules.segments import Expression, written
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import back, cancel, danger, turn, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, plain, rows, unmarked
from bot.words.segments import GROUPS, said

KINDS: Mapping[str, str] = {
    "tier": sentence("Tier"),
    "rfm": sentence("How they buy"),
    "bought": sentence("What they bought"),
    "late": sentence("Late by their rhythm"),
    "purchases": sentence("How many purchases"),
    "spent": sentence("How much they spent"),
    "points": sentence("Points"),
    "joined": sentence("When they joined"),
    "birthday": sentence("Birthday"),
    "language": sentence("Language"),
    "zone": sentence("City"),
    "nps": sentence("Would they recommend us"),
    "agreed": sentence("What they agreed to"),
    "tag": sentence("Tag"),
    "list": sentence("List"),
    "group": sentence("Group"),
    "sample": sentence("A sample"),
}
"""What a condition can be about, by the word it begins with."""
HINTS: Mapping[str, str] = {
    "tier": "tier:gold",
    "rfm": "rfm:champions",
    "bought": "bought:formula 3 times since 90d",
    "late": "late>=7",
    "purchases": "purchases:2..5",
    "spent": "spent>=100",
    "points": "points>=500",
    "joined": "joined since 2026-01-01",
    "birthday": "birthday:may",
    "language": "language:ru",
    "zone": "zone:Berlin",
    "nps": "nps:promoter",
    "agreed": "agreed:offers",
    "tag": 'tag:"best friends"',
    "list": "list:spring",
    "group": 'group:"Young mothers"',
    "sample": "sample:10%",
}
"""How each is written."""


Tiers = Sequence[Mapping[str, str]]
"""What the shop's tiers are called, each by language."""


class Named(NamedTuple):
    """Whom a segment names: how many of all members, and some of them by name and card."""

    n: int
    of: int
    examples: Sequence[tuple[str, str]] = ()


def segments(words: Words, shown: Sequence[tuple[int, str]], page: int = 0, pages: int = 1) -> Message:
    """Those that are kept, by number and name, a page of them."""
    return Message(
        paragraphs(
            words.say("<b>Segments</b>"),
            words.say("Whom you write to, under a name. Tap one to see who is in it.")
            if shown
            else words.say(
                "A segment says whom you mean: who bought something lately, who stays away, who is in a tier."
            ),
        ),
        rows(
            *_in_pairs([Button(plain(name), Go("segments.show", str(number))) for number, name in shown]),
            turn(words, "segments.list", page, pages),
            (yes(words.label("Make one with buttons"), Go("segments.new")),),
            (Button(words.label("Write one"), Go("segments.write")),),
            (Button(words.label("How members buy"), Go("segments.buyers")),),
        ),
    )


def _in_pairs(buttons: Sequence[Button]) -> list[Row]:
    return [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]


def segment(
    words: Words,
    number: int,
    name: str,
    expression: Expression,
    named: Named | Html,
    doors: Sequence[str] = (),
    tiers: Tiers = (),
) -> Message:
    """One that is kept, with whom it names, or why that can't be told; `doors` are the groups whose rule it is."""
    one = str(number)
    return Message(
        paragraphs(
            words.say("<b>{name}</b>", name=name),
            *_told(words, expression, named, tiers),
            words.say("Whoever is in it may join: {groups}", groups=formats.listing(words, doors)) if doors else None,
        ),
        (
            (Button(words.label("📣 Write to them"), Go("broadcast.to", one)),),
            (
                Button(words.label("Change"), Go("segments.edit", one)),
                Button(words.label("Rename"), Go("segments.rename", one)),
            ),
            (danger(words.label("Remove"), Go("segments.remove", one)),),
            (back(words, Go("segments.list")),),
        ),
    )


def _told(words: Words, expression: Expression, named: Named | Html, tiers: Tiers) -> tuple[Html, ...]:
    meant, line = _capital(said(words, expression, tiers)), words.say("<code>{line}</code>", line=written(expression))
    if not isinstance(named, Named):
        return meant, line, named
    share = words.count("<b>{n}</b> member of {of}", "<b>{n}</b> members of {of}", named.n, of=words.number(named.of))
    people = [words.say("· {name}, {card}", name=name, card=spaced(card)) for name, card in named.examples]
    return meant, line, lines(share, *people)


def _capital(text: Html) -> Html:
    return Html(text[:1].upper() + text[1:])


def draft(words: Words, expression: Expression, named: Named | Html, tiers: Tiers = (), *, kept: str) -> Message:
    """A segment as it would be, and how it can go on; `kept` is the name of the one that is changed."""
    title = words.say("Segment <b>{name}</b>, as it would be", name=kept) if kept else words.say("A new segment")
    return Message(
        paragraphs(title, *_told(words, expression, named, tiers)),
        (
            (
                Button(words.label("And…"), Go("segments.more", "and")),
                Button(words.label("And not…"), Go("segments.more", "not")),
                Button(words.label("Or…"), Go("segments.more", "or")),
            ),
            (
                Button(words.label("Take the last away"), Go("segments.less")),
                Button(words.label("Write it"), Go("segments.write")),
            ),
            (yes(words.label("Keep it"), Go("segments.keep")), cancel(words)),
        ),
    )


_JOINTS: Mapping[str, str] = {
    "": sentence("What do you know of them?"),
    "and": sentence("And what else?"),
    "not": sentence("And what is not so?"),
    "or": sentence("Or what, instead?"),
}


def kinds(words: Words, joint: str) -> Message:
    """What the next condition is about."""
    buttons = [Button(words.label(name), Go("segments.kind", kind)) for kind, name in KINDS.items()]
    return Message(words.say(_JOINTS[joint]), (*_in_pairs(buttons), (back(words, Go("segments.back")), cancel(words))))


def options(words: Words, kind: str, joint: str, shown: Sequence[Expression], tiers: Tiers = ()) -> Message:
    """What the condition is, each a button; another can be written."""
    title = words.say("<b>{kind}</b>", kind=words.label(KINDS[kind]))
    hint = words.say("Choose, or write it, such as: <code>{example}</code>", example=HINTS[kind])
    empty = words.say(
        "There is nothing to choose from here yet. Written, it looks like this: <code>{example}</code>",
        example=HINTS[kind],
    )
    buttons = [Button(_label(words, one, tiers), Go("segments.pick", str(n))) for n, one in enumerate(shown)]
    wide = any(len(button.label) > 20 for button in buttons)
    return Message(
        paragraphs(title, hint if shown else empty),
        (
            *([(button,) for button in buttons] if wide else _in_pairs(buttons)),
            (back(words, Go("segments.more", joint)), cancel(words)),
        ),
    )


def _label(words: Words, one: Expression, tiers: Tiers) -> str:
    if isinstance(one, Rfm):
        return words.label(GROUPS[one.value])  # how they buy is what was asked
    return plain(unmarked(said(words, one, tiers)), 47)


def write(words: Words) -> Message:
    """How a segment is written."""
    examples = lines(*(words.say("<code>{line}</code>", line=line) for line in HINTS.values()))
    return Message(
        paragraphs(
            words.say("Write whom you mean: conditions, with <b>and</b>, <b>or</b>, <b>not</b> and brackets."),
            examples,
            words.say("For example: <code>{line}</code>", line="tier:gold and not bought:formula since 30d"),
        ),
        ((back(words, Go("segments.back")), cancel(words)),),
    )


def ask_name(words: Words) -> Message:
    """What a segment is called."""
    return Message(words.say("What is this segment called?"), ((back(words, Go("segments.back")), cancel(words)),))


def ask_removal(words: Words, number: int, name: str) -> Message:
    """Whether a segment is to go."""
    return Message(
        words.say("Remove the segment <b>{name}</b>? What was written to it stays as it is.", name=name),
        (
            (danger(words.label("Remove"), Go("segments.remove_now", str(number))),),
            (back(words, Go("segments.show", str(number))),),
        ),
    )
