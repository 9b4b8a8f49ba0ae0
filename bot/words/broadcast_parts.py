"""The questions about each part of a broadcast: to whom, when, with which buttons, in which languages, until when."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.rules.tiers import Tier
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back, own_text, turn
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, plain, rows

GOOD_FOR = (timedelta(hours=3), timedelta(days=1), timedelta(days=3), timedelta(days=7))
"""How long after it begins a broadcast may be said to be good, at a press."""
WAVE_HOURS = (2, 12, 24, 48)
"""Hours between two waves, at a press."""


def ask_audience(
    words: Words, number: int, segments: Sequence[tuple[int, str]], page: int, pages: int, *, groups: bool
) -> Message:
    """To whom: everybody, a saved segment, or whoever a line says."""
    sheet = str(number)
    return Message(
        paragraphs(
            words.say("<b>To whom?</b>"),
            lines(
                words.say("Choose, or write it as in /segments:"),
                Html("<code>tier:gold and not bought:formula since 30d</code>"),
            ),
            words.say("Whoever does not want offers gets none, whatever you choose."),
        ),
        rows(
            (Button(words.label("Everybody"), Go("broadcast.everybody", sheet)),),
            *((Button(plain(name, 40), Go("broadcast.segment", sheet, str(one))),) for one, name in segments),
            turn(words, "broadcast.segments", page, pages, sheet),
            (Button(words.label("Groups"), Go("broadcast.groups", sheet)),) if groups else (),
            (_back(words, number),),
        ),
    )


def ask_groups(words: Words, number: int, groups: Sequence[tuple[int, str, bool]]) -> Message:
    """Into which groups; each is its number, its name, and whether it goes there."""
    sheet = str(number)
    marked = ((one, f"✓ {plain(name, 40)}" if chosen else plain(name, 40)) for one, name, chosen in groups)
    return Message(
        words.say("<b>Into which groups?</b> Tap one to choose it, or not."),
        rows(
            *((Button(label, Go("broadcast.group", sheet, str(one))),) for one, label in marked),
            (Button(words.label("Only into groups"), Go("broadcast.nobody", sheet)),),
            (_back(words, number),),
        ),
    )


def ask_when(words: Words, number: int, *, tiers: bool) -> Message:
    """When: now, at a time, or by tiers."""
    sheet = str(number)
    return Message(
        words.say("<b>When?</b>"),
        rows(
            (Button(words.label("As soon as I let it go"), Go("broadcast.now", sheet)),),
            (Button(words.label("At a time"), Go("broadcast.at", sheet, "at")),),
            (Button(words.label("At a time by each member's clock"), Go("broadcast.at", sheet, "own")),),
            (Button(words.label("High tiers first"), Go("broadcast.waves", sheet)),) if tiers else (),
            (_back(words, number),),
        ),
    )


def ask_time(words: Words, number: int, how: str, offered: Sequence[datetime], now: datetime) -> Message:
    """On which day, at what time; `offered` are local times that can be pressed, without a zone."""
    buttons = tuple(
        (
            Button(
                words.label("{day}, {time}", day=formats.day(words, one.date(), now), time=f"{one:%H:%M}"),
                Go("broadcast.time", str(number), how, f"{one:%y%m%d%H%M}"),
            ),
        )
        for one in offered
    )
    return Message(
        paragraphs(
            words.say("<b>On which day, at what time?</b>"),
            words.say("Choose, or write it: <code>2026-12-24 10:00</code>"),
            words.say("Where the clocks are ahead of the shop's it goes out earlier, elsewhere later.")
            if how == "own"
            else None,
        ),
        (*buttons, (_back(words, number),)),
    )


def ask_first(words: Words, number: int, tiers: Sequence[Tier]) -> Message:
    """Who has it first; tiers with the highest first."""
    sheet = str(number)
    return Message(
        paragraphs(
            words.say("<b>Who has it first?</b>"), words.say("Everybody else you write to has it later, not less.")
        ),
        rows(
            *(
                (Button(_from_tier(words, tier, n), Go("broadcast.first", sheet, str(tier.id))),)
                for n, tier in enumerate(tiers)
            ),
            (Button(words.label("One tier after the other"), Go("broadcast.first", sheet, "each")),)
            if len(tiers) > 1
            else (),
            (_back(words, number),),
        ),
    )


def _from_tier(words: Words, tier: Tier, rank: int) -> str:
    name = plain(own_text(words, tier.names))
    return words.label("{tier} and above", tier=name) if rank else name


def ask_hours(words: Words, number: int, first: str) -> Message:
    """How long before the others."""
    hours = tuple(
        Button(words.count_label("{n} hour", "{n} hours", n), Go("broadcast.hours", str(number), first, str(n)))
        for n in WAVE_HOURS
    )
    return Message(words.say("<b>How long before the next?</b>"), (hours[:2], hours[2:], (_back(words, number),)))


def ask_expires(words: Words, number: int) -> Message:
    """Until when it may still go out."""
    spans = tuple(
        Button(_span(words, span), Go("broadcast.good_for", str(number), str(int(span.total_seconds() // 3600))))
        for span in GOOD_FOR
    )
    return Message(
        paragraphs(
            words.say("<b>Until when is it worth having?</b>"),
            words.say(
                "Whoever can't be written to before then, at night or over their week's messages, does not get it at "
                "all. Choose how long after it begins, or write a day and a time: <code>2026-12-24 18:00</code>"
            ),
        ),
        (
            spans[:2],
            spans[2:],
            (Button(words.label("No end of its own"), Go("broadcast.good_for", str(number), "0")),),
            (_back(words, number),),
        ),
    )


def _span(words: Words, span: timedelta) -> str:
    if span.days:
        return words.count_label("{n} day", "{n} days", span.days)
    return words.count_label("{n} hour", "{n} hours", int(span.total_seconds() // 3600))


def _back(words: Words, number: int) -> Button:
    return back(words, Go("broadcast.sheet", str(number)))


def offered_times(today: date) -> list[datetime]:
    """Times that are often chosen, without a zone: tomorrow, and the next Saturday."""
    tomorrow = today + timedelta(days=1)
    saturday = tomorrow + timedelta(days=(5 - tomorrow.weekday()) % 7)
    days = [tomorrow] if saturday == tomorrow else [tomorrow, saturday]
    return [datetime.combine(day, time(hour)) for day in days for hour in (10, 18)]
