"""The questions about each part of a broadcast: to whom, when, with which buttons, in which languages, until when."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.rules.broadcasts import Button as Hanging
from bot.rules.broadcasts import Does, Plan
from bot.rules.tiers import Tier
from bot.words import formats
from bot.words.catalogs import Language, Words, sentence, words_in
from bot.words.common import back, danger, own_text
from bot.words.message import Button, Go, Message, Row, paragraphs, plain, rows
from bot.words.rewards import turn

LABELS = {
    Does.REWARD: sentence("🎁 See it"),
    Does.VOUCHER: sentence("🎟 Get my voucher"),
    Does.GROUP: sentence("👥 Join the group"),
    Does.NOT_INTERESTED: sentence("🔕 Not interested"),
}
"""What stands on the buttons that say it themselves; a link's is written by whoever makes it."""
_ADD = {
    Does.LINK: sentence("Add a link"),
    Does.REWARD: sentence("Add a reward"),
    Does.VOUCHER: sentence("Add a voucher each"),
    Does.GROUP: sentence("Add a group"),
    Does.NOT_INTERESTED: sentence("Add “not interested”"),
}
_NOTES = {
    Does.REWARD: sentence("Which reward shall the button show?"),
    Does.VOUCHER: sentence(
        "A voucher of which reward? Whoever presses the button gets one of their own, once, without points."
    ),
    Does.GROUP: sentence("Which group shall the button lead to?"),
}
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
            words.say(
                "Choose, or write it as in /segments: <code>tier:gold and not bought:formula since 30d</code>. Whoever "
                "does not want offers gets none, whatever you choose."
            ),
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


def ask_buttons(words: Words, number: int, plan: Plan, adds: Sequence[Does]) -> Message:
    """The buttons that hang on the post: each can be taken away, and others added."""
    sheet = str(number)
    return Message(
        paragraphs(
            words.say("<b>Buttons under the post</b>"),
            words.say("Tap one to take it away.") if plan.buttons else None,
            words.say("Under an album they come in a message of their own.") if _has_album(plan) else None,
        ),
        rows(
            *(
                (danger(words.label("✕ {label}", label=_label(words, one)), Go("broadcast.unhang", sheet, str(n))),)
                for n, one in enumerate(plan.buttons)
            ),
            *((Button(words.label(_ADD[does]), Go("broadcast.hang", sheet, _code(does))),) for does in adds),
            (_back(words, number),),
        ),
    )


def _label(words: Words, one: Hanging) -> str:
    return plain(one.label_for(words.language), 40)


def _has_album(plan: Plan) -> bool:
    return any(not post.kind.is_one for post in plan.posts.values())


def ask_link(words: Words, number: int) -> Message:
    """What the button says and which address it opens."""
    return Message(
        paragraphs(
            words.say("<b>What stands on the button, and what does it open?</b>"),
            words.say("In one line: <code>To the shop https://example.com</code>"),
            words.say(
                "For other languages, lines before it, such as <code>en: To the shop</code>. The codes are en, ru, "
                "zh_Hans and zh_Hant."
            ),
        ),
        ((_back(words, number),),),
    )


def ask_value(words: Words, number: int, does: Does, choices: Sequence[tuple[int, str]]) -> Message:
    """Which reward or group a button leads to."""
    return Message(
        words.say(_NOTES[does]) if choices else words.say("There is none yet."),
        rows(
            *(
                (Button(plain(name, 40), Go("broadcast.lead", str(number), _code(does), str(one))),)
                for one, name in choices
            ),
            (_back(words, number),),
        ),
    )


def ask_language(words: Words, number: int, plan: Plan) -> Message:
    """Which language to show a post of its own for, or take it away from."""
    sheet = str(number)
    buttons: list[Row] = []
    for language in Language:
        if language in plan.posts:
            label = words.label("✕ {label}", label=language.own_name)
            buttons.append((danger(label, Go("broadcast.unsay", sheet, language)),))
        else:
            buttons.append((Button(language.own_name, Go("broadcast.post", sheet, language)),))
    return Message(
        paragraphs(
            words.say("<b>In which language?</b>"),
            words.say(
                "Whoever reads it gets that post in place of the other. One that is there already is taken away."
            ),
        ),
        (*buttons, (_back(words, number),)),
    )


def ask_testers(words: Words, number: int, people: Sequence[tuple[int, str]]) -> Message:
    """Which colleague is to see it; each by their number on the staff."""
    return Message(
        words.say("<b>Who shall see it first?</b> They get it just as members would, in their own language.")
        if people
        else words.say("Nobody else works here yet."),
        rows(
            *((Button(plain(name, 40), Go("broadcast.tester", str(number), str(one))),) for one, name in people),
            (_back(words, number),),
        ),
    )


def shown_to(words: Words, name: str) -> str:
    """A colleague gets it now; a toast."""
    return words.label("{name} gets it now.", name=name)


def _code(does: Does) -> str:
    """What a button adds, in the few letters that a button has room for."""
    return str(list(Does).index(does))


def labels(does: Does) -> dict[str, str]:
    """What stands on a button that says it itself, by language."""
    return {language.value: words_in(language).label(LABELS[does]) for language in Language}


def _back(words: Words, number: int) -> Button:
    return back(words, Go("broadcast.sheet", str(number)))


def offered_times(today: date) -> list[datetime]:
    """Times that are often chosen, without a zone: tomorrow, and the next Saturday."""
    tomorrow = today + timedelta(days=1)
    saturday = tomorrow + timedelta(days=(5 - tomorrow.weekday()) % 7)
    days = [tomorrow] if saturday == tomorrow else [tomorrow, saturday]
    return [datetime.combine(day, time(hour)) for day in days for hour in (10, 18)]
