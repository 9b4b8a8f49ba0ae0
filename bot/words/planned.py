"""What is planned to be said unasked: to one member with every gate's verdict, and to all of them day by day."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rules.care import Care
from bot.rules.codes import spaced
from bot.rules.contact import Gate, Hold, Verdict, What, Why
from bot.rules.deliveries import KINDS
from bot.words import care as cares
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import cancel
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, plain
from bot.words.sale import person

_OF_KIND: Mapping[str, str] = {
    "voucher_ending": sentence("A voucher that ends soon"),
    "points_expiring": sentence("Points that expire soon"),
    "tier_kept": sentence("A tier that is kept"),
    "tier_notice": sentence("A tier that may be lost"),
    "tier_down": sentence("A tier that was lost"),
    "birthday_ahead": sentence("A word before the birthday"),
    "survey_reminder": sentence("Survey, once more"),
    "put_right": sentence("Did we put it right?"),
    "thanks_present": sentence("A thank-you with a voucher"),
    "broadcast_in_group": sentence("A broadcast in a group"),
    "group_hello": sentence("The weekly hello in a group"),
    "group_notice": sentence("A place in a group that ends"),
    "group_over": sentence("A place in a group that ended"),
    "event_reminder": sentence("An event that is near"),
    "event_no_seat_yet": sentence("An event with no seat free so far"),
    "event_no_seat": sentence("An event without a free seat"),
}
"""What isn't simply called as the care that it is part of."""
_GATES: Mapping[Gate, str] = {
    Gate.REACH: sentence("The bot isn't blocked"),
    Gate.CONSENT: sentence("It has the yes that it needs"),
    Gate.BEST_BEFORE: sentence("It is still worth saying"),
    Gate.PAUSE: sentence("No break holds it back"),
    Gate.MATTERS: sentence("Nothing open with the shop holds it back"),
    Gate.CLOSED: sentence("No closed day holds it back"),
    Gate.CAP: sentence("The week has a place for it"),
    Gate.HOURS: sentence("It is within the hours chosen"),
}
_WHYS: Mapping[Why, str] = {
    Why.FREE: sentence("nothing speaks against it"),
    Why.SECOND: sentence("the second of the day"),
    Why.EDGE: sentence("an early or late hour"),
    Why.NIGHT: sentence("outside of these hours"),
    Why.CLOSED: sentence("the shop is closed"),
    Why.PAUSED: sentence("a break is on"),
    Why.CONVERSATION: sentence("a conversation is open"),
    Why.APPROVAL: sentence("an approval is awaited"),
    Why.FROZEN: sentence("spending of points is stopped"),
    Why.LOW_SCORE: sentence("a low score not long ago"),
    Why.CAP: sentence("as many as are wanted this week"),
    Why.KEPT: sentence("the week's last place is kept for something more urgent"),
    Why.UNREACHABLE: sentence("the bot is blocked"),
    Why.NO_CONSENT: sentence("no consent"),
    Why.TOO_LATE: sentence("too late to be worth saying"),
}


class Waits(NamedTuple):
    """A message that is planned: when, what the policy says of it, and each gate by itself."""

    kind: str
    due: datetime
    verdict: Verdict
    gates: Mapping[Gate, Hold | None]


class Went(NamedTuple):
    """A message of before: when, whether it arrived, and what the policy said; None: it wasn't asked."""

    kind: str
    at: datetime
    arrived: bool
    reason: str
    verdict: What | None
    why: Why | None


class Whose(NamedTuple):
    """Whose messages they are."""

    name: str
    card: str


def kind_name(words: Words, kind: str) -> str:
    """A kind of message in a word or two."""
    row = KINDS[kind]
    return words.label(_OF_KIND.get(kind) or cares.NAMES[row.care or Care.CONTACT])


def because(words: Words, why: Why) -> str:
    """What the contact policy found, in a few words."""
    return words.label(_WHYS[why])


def ask(words: Words) -> Message:
    """Whose messages?"""
    return Message(words.say("Whose messages? Card number, phone number or name."), ((cancel(words),),))


def nobody(words: Words, query: str) -> Message:
    """Nobody fits who is on Telegram."""
    return Message(words.say("Nobody on Telegram found for “{query}”. Try again, or stop with /cancel.", query=query))


def several(words: Words, found: Sequence[tuple[int, Whose]]) -> Message:
    """Several members fit."""
    return Message(
        words.say("Which of them?"),
        tuple((Button(plain(one.name) or spaced(one.card), Go("planned.show", str(number))),) for number, one in found),
    )


def planned(
    words: Words, whose: Whose | None, waiting: Sequence[Waits], went: Sequence[Went], now: datetime
) -> Message:
    """What is planned for somebody, and what became of the last messages; `whose` None: the reader's own."""
    return Message(
        paragraphs(
            person(words, whose.name, whose.card) if whose else None,
            words.say("<b>What I am going to write by myself</b>"),
            *(_waits(words, one, now) for one in waiting),
            None if waiting else words.say("Nothing is planned at the moment."),
            words.say("<b>The last ones</b>") if went else None,
            lines(*(_went(words, one, now) for one in went)),
        ),
        () if whose else ((Button(words.label("How often and when"), Go("when.show")),),),
    )


def _waits(words: Words, one: Waits, now: datetime) -> Html:
    return lines(
        words.say(
            "{mark} <b>{kind}</b>, {moment}: {verdict}",
            mark=MARKS[one.verdict.what],
            kind=kind_name(words, one.kind),
            moment=formats.moment(words, one.due, now),
            verdict=_verdict(words, one.verdict, now),
        ),
        *(Html(f"   {_gate(words, gate, hold, now)}") for gate, hold in one.gates.items()),
    )


MARKS = {What.SEND: "✅", What.SILENT: "🔇", What.DEFER: "⏳", What.DROP: "🚫"}
"""What becomes of a message, in a sign."""


def _verdict(words: Words, verdict: Verdict, now: datetime) -> Html:
    why = words.say(_WHYS[verdict.why])
    match verdict.what:
        case What.SEND:
            return words.say("goes")
        case What.SILENT:
            return words.say("goes without a sound, {why}", why=why)
        case What.DROP:
            return words.say("will be dropped, {why}", why=why)
    if verdict.until is None:
        return words.say("waits, {why}", why=why)
    return words.say("waits until {moment}, {why}", moment=formats.moment(words, verdict.until, now), why=why)


def _gate(words: Words, gate: Gate, hold: Hold | None, now: datetime) -> Html:
    name = words.say(_GATES[gate])
    if hold is None:
        return words.say("✓ {gate}", gate=name)
    why = words.say(_WHYS[hold.why])
    if hold.until is None:
        return words.say("✗ {gate}: {why}", gate=name, why=why)
    return words.say(
        "✗ {gate}: {why}, until {moment}", gate=name, why=why, moment=formats.moment(words, hold.until, now)
    )


def _went(words: Words, one: Went, now: datetime) -> Html:
    places = {"kind": kind_name(words, one.kind), "moment": formats.moment(words, one.at, now)}
    if one.arrived and one.verdict is What.SILENT and one.why is not None:
        return words.say("🔇 {kind}, {moment}: without a sound, {why}", why=words.say(_WHYS[one.why]), **places)
    if one.arrived:
        return words.say("✅ {kind}, {moment}: arrived", **places)
    if one.verdict is What.DROP and one.why is not None:
        return words.say("🚫 {kind}, {moment}: dropped, {why}", why=words.say(_WHYS[one.why]), **places)
    return words.say("🚫 {kind}, {moment}: didn't arrive ({reason})", reason=one.reason, **places)
