"""What the owner is told when something at the till is unusual: what was seen, and where to look."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from bot.rules.log import Sieve
from bot.rules.watch import BUSY, What
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, rows


class Seen(NamedTuple):
    """An unusual thing: people by the names that they have now, empty where unknown, and its figures."""

    what: What
    member_id: int | None = None
    member: str = ""
    clerk: str = ""
    number: str = ""
    points: int = 0
    sales: int = 0
    of: int = 0
    others: int = 0
    of_others: int = 0
    tries: int = 0


class Day(NamedTuple):
    """How often each unusual thing was seen on a day."""

    day: date
    busy: int = 0
    share: int = 0
    void: int = 0
    guesses: int = 0
    stops: int = 0
    refused: int = 0


def _busy(words: Words, seen: Seen) -> Html:
    return words.count(
        "{member}: {n} sale with points on one day.",
        "{member}: {n} sales with points on one day.",
        seen.sales,
        member=_member(words, seen),
    )


def _share(words: Words, seen: Seen) -> Html:
    return lines(
        words.count(
            "{clerk} recorded {k} of {n} sale of {member} in the last thirty days.",
            "{clerk} recorded {k} of {n} sales of {member} in the last thirty days.",
            seen.of,
            clerk=_clerk(words, seen),
            k=seen.sales,
            member=_member(words, seen),
        ),
        words.say(
            "Of everybody else's sales there it was {share}. A regular who always comes in the same shift looks the "
            "same, so have a look before you think anything.",
            share=formats.percent(words, seen.others / seen.of_others if seen.of_others else 0),
        ),
    )


def _void(words: Words, seen: Seen) -> Html:
    return words.count(
        "{clerk} took back receipt <code>{number}</code> of {member}, of whose points {n} had been spent already.",
        "{clerk} took back receipt <code>{number}</code> of {member}, of whose points {n} had been spent already.",
        seen.points,
        clerk=_clerk(words, seen),
        number=seen.number,
        member=_member(words, seen),
    )


def _guesses(words: Words, seen: Seen) -> Html:
    who = seen.clerk or (_member(words, seen) if seen.member_id is not None else words.label("Somebody unknown"))
    return words.count(
        "{who} has tried {n} wrong code in one day.",
        "{who} has tried {n} wrong codes in one day.",
        seen.tries,
        who=who,
    )


def _member(words: Words, seen: Seen) -> str:
    return seen.member or words.label("A member who has left")


def _clerk(words: Words, seen: Seen) -> str:
    return seen.clerk or words.label("A colleague")


_SAYS: Mapping[What, Callable[[Words, Seen], Html]] = {
    What.BUSY: _busy,
    What.SHARE: _share,
    What.VOID: _void,
    What.GUESSES: _guesses,
}


def alarm(words: Words, seen: Seen) -> Message:
    """One unusual thing, and the way to the member it is about."""
    return Message(
        paragraphs(words.say("👀 <b>Please have a look</b>"), _SAYS[seen.what](words, seen)),
        rows(
            (Button(words.label("The member"), Go("find.show", str(seen.member_id))),)
            if seen.member_id is not None and seen.member
            else (),
            (Button(words.label("Who did what"), Go("log.page", Sieve(member_id=seen.member_id).packed(), "0")),),
        ),
    )


def line(words: Words, seen: Day) -> Message:
    """Yesterday, which had something unusual in it."""
    return Message(
        lines(
            words.say("👀 <b>Unusual yesterday</b>"),
            words.count(
                "• {n} member with more than {most} sales",
                "• {n} members with more than {most} sales",
                seen.busy,
                most=BUSY,
            )
            if seen.busy
            else None,
            words.count(
                "• {n} cashier with an unusual share of one member's sales",
                "• {n} cashiers with an unusual share of one member's sales",
                seen.share,
            )
            if seen.share
            else None,
            words.count(
                "• {n} sale taken back after its points were spent",
                "• {n} sales taken back after their points were spent",
                seen.void,
            )
            if seen.void
            else None,
            words.count("• {n} person guessing codes", "• {n} people guessing codes", seen.guesses)
            if seen.guesses
            else None,
            words.count(
                "• {n} member said of a payment that it wasn't them",
                "• {n} members said of a payment that it wasn't them",
                seen.stops,
            )
            if seen.stops
            else None,
            words.count(
                "• {n} colleague who often tried what they may not do",
                "• {n} colleagues who often tried what they may not do",
                seen.refused,
            )
            if seen.refused
            else None,
        ),
        ((Button(words.label("Who did what"), Go("log.page", Sieve(day=seen.day).packed(), "0")),),),
    )
