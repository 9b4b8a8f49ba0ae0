"""Tiers as members see them: where they stand, what is next, and each change told."""

from datetime import datetime
from typing import NamedTuple

from bot.rules.points import PLAIN
from bot.rules.tiers import TENTHS, Measure, Span, Tier, TierTable, tenths_to
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import back, own_text
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs, safe

_GONE, _TO_GO = "▰", "▱"


class Mine(NamedTuple):
    """Where a member stands in the store's table.

    `counted` is what counts now, `reviewed` what counts for the review at `until`; `ends` is when the tier ends after a
    review that they did not stand. Both are None while the notice of that has not arrived.
    """

    table: TierTable
    tier: int | None
    counted: int
    reviewed: int = 0
    until: datetime | None = None
    ends: datetime | None = None


_COUNTS = {
    (Measure.POINTS, Span.ROLLING): sentence("What counts: the points that your purchases earned in twelve months."),
    (Measure.POINTS, Span.YEAR): sentence("What counts: the points that your purchases earned in the calendar year."),
    (Measure.SPENT, Span.ROLLING): sentence("What counts: what you bought for in twelve months."),
    (Measure.SPENT, Span.YEAR): sentence("What counts: what you bought for in the calendar year."),
}


def tier_name(words: Words, tier: Tier) -> str:
    """A tier by its mark and name."""
    return f"{tier.mark} {own_text(words, tier.names)}".strip()


def counted(words: Words, measure: Measure, n: int) -> str:
    """An amount in the table's measure."""
    return formats.points(words, n) if measure is Measure.POINTS else formats.money(words, n)


def times(words: Words, multiplier: int) -> str:
    """A multiplier: 125 percent is `×1.25`."""
    return f"×{formats.quantity(words, multiplier * 10)}"


def bar(tenths: int) -> str:
    """How much of the way is gone."""
    return _GONE * tenths + _TO_GO * (TENTHS - tenths)


def on_points(words: Words, mine: Mine, now: datetime) -> Html:
    """The lines of /points about the tier: which, how far the next is, and by when it is looked at."""
    tier = mine.table.tier(mine.tier)
    return lines(
        _yours(words, mine, tier, now) if tier else None,
        _to_keep(words, mine, tier) if tier else None,
        _next(words, mine),
    )


def _yours(words: Words, mine: Mine, tier: Tier, now: datetime) -> Html:
    until = mine.ends or mine.until
    if until is None:
        return words.say("<b>{tier}</b>", tier=tier_name(words, tier))
    return words.say(
        "<b>{tier}</b>, yours until {day}", tier=tier_name(words, tier), day=formats.day(words, until, now)
    )


def _next(words: Words, mine: Mine) -> Html | None:
    after = mine.table.after(mine.tier)
    if after is None:
        return None
    left = counted(words, mine.table.measure, max(after.enter - mine.counted, 1))
    return words.say(
        "{bar} {left} more until {tier}",
        bar=bar(tenths_to(after, mine.counted)),
        left=left,
        tier=tier_name(words, after),
    )


def _to_keep(words: Words, mine: Mine, tier: Tier) -> Html | None:
    missing = tier.keep - mine.reviewed
    if missing > 0:
        left = counted(words, mine.table.measure, missing)
        by_then = mine.until is not None or mine.ends is not None
        return (
            words.say("{left} more by then keep it.", left=left)
            if by_then
            else words.say("{left} more keep it.", left=left)
        )
    return words.say("You have done enough to keep it.")


def tiers_row(words: Words) -> Row:
    """A way to the tiers and what each brings."""
    return (Button(words.label("The tiers"), Go("tiers.mine")),)


def tiers(words: Words, mine: Mine, now: datetime) -> Message:
    """Every tier with what takes a member there and what it brings; theirs is marked."""
    return Message(
        paragraphs(
            words.say("<b>The tiers</b>"),
            *(_described(words, mine, tier) for tier in mine.table.tiers),
            words.say(_COUNTS[mine.table.measure, mine.table.span]),
            on_points(words, mine, now),
        ),
        ((back(words, Go("points.show")),),),
    )


def _described(words: Words, mine: Mine, tier: Tier) -> Html:
    places = {"tier": tier_name(words, tier), "least": counted(words, mine.table.measure, tier.enter)}
    return lines(
        words.say("👉 <b>{tier}</b>, from {least}", **places)
        if tier.id == mine.tier
        else words.say("<b>{tier}</b>, from {least}", **places),
        brings(words, tier),
    )


def brings(words: Words, tier: Tier) -> Html:
    """What a tier brings: its multiplier, and what the store wrote about it."""
    return lines(
        words.say("Purchases earn {times} points.", times=times(words, tier.multiplier))
        if tier.multiplier != PLAIN
        else None,
        safe(own_text(words, tier.perks or {})),
    )


def _until(words: Words, until: datetime | None) -> Html | None:
    return words.say("It is yours until {day}.", day=formats.full_day(words, until)) if until else None


def _points_button(words: Words) -> tuple[Row, ...]:
    return ((Button(words.label("My points"), Go("points.beside")),),)


def up(words: Words, tier: Tier, store: str, until: datetime | None) -> Message:
    """Somebody has come to a higher tier."""
    return Message(
        paragraphs(
            words.say("🎉 <b>You are {tier} now!</b>", tier=tier_name(words, tier)),
            words.say("Thank you for coming back to {store} so often.", store=store),
            lines(brings(words, tier), _until(words, until)),
        ),
        _points_button(words),
    )


def kept(words: Words, tier: Tier, until: datetime | None) -> Message:
    """Somebody has bought enough in the days of grace."""
    return Message(
        lines(words.say("✅ <b>You keep {tier}.</b>", tier=tier_name(words, tier)), _until(words, until)),
        _points_button(words),
    )


def notice(words: Words, tier: Tier, after: Tier | None, measure: Measure, missing: int, days: int) -> Message:
    """A review was not stood: what is missing, how long there is time, and what comes after it."""
    return Message(
        paragraphs(
            words.say("⏳ <b>{tier} is about to end</b>", tier=tier_name(words, tier)),
            lines(
                words.count(
                    "{left} more keep it, if you buy within {n} day from today.",
                    "{left} more keep it, if you buy within {n} days from today.",
                    days,
                    left=counted(words, measure, missing),
                )
                if days
                else words.say("{left} more keep it, if you buy today.", left=counted(words, measure, missing)),
                words.say("After that you will be {tier}.", tier=tier_name(words, after)) if after else None,
            ),
        ),
        _points_button(words),
    )


def down(words: Words, tier: Tier | None, before: Tier | None, until: datetime | None) -> Message:
    """The tier has ended, or the store has given it up: what they are now."""
    ended = words.say("{tier} has ended.", tier=tier_name(words, before)) if before else None
    if tier is None:
        return Message(
            lines(
                ended or words.say("The shop has changed its tiers, and yours is there no more."),
                words.say("Your points stay as they are."),
            ),
            _points_button(words),
        )
    return Message(
        paragraphs(
            ended or words.say("The shop has changed its tiers."),
            lines(
                words.say("You are <b>{tier}</b> now.", tier=tier_name(words, tier)),
                brings(words, tier),
                _until(words, until),
            ),
        ),
        _points_button(words),
    )


class InProfile(NamedTuple):
    """A member's tier as the staff see it: since when, and by which version of the table."""

    tier: Tier
    since: datetime
    version: int


def in_profile(words: Words, shown: InProfile, now: datetime) -> Html:
    """The line of /find about the tier."""
    return words.say(
        "Tier: <b>{tier}</b> since {day}, by table {version}",
        tier=tier_name(words, shown.tier),
        day=formats.day(words, shown.since, now),
        version=shown.version,
    )
