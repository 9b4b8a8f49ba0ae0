"""Events as whoever runs the shop sees them: all of them, one with its list, and every part of it changed."""

from collections.abc import Iterator, Mapping, Sequence

from bot.rules.events import MOST_ABOUT, Event, Part, Stand, State
from bot.words import events as shown
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import back, danger, own_text, turn, yes
from bot.words.event_parts import LABELS, will_be_told
from bot.words.events import name
from bot.words.message import Button, Copy, Go, Html, Message, Photo, Row, lines, paragraphs, rows, safe
from bot.words.qr import qr
from bot.words.whom import whom

STATES = {
    State.DRAFT: sentence("A draft: nobody sees it yet."),
    State.ON: sentence("It is on: members find it in /events."),
    State.CANCELLED: sentence("Called off."),
}
_SIGNS = {State.DRAFT: "✏️", State.ON: "🗓", State.CANCELLED: "❌"}


def desk(words: Words, found: Sequence[Event], page: int, pages: int) -> Message:
    """A page of the events; pages count from 0."""
    return Message(
        paragraphs(
            words.say("<b>The shop's events</b>"),
            None
            if found
            else words.say("There is none yet. A few questions make one, and you see it before others do."),
        ),
        rows(
            (yes(words.label("New event"), Go("events.new")),),
            *((Button(_label(words, one), Go("events.card", str(one.id))),) for one in found),
            turn(words, "events.desk", page, pages),
            (back(words, Go("events.list")),),
        ),
    )


def _label(words: Words, one: Event) -> str:
    day = formats.date_of(words, formats.local_day(words, one.at), year=False)
    return words.label("{sign} {event}, {day}", sign=_SIGNS[one.state], event=name(words, one), day=day)


def card(
    words: Words, event: Event, guests: Mapping[Stand, int], tiers: Sequence[Mapping[str, str]], *, over: bool
) -> Message:
    """One, as members see it, with everything that can be done about it."""
    about = own_text(words, event.abouts)
    return Message(
        paragraphs(
            words.say("It is over.") if over else words.say(STATES[event.state]),
            shown.facts(words, event),
            safe(about, MOST_ABOUT) if about else None,
            lines(
                words.say("{part}: {value}", part=words.label(LABELS[Part.WHO]), value=whom(words, event.who, tiers)),
                _seats(words, event, guests),
            ),
        ),
        rows(*_acts(words, event, guests, over=over), (back(words, Go("events.desk")),)),
    )


def _seats(words: Words, event: Event, guests: Mapping[Stand, int]) -> Html:
    waiting = guests.get(Stand.WAITING, 0)
    seats = words.number(event.seats) if event.seats is not None else words.label("as many as come")
    return lines(
        words.say("{part}: {value}", part=words.label(LABELS[Part.SEATS]), value=seats),
        shown.coming(words, guests.get(Stand.COMING, 0)) if event.state is not State.DRAFT else None,
        words.count("{n} waits for a seat.", "{n} wait for a seat.", waiting) if waiting else None,
    )


def _acts(words: Words, event: Event, guests: Mapping[Stand, int], *, over: bool) -> Iterator[Row]:
    number = str(event.id)
    if event.state is State.DRAFT:
        yield (yes(words.label("Announce it"), Go("events.on", number)),)
    if guests:
        yield (Button(words.label("Who is coming"), Go("events.guests", number)),)
    if over or event.state is State.CANCELLED:
        return
    for pair in ((Part.NAME, Part.WHEN), (Part.PLACE, Part.SEATS), (Part.WHO, Part.ABOUT)):
        yield tuple(Button(words.label(LABELS[part]), Go("events.edit", number, part)) for part in pair)
    yield (Button(words.label("Other languages"), Go("events.languages", number)),)
    if event.state is State.DRAFT:
        yield (danger(words.label("Throw it away"), Go("events.drop", number)),)
    else:
        yield (
            Button(words.label("QR code for posters"), Go("events.poster", number)),
            danger(words.label("Call it off"), Go("events.cancel", number)),
        )


def poster(words: Words, event: Event, link: str) -> Message:
    """The way to it for those who read no chat."""
    return Message(
        paragraphs(shown.facts(words, event), words.say("Whoever follows this finds the event: {link}", link=link)),
        ((Button(words.label("Copy the link"), Copy(link)),),),
        photo=Photo(qr(link), "event.png"),
    )


def ask_cancel(words: Words, event: Event, told: int) -> Message:
    """Whether it is really off."""
    number = str(event.id)
    return Message(
        paragraphs(
            words.say("Call off “{event}”? That can't be taken back.", event=name(words, event)),
            will_be_told(words, told) if told else None,
        ),
        (
            (danger(words.label("Call it off"), Go("events.cancel_now", number)),),
            (back(words, Go("events.card", number)),),
        ),
    )
