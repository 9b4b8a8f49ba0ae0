"""The store as its owner reads and edits it."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from bot.rules.store import Part
from bot.words import formats
from bot.words.catalogs import Language, Words, words_in
from bot.words.common import back, cancel, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs


class Shown(NamedTuple):
    """The store as it is: `zone` by its IANA name, `contact` empty if there is none."""

    name: str
    zone: str
    currency: str
    language: Language
    contact: str


def store(words: Words, shown: Shown, now: datetime) -> Message:
    """All of it, and a button for each part that can be changed."""
    return Message(
        paragraphs(words.say("<b>Your store</b>"), _store(words, shown, now)),
        (
            (_edit(words.label("Name"), Part.NAME), _edit(words.label("Time zone"), Part.ZONE)),
            (_edit(words.label("Language"), Part.LANGUAGE), _edit(words.label("Privacy contact"), Part.CONTACT)),
        ),
    )


def saved(words: Words, shown: Shown, now: datetime) -> Message:
    """After a change."""
    as_it_is = store(words, shown, now)
    return Message(paragraphs(words.say("✅ Saved."), as_it_is.text), as_it_is.buttons)


def _edit(label: str, part: Part) -> Button:
    return Button(label, Go("store.edit", part))


def _store(words: Words, shown: Shown, now: datetime) -> Html:
    there = _there(words, shown.zone)
    return lines(
        words.say("• Name: <b>{name}</b>", name=shown.name),
        words.say("• Time zone: {zone}, where it is {time} now", zone=shown.zone, time=formats.clock(there, now)),
        words.say("• Currency: {currency}. It can't change, since all amounts are in it.", currency=shown.currency),
        words.say("• Language: {language}, for those whose own I don't know", language=shown.language.own_name),
        words.say("• Questions about privacy go to: {contact}", contact=shown.contact)
        if shown.contact
        else words.say("• Questions about privacy: no contact yet"),
    )


def _there(words: Words, zone: str) -> Words:
    return words_in(words.language, zone, words.currency, words.home)


def ask(words: Words, part: Part) -> Message:
    """For a part, in writing or by buttons."""
    question, buttons = _QUESTIONS[part](words), _BUTTONS.get(part)
    return Message(question, (*(buttons(words) if buttons else ()), _ways_out(words)))


def _ways_out(words: Words) -> Row:
    return (back(words, Go("store.show")), cancel(words))


def _ask_name(words: Words) -> Html:
    return words.say("What is the store called? Members read it in what I write, and it is my name on Telegram too.")


def _ask_zone(words: Words) -> Html:
    return words.say("In which time zone is the store? Write a big city in it, for example: Berlin or Asia/Shanghai")


def _ask_language(words: Words) -> Html:
    return words.say("Which language do I speak to those whose own I don't know?")


def _ask_contact(words: Words) -> Html:
    return words.say(
        "Where do questions about privacy go? Write an e-mail address or a phone number; /privacy shows it."
    )


_QUESTIONS: dict[Part, Callable[[Words], Html]] = {
    Part.NAME: _ask_name,
    Part.ZONE: _ask_zone,
    Part.LANGUAGE: _ask_language,
    Part.CONTACT: _ask_contact,
}
_BUTTONS: dict[Part, Callable[[Words], tuple[Row, ...]]] = {
    Part.LANGUAGE: lambda _: tuple((Button(one.own_name, Go("store.language", one)),) for one in Language),
    Part.CONTACT: lambda words: ((Button(words.label("No contact"), Go("store.no_contact")),),),
}


def confirm_zone(words: Words, zone: str, now: datetime, key: str) -> Message:
    """What the time would be, before a zone holds. `key` finds the zone again."""
    moment = formats.moment(_there(words, zone), now, now)
    return Message(
        paragraphs(
            words.say("In <b>{zone}</b> it is {moment} now. Is that right?", zone=zone, moment=moment),
            words.say(
                "From then on days begin and end by it, and new points last to the end of such a day. Points that "
                "members already have stay good as long as before."
            ),
        ),
        ((yes(words.label("Use this time zone"), Go("store.zone", key)),), _ways_out(words)),
    )
