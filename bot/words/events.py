"""Events as members find them: what is on, one with its seats, and what becomes of those who come."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.rules.conditions import Everybody
from bot.rules.events import MOST_ABOUT, MOST_NAME, MOST_PLACE, Event, Seen, Stand
from bot.rules.refusals import Refusal
from bot.rules.segments import parse
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back, own_text, yes
from bot.words.ics import ics
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, plain, rows, safe
from bot.words.whom import whom

_DAY = timedelta(days=1)
_MARKS = {Stand.COMING: "✅", Stand.WAITING: "⏳"}


def name(words: Words, event: Event) -> str:
    """What an event is called, in the reader's language as far as it is."""
    return called(words, event.names)


def called(words: Words, names: Mapping[str, str]) -> str:
    """The same, of names by language."""
    return plain(own_text(words, names), MOST_NAME)


def when(words: Words, event: Event) -> str:
    """`Thu, 24 December, 18:00–20:00`; it is never far enough away for its year to be needed."""
    begins, ends = formats.clock(words, event.at), formats.clock(words, event.ends_at)
    if event.ends_at - event.at >= _DAY:
        ends = _moment(words, event.ends_at, ends)
    return _moment(words, event.at, f"{begins}–{ends}")


def _moment(words: Words, at: datetime, hours: str) -> str:
    day = formats.local_day(words, at)
    weekday, date = formats.weekday(words, day), formats.date_of(words, day, year=False)
    return words.label("{weekday}, {date}, {hours}", weekday=weekday, date=date, hours=hours)


def facts(words: Words, event: Event) -> Html:
    """What, when and where."""
    return lines(
        words.say("<b>{event}</b>", event=name(words, event)),
        words.say("🗓 {when}", when=when(words, event)),
        words.say("📍 {place}", place=plain(event.place, MOST_PLACE)) if event.place else None,
    )


def for_whom(words: Words, one: Seen) -> Html | None:
    """Whom it is for; None where that is every member, or nobody can be sure of it."""
    if isinstance(parse(one.event.who), Refusal | Everybody):
        return None
    return words.say("It is for: {whom}", whom=whom(words, one.event.who, one.tiers))


def events(words: Words, found: Sequence[Seen], *, runs: bool) -> Message:
    """`/events`: what is on; whoever runs the shop is led to the desk as well."""
    return Message(
        paragraphs(
            words.say("<b>What is on</b>"),
            *(_line(words, one) for one in found),
            None if found else words.say("There is nothing on at the moment. As soon as there is, you find it here."),
        ),
        rows(
            *((Button(name(words, one.event), Go("events.show", str(one.event.id))),) for one in found),
            (Button(words.label("Look after the events"), Go("events.desk")),) if runs else (),
        ),
    )


def _line(words: Words, one: Seen) -> Html:
    mark = _MARKS.get(one.stand, "") if one.stand else ""
    called = name(words, one.event)
    return lines(
        words.say("{mark} <b>{event}</b>", mark=mark, event=called)
        if mark
        else words.say("<b>{event}</b>", event=called),
        words.say("🗓 {when}", when=when(words, one.event)),
    )


def event(words: Words, one: Seen) -> Message:
    """One, with what can be said to it."""
    number = str(one.event.id)
    about = own_text(words, one.event.abouts)
    return Message(
        paragraphs(
            facts(words, one.event),
            safe(about, MOST_ABOUT) if about else None,
            lines(_seats(words, one), _stands(words, one)),
        ),
        rows(
            _says(words, one),
            (Button(words.label("📅 Add to my calendar"), Go("events.calendar", number)),),
            (back(words, Go("events.list")),),
        ),
    )


def _seats(words: Words, one: Seen) -> Html:
    if one.event.seats is None:
        return coming(words, one.coming)
    if one.full:
        return words.say("All seats are taken.")
    left = one.event.seats - one.coming
    return words.count("{n} of {seats} seats is left.", "{n} of {seats} seats are left.", left, seats=one.event.seats)


def coming(words: Words, n: int) -> Html:
    """How many come."""
    if not n:
        return words.say("Nobody has said yes yet.")
    return words.count("{n} person is coming.", "{n} people are coming.", n)


def _stands(words: Words, one: Seen) -> Html | None:
    match one.stand:
        case Stand.COMING:
            return words.say("✅ <b>You are coming.</b> I remind you the day before and two hours before.")
        case Stand.WAITING if one.begun:
            return words.say("😔 It has begun, and no seat became free. We are sorry.")
        case Stand.WAITING:
            return words.say(
                "⏳ <b>You wait for a seat</b>, as number {n}. Once it is yours, I write to you.", n=one.ahead + 1
            )
    if not one.named:
        return for_whom(words, one)
    if one.full and not one.begun:
        return words.say("You can wait for one: whoever has waited longest gets the next that is free.")
    return words.say("You have said that you can't come.") if one.stand is Stand.AWAY else None


def _says(words: Words, one: Seen) -> Row:
    number = str(one.event.id)
    if one.stand in _MARKS:
        return (Button(words.label("I can't come after all"), Go("events.away", number)),)
    if not one.named or (one.full and one.begun):
        return ()
    return (yes(words.label("Wait for a seat") if one.full else words.label("I'm coming"), Go("events.come", number)),)


def for_guest(words: Words, one: Seen, greeting: Message) -> Message:
    """To somebody who follows an event's link and is no member: what is on, and the greeting that lets them join."""
    return Message(
        paragraphs(
            facts(words, one.event),
            for_whom(words, one) or words.say("It is for members; becoming one takes one tap and is free."),
            greeting.text,
        ),
        greeting.buttons,
    )


def led_to(words: Words, event: Event, joined: Message) -> Message:
    """What somebody reads who has joined for an event's sake: the way on to it comes first."""
    see = yes(name(words, event), Go("events.show", str(event.id)))
    return replace(joined, buttons=((see,), *joined.buttons))


def gone(words: Words) -> Message:
    """For one that is over, or was called off."""
    return Message(
        words.say("This event is over or isn't on any more."),
        ((Button(words.label("What is on"), Go("events.list")),),),
    )


def link(bot: str, number: int) -> str:
    """Where an event is found from anywhere: on a poster, in a group."""
    return f"https://t.me/{bot}?start=e_{number}"


def calendar(words: Words, event: Event, bot: str, now: datetime) -> Message:
    """The file for the reader's calendar."""
    about, url = own_text(words, event.abouts), link(bot, event.id)
    return Message(
        paragraphs(facts(words, event), words.say("Open the file, and your calendar keeps it.")),
        ((Button(words.label("See it"), Go("events.show", str(event.id))),),),
        file=ics(event, name(words, event), about, url, now),
    )
