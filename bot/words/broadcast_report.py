"""What came of a broadcast, as those who run the shop read it, and the list of who got it and who did not."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.rules.broadcast_report import LEFT_OUT, Reason, Recipient, Report
from bot.rules.broadcast_runs import BLOCKED, SENDS, Act, can_be_recalled
from bot.rules.care import Care
from bot.rules.contact import Why
from bot.rules.outcomes import State as Fate
from bot.words import effect
from bot.words.broadcast_runs import counted
from bot.words.broadcasts import title
from bot.words.catalogs import Words, sentence
from bot.words.common import back, danger, own_text
from bot.words.message import Button, File, Go, Html, Message, Row, lines, paragraphs, rows
from bot.words.planned import because

MOST_REASONS = 8
"""Reasons that are told in the message; the list has them all."""
_WHYS = {
    "cancelled": sentence("it was ended"),
    "no longer so": sentence("there was nothing to say any more"),
    "lease lapsed": sentence("the bot was stopped in the middle of it"),
    "stopped": sentence("the bot was stopped in the middle of it"),
}
FATES = {
    Fate.DELIVERED: sentence("delivered"),
    Fate.FAILED: sentence("failed"),
    Fate.UNCERTAIN: sentence("perhaps delivered"),
    Fate.DROPPED: sentence("left in peace"),
    Fate.QUEUED: sentence("still to come"),
    Fate.SENDING: sentence("still to come"),
    LEFT_OUT: sentence("left out by lot"),
}
"""What became of it with somebody, in the list."""


def report(words: Words, found: Report, now: datetime) -> Message:
    """What came of it so far."""
    stands = found.standing
    return Message(
        paragraphs(
            words.say("📣 <b>{title}</b>", title=title(words, stands.act, stands.title)),
            counted(words, stands.act, stands.tally),
            _reasons(words, found.reasons),
            _answers(words, found) if stands.act in SENDS else None,
            _effect(words, found),
        ),
        rows(*_buttons(words, found, now)),
    )


def _reasons(words: Words, reasons: Iterable[Reason]) -> Html | None:
    """Why it isn't with those who don't have it."""
    sums: dict[str, int] = {}
    for one in reasons:
        if one.fate not in (Fate.DELIVERED, Fate.QUEUED):
            said = why(words, one.fate, one.why)
            sums[said] = sums.get(said, 0) + one.n
    most = sorted(sums.items(), key=lambda item: -item[1])[:MOST_REASONS]
    if not most:
        return None
    return lines(
        words.say("<b>Who has not got it, and why</b>"),
        *(words.say("• {why}: {n}", why=said, n=n) for said, n in most),
    )


def why(words: Words, fate: str, reason: str) -> str:
    """Why it isn't with somebody, as plain text; Telegram's own words where they are the reason."""
    if fate == BLOCKED:
        return because(words, Why.UNREACHABLE)
    if reason in _WHYS:
        return words.label(_WHYS[reason])
    if fate == Fate.DROPPED and reason in set(Why):
        return because(words, Why(reason))
    return words.label("Telegram says “{reason}”", reason=reason) if reason else words.label("nobody knows why")


def _answers(words: Words, found: Report) -> Html:
    options = zip(found.options, found.votes, strict=False)
    return lines(
        words.say("<b>What they did</b>"),
        *(
            words.say("• pressed “{label}”: {n}", label=own_text(words, one.labels), n=found.taps[place])
            for place, one in enumerate(found.buttons)
            if place in found.taps
        ),
        *(words.say("• voted “{option}”: {n}", option=option, n=n) for option, n in options),
        words.say("• wrote back: {n}", n=found.replies) if found.replies else None,
        words.say("• blocked the bot within a day: {n}", n=found.blocked),
        words.say("• want no offers any more: {n}", n=found.stopped),
    )


def _effect(words: Words, found: Report) -> Html | None:
    if found.standing.act is not Act.SEND or found.standing.began_at is None:
        return None
    if found.effect is None:
        return words.say(
            "Whether it brought anybody in can't be told, since nobody was left out. Owners set the share for the next "
            "in /care."
        )
    return lines(words.say("<b>Did it bring them in?</b>"), effect.measured(words, Care.BROADCAST, found.effect))


def _buttons(words: Words, found: Report, now: datetime) -> Iterable[Row]:
    stands = found.standing
    number = str(stands.id)
    yield (Button(words.label("📄 Who got it, who did not"), Go("broadcast.people", number)),)
    if found.again:
        yield (Button(words.label("Send to the failed ones"), Go("broadcast.again", number)),)
    if stands.act in SENDS and stands.tally.delivered:
        row = [Button(words.label("Correct the post"), Go("broadcast.correct", number))] if found.has_words else []
        if can_be_recalled(stands.ended_at, now):
            row.append(danger(words.label("Take the post back"), Go("broadcast.recall", number)))
        if row:
            yield tuple(row)
    yield (back(words, Go("broadcast.show", number)),)


def people(words: Words, name: str, content: bytes, n: int) -> Message:
    """The list as a file."""
    told = words.count("{n} line: who got it, who did not, and why.", "{n} lines: who got it, who did not, and why.", n)
    return Message(told, file=File(content, name, "text/csv"))


def too_many(words: Words, number: int) -> Message:
    """A list that is too long for a message."""
    return Message(
        words.say(
            "That list is too long to be sent here. Whoever looks after the machine can write it to a file: "
            "<code>regulars broadcast people {number}</code>",
            number=Html(number),
        )
    )


def columns(words: Words) -> Mapping[str, str]:
    """The headers of the list, by the names of its columns."""
    return {
        "card": words.label("Card"),
        "name": words.label("Member's name"),
        "group": words.label("Group"),
        "became": words.label("What became of it"),
        "why": words.label("Why"),
        "at": words.label("When"),
    }


def line(words: Words, one: Recipient) -> Mapping[str, str]:
    """A line of the list, by the names of its columns; instants are by the shop's clock."""
    told = one.why and one.fate in (Fate.FAILED, Fate.UNCERTAIN, Fate.DROPPED)
    return {
        "card": one.card,
        "name": one.name,
        "group": one.group,
        "became": words.label(FATES[one.fate]),
        "why": why(words, one.fate, one.why) if told else "",
        "at": f"{one.at.astimezone(words.zone):%Y-%m-%d %H:%M:%S}" if one.at else "",
    }
