"""Reminders before something runs out, as the owner reads and edits their rules, and how good they would have been."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from bot.rules.backtest import FIXED, NEAR, NEARER, Method, Result, all_together
from bot.rules.care import Care
from bot.rules.refills import AHEAD_DAYS, HOURS, PRESENT_DAYS, SURE, RefillRules
from bot.rules.replenishment import INSIDE
from bot.words import formats
from bot.words.care_sheet import Asked, Sheet, with_voucher
from bot.words.catalogs import Words, sentence
from bot.words.common import back
from bot.words.message import Button, Go, Html, Message, Photo, Row, lines, paragraphs

SHOWN = 6
"""Products that are named, those with the most predictions."""


class Part(StrEnum):
    """What of the rules can be edited."""

    ON = "on"
    AHEAD = "days_ahead"
    HOUR = "hour"
    SURE = "sure"
    REWARD = "reward"
    PRESENT = "present_days"


class Labels(NamedTuple):
    """What is written into the picture."""

    title: str
    subtitle: str
    methods: Sequence[str]
    bars: Sequence[tuple[str, int, Sequence[float]]]


def care_line(words: Words, rules: RefillRules) -> Html:
    """The state, on the screen of all care."""
    if not rules.on:
        return words.say("🔔 Refill reminders: off.")
    return words.count(
        "🔔 Refill reminders: {n} day before something runs out.",
        "🔔 Refill reminders: {n} days before something runs out.",
        rules.days_ahead,
    )


def _told(words: Words, rules: RefillRules, present: str) -> Html:
    if not rules.on:
        return words.say("Nobody is reminded of anything.")
    return paragraphs(
        words.say(
            "I reckon from members' own purchases when something runs out. It starts from the days that a product "
            "lasts, as you say in /products: one without them is never spoken of."
        ),
        lines(
            words.count(
                "• I write {n} day before the expected day.",
                "• I write {n} days before the expected day.",
                rules.days_ahead,
            ),
            words.say("• It goes out from {hour} on, by the member's clock.", hour=f"{rules.hour}:00"),
            words.say(
                "• It goes out where the day is right within a week with a chance of {chance} or more.",
                chance=formats.percent(words, rules.sure / 100),
            ),
            with_voucher(words, present, rules.present_days) if present else words.say("• Without a voucher."),
        ),
        words.say("It needs their yes to “{topic}”.", topic=words.label("Refill reminders")),
    )


def _how_good(words: Words) -> Row:
    return (Button(words.label("How good would it have been?"), Go("refill.test")),)


SHEET = Sheet(
    Care.REFILL,
    _told,
    {
        Part.ON: sentence("On or off"),
        Part.AHEAD: sentence("How long before"),
        Part.HOUR: sentence("At what hour"),
        Part.SURE: sentence("How sure"),
        Part.REWARD: sentence("The voucher"),
        Part.PRESENT: sentence("How long it is good"),
    },
    (Part.ON, sentence("Shall I remind members before something runs out?")),
    Part.REWARD,
    {
        Part.AHEAD: Asked(sentence("How many days before the expected day shall I write?"), AHEAD_DAYS),
        Part.HOUR: Asked(sentence("At what full hour of the member's day?"), HOURS),
        Part.SURE: Asked(
            sentence("From what chance on, in percent, that the day is right within a week?"), SURE, unit="%"
        ),
        Part.PRESENT: Asked(sentence("For how many days is the voucher good?"), PRESENT_DAYS),
    },
    _how_good,
)


def backtest(words: Words, results: Mapping[str, Result], one_in: int, picture: bytes | None) -> Message:
    """How good it would have been; of the members, `one_in` so many was looked at."""
    whole = all_together(results.values())
    if not whole.n:
        return Message(
            words.say("Can't tell yet: nobody has bought twice what has its days in /products."),
            ((back(words, Go("care.refill")),),),
        )
    found = [_share(words, whole, method) for method in Method]
    return Message(
        paragraphs(
            words.say("<b>How good would it have been?</b>"),
            words.count(
                "Told once more day by day, from what was known on each: {n} prediction.",
                "Told once more day by day, from what was known on each: {n} predictions.",
                whole.n,
            ),
            lines(
                words.say("Right within {near} days (and within {nearer}):", near=NEAR, nearer=NEARER),
                *(
                    words.say("• {who}: <b>{near}</b> ({nearer})", who=_who(words, method), near=near, nearer=nearer)
                    for method, (near, nearer) in zip(Method, found, strict=True)
                ),
            ),
            words.say(
                "The interval says that it holds {said} of all purchases, and it held {held}. Where nothing was told, "
                "it counts as a miss.",
                said=formats.percent(words, INSIDE),
                held=formats.percent(words, whole.inside / whole.told) if whole.told else "–",
            ),
            words.say("To save time, one member in {n} was looked at.", n=one_in) if one_in > 1 else None,
        ),
        ((back(words, Go("care.refill")),),) if picture is None else (),
        photo=Photo(picture, "refills.png") if picture else None,
    )


def labels(words: Words, results: Mapping[str, Result]) -> Labels:
    """What is written into the picture."""
    whole = all_together(results.values())
    biggest = sorted(results.items(), key=lambda one: (-one[1].n, one[0]))[:SHOWN]
    bars = [(words.label("All products"), whole), *biggest]
    near, _ = _share(words, whole, Method.OURS)
    return Labels(
        words.label("{share} told right within {n} days", share=near, n=str(NEAR)),
        words.count_label("of {n} prediction", "of {n} predictions", whole.n),
        [_who(words, method) for method in Method],
        [(name, one.n, [one.scores[method].near / one.n for method in Method]) for name, one in bars],
    )


def _share(words: Words, one: Result, method: Method) -> tuple[str, str]:
    score = one.scores[method]
    return formats.percent(words, score.near / one.n), formats.percent(words, score.nearer / one.n)


def _who(words: Words, method: Method) -> str:
    match method:
        case Method.OURS:
            return words.label("my estimate")
        case Method.FIXED:
            return words.count_label("always {n} day", "always {n} days", FIXED)
        case Method.TYPICAL:
            return words.label("the product's median")
        case Method.OWN:
            return words.label("the member's median")
