"""The points rule as its owner reads and edits it, with what a change would have meant."""

from enum import StrEnum

from bot.rules.points import MOST_MONTHS, EarningRule, Rounding
from bot.rules.terms import Terms
from bot.rules.tiers import TierTable
from bot.rules.trial import Trial
from bot.words import formats, terms, tier_table
from bot.words.catalogs import Words, sentence
from bot.words.common import back, cancel, yes
from bot.words.message import Button, Go, Html, Message, Row, lines, paragraphs
from bot.words.points import rate


class Part(StrEnum):
    """What of the rule can be edited."""

    RATE = "rate"
    ROUNDING = "rounding"
    MONTHS = "months"
    STARTER = "starter"


_LABELS = {
    Part.RATE: sentence("Points for a purchase"),
    Part.ROUNDING: sentence("Rounding"),
    Part.MONTHS: sentence("How long points last"),
    Part.STARTER: sentence("Welcome gift"),
}
_ROUNDING = {
    Rounding.FLOOR: sentence("Down"),
    Rounding.NEAREST: sentence("To the nearest point"),
    Rounding.CEIL: sentence("Up"),
}


def program(words: Words, rule: EarningRule, held: Terms, tiers: TierTable | None) -> Message:
    """The rule as it is, the terms and the tiers, and a button for each part of them."""
    return Message(
        paragraphs(
            words.say("<b>The points rule</b>"),
            _rule(words, rule),
            terms.summary(words, held),
            tier_table.summary(words, tiers),
        ),
        (
            *((Button(words.label(label), Go("program.edit", part.value)),) for part, label in _LABELS.items()),
            terms.terms_row(words),
            tier_table.tiers_row(words),
        ),
    )


def _rule(words: Words, rule: EarningRule) -> Html:
    return lines(
        words.say("• A purchase earns {rate}", rate=rate(words, rule)),
        words.count(
            "• Points last {n} month, to the end of that day.",
            "• Points last {n} months, to the end of that day.",
            rule.months,
        ),
        words.say("• Welcome gift: {points}.", points=formats.points(words, rule.starter))
        if rule.starter
        else words.say("• No welcome gift."),
    )


def _ways_out(words: Words) -> Row:
    return (back(words, Go("program.show")), cancel(words))


def ask(words: Words, part: Part) -> Message:
    """For a part of the rule."""
    choices = _ROUNDING.items() if part is Part.ROUNDING else ()
    return Message(
        _question(words, part),
        (
            *((Button(words.label(name), Go("program.choose", part.value, way.value)),) for way, name in choices),
            _ways_out(words),
        ),
    )


def _question(words: Words, part: Part) -> Html:
    match part:
        case Part.RATE:
            return paragraphs(
                words.say("How many points for how much money? Write both, the points first."),
                words.say(
                    "For example, <code>1 10</code> is {points} for every {amount}.",
                    points=formats.points(words, 1),
                    amount=formats.money(words, 10 * formats.minor_units(words)),
                ),
            )
        case Part.ROUNDING:
            return words.say("A purchase may come to a part of a point. Which way is it rounded?")
        case Part.MONTHS:
            return words.say("How many months do points last? A number from 1 to {most}.", most=MOST_MONTHS)
        case Part.STARTER:
            return words.say("How many points does a new member get for joining? 0 for none.")


def preview(words: Words, shown: Trial, key: str) -> Message:
    """What the change would have meant, before it applies. `key` finds the new rule again."""
    return Message(
        paragraphs(
            words.say("<b>The new rule</b>"),
            _rule(words, shown.after),
            words.say("<b>What it would have meant</b>"),
            _meant(words, shown),
            words.say("It counts from now on; points already earned stay as they are."),
        ),
        ((yes(words.label("Apply"), Go("program.apply", key)),), _ways_out(words)),
    )


def _meant(words: Words, shown: Trial) -> Html:
    if not shown.purchases and not shown.joined:
        return words.say("There were no purchases in the last {days} days to try it on.", days=shown.days)
    before, after = shown.given_before, shown.given_after
    return lines(
        words.count(
            "In the last {days} days there was {n} purchase.",
            "In the last {days} days there were {n} purchases.",
            shown.purchases,
            days=shown.days,
        ),
        words.count("{n} member joined.", "{n} members joined.", shown.joined) if shown.joined else None,
        words.say(
            "Under the old rule: {points}, worth {amount}",
            points=formats.points(words, before.points),
            amount=formats.money(words, before.worth),
        ),
        words.say(
            "Under the new rule: {points}, worth {amount}",
            points=formats.points(words, after.points),
            amount=formats.money(words, after.worth),
        ),
        words.say(
            "Difference: <b>{change}</b>, {amount}",
            change=formats.signed(words, after.points - before.points),
            amount=formats.money(words, after.worth - before.worth),
        ),
        words.say("Refunds are taken off, and tiers multiply as they did."),
    )


def applied(words: Words, rule: EarningRule) -> Message:
    """After it."""
    return Message(
        paragraphs(words.say("✅ The new rule applies from now on."), _rule(words, rule)),
        ((back(words, Go("program.show")),),),
    )
