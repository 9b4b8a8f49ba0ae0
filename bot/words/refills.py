"""What runs out for a member: the reminder with its answers, the list, and each thing on it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from bot.rules.refills import Answer, Expected, Stand
from bot.words import formats, presents
from bot.words.catalogs import Words, sentence
from bot.words.common import back, cancel, yes
from bot.words.contact import nudge_footer
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, plain, rows
from bot.words.presents import Offered
from bot.words.settings import topic_promise


class Nudge(NamedTuple):
    """What a reminder is about: the product, when the day begins on which it is due, and whether it is late."""

    product_id: int
    name: str
    due: datetime
    late: bool


class Listed(NamedTuple):
    """A thing on somebody's list: how it stands, and when it is expected to run out; None where that can't be told."""

    product_id: int
    name: str
    stand: Stand
    expected: Expected | None


class Detail(NamedTuple):
    """A thing, all of it, as words tell it.

    Args:
        bought: whether they ever bought it here; else `bought_at` is the day from which it is counted.
        every_days: for how long it lasts, as they said.
        said: what they answered, how many days with it, and when.
    """

    listed: Listed
    bought_at: datetime
    bought: bool
    every_days: int | None
    wanted: bool
    said: Sequence[tuple[Answer, int | None, datetime]]


_SAID: Mapping[Answer, str] = {
    Answer.ORDER: sentence("asked us to keep it for you"),
    Answer.PLENTY: sentence("still had plenty"),
    Answer.WEEK: sentence("wanted to be asked in a week"),
    Answer.BOUGHT: sentence("had bought it already"),
    Answer.STOP: sentence("wanted no reminders of it"),
    Answer.EVERY: sentence("left it to me how long it lasts"),
    Answer.AGAIN: sentence("wanted to be reminded again"),
}
_SUREST = 0.99
"""Nothing is certain of what people will do."""


def nudge(words: Words, store: str, things: Sequence[Nudge], offered: Offered | None, now: datetime) -> Message:
    """Before things run out, or when they ought to have: of one its answers, of several a button to those of each."""
    if len(things) == 1:
        [about] = things
        said = (
            words.say("🔔 <b>{name}</b>", name=about.name),
            _when(words, about, now),
            words.say("Shall we at {store} keep one for you?", store=store),
        )
        answers = _answers(words, about.product_id, beside=offered is not None)
    else:
        said = (
            words.count("🔔 <b>{n} thing may run out</b>", "🔔 <b>{n} things may run out</b>", len(things)),
            lines(*(_named(words, one, now) for one in things)),
            words.say("Shall we at {store} keep something for you? Tap what you want to answer about.", store=store),
        )
        answers = tuple((Button(plain(one.name), Go("refills.about", str(one.product_id))),) for one in things)
    return Message(
        paragraphs(*said, presents.line(words, offered) if offered else None),
        rows(*answers, presents.row(words, offered) if offered else (), *nudge_footer(words, "refill")),
    )


def _named(words: Words, one: Nudge, now: datetime) -> Html:
    stand = Stand.LATE if one.late else Stand.DUE if one.due <= now else Stand.AHEAD
    return words.say("• {name}: {state}", name=one.name, state=_expected(words, stand, one.due, now))


def _when(words: Words, about: Nudge, now: datetime) -> Html:
    day = formats.day(words, about.due, now)
    if about.late:
        return words.say("I had expected that you need it again around {day}.", day=day)
    if about.due <= now:
        return words.say("I reckon that it is due: around {day} it may have run out.", day=day)
    soon = formats.in_days(words, about.due, now)
    return words.say("I reckon that it may run out around {day} ({soon}).", day=day, soon=soon)


def _answers(words: Words, product_id: int, *, beside: bool = False) -> tuple[Row, ...]:
    """The answers; `beside` the reminder, and not in its place, where that offers a voucher which is to stay there."""
    number, order, say = str(product_id), "refills.order", "refills.say"
    if beside:
        order, say = "refills.order_beside", "refills.say_beside"
    return (
        (yes(words.label("Order / keep it for me"), Go(order, number)),),
        (
            Button(words.label("Still have plenty"), Go(say, number, Answer.PLENTY)),
            Button(words.label("In a week"), Go(say, number, Answer.WEEK)),
        ),
        (
            Button(words.label("Already bought"), Go(say, number, Answer.BOUGHT)),
            Button(words.label("Stop for this product"), Go(say, number, Answer.STOP)),
        ),
    )


def reminders(words: Words, found: Sequence[Listed], now: datetime, *, agreed: bool) -> Message:
    """`/reminders`: what may run out, each a button; `agreed` says that they want to be written to."""
    return Message(
        paragraphs(
            words.say("<b>What may run out</b>"),
            lines(*(_line(words, one, now) for one in found))
            or words.say("Nothing yet: I learn it from what you buy. You can also add something yourself."),
            words.say("Tap one to see or change it.") if found else None,
            None if agreed else words.say("I don't write to you about it unless you want me to:"),
            None if agreed else topic_promise(words, "refill"),
        ),
        rows(
            *((Button(plain(one.name), Go("refills.show", str(one.product_id))),) for one in found),
            (yes(words.label("Yes, remind me in time"), Go("refills.agree")),) if not agreed else (),
            (Button(words.label("Add a reminder"), Go("refills.choose")),),
        ),
    )


def _line(words: Words, one: Listed, now: datetime) -> Html:
    return words.say("• {name}: {state}", name=one.name, state=_state(words, one, now))


def _state(words: Words, one: Listed, now: datetime) -> Html:
    if one.stand is Stand.STOPPED:
        return words.say("no reminders")
    if one.expected is None or one.stand is Stand.UNKNOWN:
        return words.say("can't tell yet")
    return _expected(words, one.stand, one.expected.day, now)


def _expected(words: Words, stand: Stand, on: date, now: datetime) -> Html:
    day, soon = formats.day(words, on, now), formats.in_days(words, on, now)
    match stand:
        case Stand.LATE:
            return words.say("<b>late</b>, it was expected to run out around {day}", day=day)
        case Stand.DUE:
            return words.say("<b>due</b>, around {day}", day=day)
    return words.say("around {day} ({soon})", day=day, soon=soon)


def detail(words: Words, one: Detail, now: datetime, *, noted: bool = False) -> Message:
    """One thing, and everything that can be said of it; `noted` after an answer."""
    shown, number = one.listed, str(one.listed.product_id)
    stopped, day = shown.stand is Stand.STOPPED, formats.day(words, one.bought_at, now)
    return Message(
        paragraphs(
            words.say("✅ Noted.") if noted else None,
            words.say("<b>{name}</b>", name=shown.name),
            lines(
                words.say("Last bought: {day}", day=day)
                if one.bought
                else words.say("Not bought here yet; counted from: {day}", day=day),
                words.say("Runs out: {state}", state=_state(words, shown, now)),
                _how_sure(words, one, now),
            ),
            _history(words, one, now),
        ),
        rows(
            *(() if stopped else _answers(words, shown.product_id)[:2]),
            (
                (yes(words.label("Remind me again"), Go("refills.say", number, Answer.AGAIN)),)
                if stopped
                else _answers(words, shown.product_id)[2]
            ),
            (Button(words.label("How long it lasts me"), Go("refills.every", number)),),
            (back(words, Go("refills.list")),),
        ),
    )


def _how_sure(words: Words, one: Detail, now: datetime) -> Html | None:
    found = one.listed.expected
    if found is None or one.listed.stand is Stand.STOPPED:
        return None
    if one.wanted:
        return words.say("That is the day you said.")
    if one.every_days is not None:
        return words.count("It lasts you {n} day, as you said.", "It lasts you {n} days, as you said.", one.every_days)
    return words.say(
        "Most likely between {first} and {last}. Within a week of that day: {chance}.",
        first=formats.day(words, found.first, now),
        last=formats.day(words, found.last, now),
        chance=formats.percent(words, min(found.chance, _SUREST)),
    )


def _history(words: Words, one: Detail, now: datetime) -> Html | None:
    if not one.said:
        return None
    return lines(
        words.say("What you said:"),
        *(
            words.say("• {day}: {said}", day=formats.day(words, at, now), said=said(words, answer, days))
            for answer, days, at in one.said
        ),
    )


def said(words: Words, answer: Answer, days: int | None) -> Html:
    """What an answer was, in the past."""
    if answer is Answer.EVERY and days is not None:
        return words.count("it lasts you {n} day", "it lasts you {n} days", days)
    return words.say(_SAID[answer])


def answered(words: Words, name: str, answer: Answer, shown: Listed | None, now: datetime) -> Message:
    """In the place of a reminder, after one of its answers."""
    return Message(
        paragraphs(
            words.say("<b>{name}</b>", name=name),
            _promised(words, answer, shown, now),
        ),
        ((Button(words.label("My reminders"), Go("refills.list")),),),
    )


def _promised(words: Words, answer: Answer, shown: Listed | None, now: datetime) -> Html:
    match answer:
        case Answer.WEEK:
            return words.say("✅ All right: I ask again in a week.")
        case Answer.STOP:
            return words.say("✅ No more reminders of it. In /reminders you can switch them on again.")
    if shown is None or shown.expected is None:
        return words.say("✅ Noted.")
    day = formats.day(words, shown.expected.day, now)
    if answer is Answer.BOUGHT:
        return words.say("✅ Noted: the next one may run out around {day}.", day=day)
    return words.say("✅ Noted: then it may run out around {day}.", day=day)


def ask_words(words: Words, name: str, product_id: int) -> Message:
    """What the staff are to know of an order."""
    return Message(
        paragraphs(
            words.say("<b>{name}</b>", name=name),
            words.say("How many, and until when? Write a line for the staff, or tap below."),
        ),
        (
            (yes(words.label("As last time"), Go("refills.order_now", str(product_id))),),
            (cancel(words),),
        ),
    )


def ordered(words: Words, name: str) -> Message:
    """After it was passed on."""
    return Message(
        words.say("✅ Passed on to the staff: <b>{name}</b>. You hear from us as soon as it is there.", name=name),
        ((Button(words.label("My reminders"), Go("refills.list")),),),
    )


def ask_every(words: Words, name: str, product_id: int, *, known: bool) -> Message:
    """How long one lasts them; `known` things can be left to the estimate again."""
    return Message(
        paragraphs(
            words.say("<b>{name}</b>", name=name),
            words.say("For how many days does one last you? Write a number."),
        ),
        rows(
            (Button(words.label("Reckon it from my purchases"), Go("refills.reckon", str(product_id))),)
            if known
            else (),
            (cancel(words),),
        ),
    )


def choose(words: Words, choices: Sequence[tuple[int, str]]) -> Message:
    """What somebody could be reminded of besides."""
    return Message(
        words.say("What shall I remind you of?") if choices else words.say("There is nothing else that I could add."),
        (
            *((Button(plain(name), Go("refills.every", str(number))),) for number, name in choices),
            (back(words, Go("refills.list")),),
        ),
    )
