"""Putting a member's points right by hand, for whoever does it and for the member."""

from typing import NamedTuple

from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back, cancel, yes
from bot.words.message import Button, Go, Html, Message, lines, paragraphs
from bot.words.sale import person


class Change(NamedTuple):
    """Whose points change, by how many, and why; `points` and `debt` are what they have and owe before it."""

    name: str
    card: str
    points: int
    debt: int
    by: int
    reason: str = ""

    @property
    def after(self) -> int:
        """What they have after it: what is given pays what is owed first."""
        return self.points + max(self.by - self.debt, 0) if self.by > 0 else self.points + self.by


def ask_member(words: Words) -> Message:
    """Whose points."""
    return Message(
        lines(
            words.say("Whose points are to be put right? Card number or phone number."),
            words.say("Or all in one line: <code>/adjust CARD +500 REASON</code>"),
        ),
        ((cancel(words),),),
    )


def ask_change(words: Words, shown: Change) -> Message:
    """How many."""
    return Message(
        lines(
            person(words, shown.name, shown.card),
            words.say("Points: <b>{n}</b>", n=shown.points),
            words.say("Owed from returns: {n}", n=shown.debt) if shown.debt else None,
            words.say("How many more or fewer? For example, <code>+500</code> or <code>-200</code>."),
        ),
        ((cancel(words),),),
    )


def ask_reason(words: Words, shown: Change) -> Message:
    """Why."""
    return Message(
        lines(
            person(words, shown.name, shown.card),
            difference(words, shown.points, shown.after),
            words.say("For what reason? The member can read it, so write it for them."),
        ),
        ((back(words, Go("adjust.back")), cancel(words)),),
    )


def confirm(words: Words, shown: Change, alone: bool, key: str) -> Message:
    """The one question; `alone` when nobody else has to say yes. `key` finds the adjustment again."""
    return Message(
        paragraphs(
            lines(person(words, shown.name, shown.card), difference(words, shown.points, shown.after)),
            words.say("Reason: {reason}", reason=shown.reason),
            None
            if alone
            else words.say("That is more than one person may change, so somebody else who runs the shop is asked."),
        ),
        (
            (yes(words.label("Put it right") if alone else words.label("Ask for a yes"), Go("adjust.record", key)),),
            (back(words, Go("adjust.back")), cancel(words)),
        ),
    )


def difference(words: Words, before: int, after: int) -> Html:
    """`120 → 620 points (+500)`."""
    return words.say(
        "<b>{before} → {after}</b> ({change})",
        before=before,
        after=formats.points(words, after),
        change=formats.signed(words, after - before),
    )


def adjusted(words: Words, shown: Change, balance: int) -> Message:
    """After it; the member is told in their own chat."""
    return Message(
        lines(
            person(words, shown.name, shown.card),
            words.say("✅ Put right: {change}", change=formats.signed(words, shown.by)),
            words.say("Now has {balance}.", balance=formats.points(words, balance)),
        )
    )


def told(words: Words, points: int, balance: int, debt: int, reason: str) -> Message:
    """To the member, in one plain message."""
    given = words.count("The shop gave you {n} point.", "The shop gave you {n} points.", points)
    taken = words.count("The shop took {n} point back.", "The shop took {n} points back.", -points)
    return Message(
        lines(
            given if points > 0 else taken,
            words.say("Reason: {reason}", reason=reason) if reason else None,
            words.say("You have <b>{points}</b>.", points=formats.points(words, balance)),
            words.say("Owed from returns: {n}", n=debt) if debt else None,
        ),
        ((Button(words.label("My points"), Go("points.beside")),),),
    )
