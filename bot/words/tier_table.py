"""The table of tiers as its owner reads and edits it, and what a change would mean before it holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from bot.rules.standing import Outlook
from bot.rules.tiers import Measure, Span, Tier, TierTable, from_plain
from bot.words import formats
from bot.words.catalogs import Language, Words, sentence
from bot.words.common import back, cancel, danger, own_text, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, plain, rows, safe
from bot.words.tiers import counted, tier_name, times

_MEASURES = {Measure.POINTS: sentence("Points earned"), Measure.SPENT: sentence("Money spent")}
_SPANS = {Span.ROLLING: sentence("The last twelve months"), Span.YEAR: sentence("The calendar year")}
_COUNTS = {
    (Measure.POINTS, Span.ROLLING): sentence("• Points earned in the last twelve months count."),
    (Measure.POINTS, Span.YEAR): sentence("• Points earned in the calendar year count."),
    (Measure.SPENT, Span.ROLLING): sentence("• Money spent in the last twelve months counts."),
    (Measure.SPENT, Span.YEAR): sentence("• Money spent in the calendar year counts."),
}
_FIELDS: Mapping[str, str] = {
    "name": sentence("Name"),
    "mark": sentence("Emoji"),
    "enter": sentence("To reach it"),
    "keep": sentence("To keep it"),
    "multiplier": sentence("Points ×"),
    "pay_share": sentence("Paying with points"),
    "perks": sentence("What it brings"),
}
MARKS = ("🥉", "🥈", "🥇", "💎", "🌱", "🌿", "🌳", "⭐")
"""Offered as buttons; any other emoji can be written."""


def summary(words: Words, table: TierTable | None) -> Html:
    """The tiers in a paragraph of /program."""
    if table is None or not table.tiers:
        return lines(words.say("<b>Tiers</b>"), words.say("• None yet."))
    return lines(words.say("<b>Tiers</b>"), *(_line(words, table, tier) for tier in table.tiers))


def tiers_row(words: Words) -> Row:
    """The way from /program to the tiers."""
    return (Button(words.label("Tiers"), Go("tiers.table")),)


class Pending(NamedTuple):
    """Changes that wait for a colleague's yes: until when, and whether they are `these`, which are shown."""

    until: datetime
    these: bool


def table(
    words: Words,
    shown: TierTable,
    now: datetime,
    *,
    changed: bool,
    lapsed: bool = False,
    pending: Pending | None = None,
) -> Message:
    """The table, applied or not; `changed` while it differs from the one that holds, `lapsed` if a draft just went."""
    return Message(
        paragraphs(
            words.say("<b>The tiers</b>"),
            _measures(words, shown),
            lines(*(_line(words, shown, tier) for tier in shown.tiers)) if shown.tiers else words.say("No tiers yet."),
            words.say(
                "✏️ Not applied yet: nobody sees these changes so far. They are kept for a week after the last one."
            )
            if changed and not (pending and pending.these)
            else None,
            words.say("⌛ Your changes were not applied for a week and have lapsed. These are the tiers that hold.")
            if lapsed
            else None,
            _waits(words, pending, now) if pending else None,
        ),
        rows(
            *((Button(_label(words, tier), Go("tiers.tier", str(tier.id))),) for tier in shown.tiers),
            (yes(words.label("Add a tier"), Go("tiers.add")),)
            if not changed
            else (Button(words.label("Add a tier"), Go("tiers.add")),),
            (
                Button(words.label("What counts"), Go("tiers.edit", "0", "measure")),
                Button(words.label("Over what time"), Go("tiers.edit", "0", "span")),
                Button(words.label("Grace"), Go("tiers.edit", "0", "grace")),
            ),
            (yes(words.label("See what it would change"), Go("tiers.preview")),) if changed else (),
            (danger(words.label("Drop the changes"), Go("tiers.drop")),) if changed else (),
            (back(words, Go("program.show")),),
        ),
    )


def _waits(words: Words, pending: Pending, now: datetime) -> Html:
    until = formats.moment(words, pending.until, now)
    if pending.these:
        return words.say("⏳ These changes wait for a colleague's yes, until {until}.", until=until)
    return words.say("⏳ Other changes wait for a colleague's yes, until {until}.", until=until)


def _measures(words: Words, shown: TierTable) -> Html:
    return lines(
        words.say(_COUNTS[shown.measure, shown.span]),
        words.count(
            "• Whoever misses a review has {n} day of grace after the notice.",
            "• Whoever misses a review has {n} days of grace after the notice.",
            shown.grace_days,
        ),
    )


def _line(words: Words, shown: TierTable, tier: Tier) -> Html:
    return words.say(
        "• <b>{tier}</b>: from {enter}, kept with {keep}, points {times}",
        tier=tier_name(words, tier),
        enter=counted(words, shown.measure, tier.enter),
        keep=counted(words, shown.measure, tier.keep),
        times=times(words, tier.multiplier),
    )


def _label(words: Words, tier: Tier) -> str:
    return plain(tier_name(words, tier))


def tier(words: Words, shown: TierTable, one: Tier) -> Message:
    """One tier, and a button for each part of it."""
    number = str(one.id)
    edit = {name: Button(words.label(label), Go("tiers.edit", number, name)) for name, label in _FIELDS.items()}
    return Message(
        paragraphs(
            words.say("<b>{tier}</b>", tier=tier_name(words, one)),
            lines(
                *(
                    words.say("{language}: {name}", language=language.own_name, name=one.names[language])
                    for language in Language
                    if language in one.names
                ),
            ),
            lines(
                words.say("To reach it: {n}", n=counted(words, shown.measure, one.enter)),
                words.say("To keep it: {n}", n=counted(words, shown.measure, one.keep)),
                words.say("Purchases earn {times} points", times=times(words, one.multiplier)),
                words.say("Of a purchase, up to {n}% can be paid with points", n=one.pay_share),
            ),
            safe(own_text(words, one.perks or {})),
        ),
        (
            (edit["name"], edit["mark"]),
            (edit["enter"], edit["keep"]),
            (edit["multiplier"], edit["perks"]),
            (edit["pay_share"],),
            (danger(words.label("Remove this tier"), Go("tiers.remove", number)),),
            (back(words, Go("tiers.table")),),
        ),
    )


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


def counting(words: Words) -> Message:
    """While it is counted what a change would mean."""
    return Message(words.say("⏳ Counting what that means for your members."))


def preview(words: Words, before: TierTable, shown: TierTable, meant: Outlook, key: str) -> Message:
    """What the change would mean, before it applies. `key` is the draft's mark."""
    return Message(
        paragraphs(
            words.say("<b>The new tiers</b>"),
            _differs(words, before, shown),
            words.say("<b>What they would mean</b>"),
            lines(_meant(words, meant.up, meant.down), words.say("➡️ {n} unchanged", n=meant.unchanged)),
            words.say("Whoever goes up is told. Nobody goes down without a notice and the days of grace."),
        ),
        (
            (yes(words.label("Apply"), Go("tiers.apply", key, f"{meant.up}.{meant.down}")),),
            (back(words, Go("tiers.table")),),
        ),
    )


def _meant(words: Words, up: int, down: int) -> Html:
    return lines(
        words.say("⬆️ {n} up, at once", n=up),
        words.say("⬇️ {n} down at their review, unless they buy more than in the last year", n=down),
    )


def _differs(words: Words, before: TierTable, after: TierTable) -> Html:
    """A table against the one before it: what is new and what has changed is marked, what is gone is struck out."""
    gone = [one for one in before.tiers if after.tier(one.id) is None]
    return lines(
        _measures(words, after),
        *(_marked(words, before, after, one) for one in after.tiers),
        *(words.say("<s>{tier}</s>", tier=tier_name(words, one)) for one in gone),
    )


def _marked(words: Words, before: TierTable, after: TierTable, one: Tier) -> Html:
    line, known = _line(words, after, one), before.tier(one.id)
    if known is None:
        return words.say("{line} (new)", line=line)
    return line if (known, before.measure) == (one, after.measure) else words.say("{line} (changed)", line=line)


def difference(words: Words, data: Mapping[str, object]) -> Html:
    """What a table that waits for a second yes would change, from what its asker put into the data."""
    up, down = data["up"], data["down"]
    if not isinstance(up, int) or not isinstance(down, int):
        raise TypeError(f"how many go up and down are whole numbers, not {up!r} and {down!r}")
    return paragraphs(_differs(words, from_plain(data["before"]), from_plain(data["table"])), _meant(words, up, down))


def applied(words: Words, shown: TierTable) -> Message:
    """After it."""
    return Message(
        paragraphs(
            words.say("✅ The new tiers apply. Whoever has come to a higher one is told within the next minutes."),
            lines(*(_line(words, shown, one) for one in shown.tiers)),
        ),
        ((back(words, Go("tiers.table")),),),
    )
