"""What members choose: what we may write about, in which language, and whether we know their phone number."""

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from bot.words import formats
from bot.words.catalogs import Language, Words, sentence
from bot.words.common import back, danger
from bot.words.message import Button, Go, Html, Message, Row, Toast, lines, paragraphs


class _Topic(NamedTuple):
    name: str
    promise: str


_TOPICS = {
    "birthday": _Topic(
        sentence("Birthday"),
        sentence("🎂 <b>Birthday</b>: a greeting once a year, and word of a gift if the shop has one for you"),
    ),
    "refill": _Topic(
        sentence("Refill reminders"),
        sentence("🔔 <b>Refill reminders</b>: a word before something you buy regularly runs out"),
    ),
    "offers": _Topic(
        sentence("News and offers"),
        sentence("🏷 <b>News and offers</b>: what is new in the shop, and what costs less"),
    ),
    "surveys": _Topic(
        sentence("Your opinion"),
        sentence("💬 <b>Your opinion</b>: now and then one question about how we are doing"),
    ),
}


def topic_name(words: Words, topic: str) -> str:
    """A topic in a word or two."""
    return words.label(_TOPICS[topic].name)


def topic_promise(words: Words, topic: str) -> Html:
    """What a member agrees to with a topic, as it is recorded with their consent."""
    return words.say(_TOPICS[topic].promise)


def wording(words: Words, topic: str) -> str:
    """What a consent is recorded with: the language and a fingerprint of the very sentence that was shown."""
    return f"{words.language}:{sha256(topic_promise(words, topic).encode()).hexdigest()[:12]}"


def settings(words: Words, topics: Mapping[str, bool], has_phone: bool, when: Html) -> Message:
    """The overview: what is allowed, when (a few lines of it), the language, the phone number."""
    named = [words.label(topic.name) for key, topic in _TOPICS.items() if topics.get(key)]
    allowed = [words.label("“{topic}”", topic=name) for name in named]
    phone = (
        danger(words.label("Erase my phone number"), Go("settings.drop_phone"))
        if has_phone
        else Button(words.label("Add my phone number"), Go("welcome.phone"))
    )
    return Message(
        paragraphs(
            words.say("<b>Your settings</b>"),
            lines(
                words.say("I may write to you about: {topics}.", topics=formats.listing(words, allowed))
                if allowed
                else words.say("I write to you about nothing but your purchases."),
                when,
                words.say("Language: {language}.", language=words.language.own_name),
                words.say("Phone number: saved.") if has_phone else words.say("Phone number: not saved."),
            ),
        ),
        (
            (Button(words.label("Choose what I hear about"), Go("settings.topics")),),
            (Button(words.label("How often and when"), Go("when.show")),),
            (Button(words.label("My birthday"), Go("birthday.show")),),
            (Button(words.label("Change the language"), Go("settings.languages")),),
            (phone,),
            (Button(words.label("Privacy"), Go("privacy.show")),),
        ),
    )


def topics(words: Words, chosen: Mapping[str, bool]) -> Message:
    """Asks for each topic on its own; nothing is on until it is chosen."""
    return Message(
        paragraphs(
            words.say("<b>What may I write to you about?</b>"),
            lines(*(words.say(topic.promise) for topic in _TOPICS.values())),
            words.say("Nothing is on until you choose it, and each is one tap to stop. Receipts always come."),
        ),
        (
            *((_switch(words, key, topic, chosen.get(key, False)),) for key, topic in _TOPICS.items()),
            (back(words, Go("settings.show")),),
        ),
    )


def _switch(words: Words, key: str, topic: _Topic, on: bool) -> Button:
    name = words.label(topic.name)
    return Button(f"✅ {name}" if on else f"▫️ {name}", Go("settings.topic", key, "off" if on else "on"))


def topic_changed(words: Words, topic: str, on: bool) -> Toast:
    """After a tap on a topic."""
    name = words.label(_TOPICS[topic].name)
    return Toast(words.label("{topic}: on", topic=name) if on else words.label("{topic}: off", topic=name))


def languages(words: Words, *came_for: str) -> Message:
    """The languages, each under its own name, so that whoever can't read the screen finds theirs.

    Args:
        came_for: the number of the event that has brought somebody new here, whom it is to be shown to again.
    """
    rows: tuple[Row, ...] = tuple(
        (
            Button(
                f"✓ {language.own_name}" if language is words.language else language.own_name,
                Go("settings.language", language, *came_for),
            ),
        )
        for language in Language
    )
    return Message(words.say("Which language shall we speak?"), rows)


def language_changed(words: Words) -> Toast:
    """In the new language."""
    return Toast(words.label("From now on we speak English."))
