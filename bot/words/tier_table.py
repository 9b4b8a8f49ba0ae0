"""The table of tiers as its owner reads it, and each tier of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from bot.rules.tiers import Measure, Span, Tier, TierTable
from bot.words import formats
from bot.words.catalogs import Language, Words, sentence
from bot.words.common import back, danger, own_text, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, plain, rows, safe
from bot.words.tiers import counted, tier_name, times

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


def summary(words: Words, table: TierTable | None) -> Html:
    """The tiers in a paragraph of /program."""
    if table is None or not table.tiers:
        return lines(words.say("<b>Tiers</b>"), words.say("• None yet."))
    return lines(words.say("<b>Tiers</b>"), *(tier_line(words, table, tier) for tier in table.tiers))


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
            what_counts(words, shown),
            lines(*(tier_line(words, shown, tier) for tier in shown.tiers))
            if shown.tiers
            else words.say("No tiers yet."),
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


def what_counts(words: Words, shown: TierTable) -> Html:
    """What takes somebody up, over what time, and how long a tier is kept after its end was told."""
    return lines(
        words.say(_COUNTS[shown.measure, shown.span]),
        words.count(
            "• Whoever misses a review has {n} day of grace after the notice.",
            "• Whoever misses a review has {n} days of grace after the notice.",
            shown.grace_days,
        ),
    )


def tier_line(words: Words, shown: TierTable, tier: Tier) -> Html:
    """A tier in a line: what takes somebody there, what keeps them, and how they earn."""
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
