"""The balance and the entries behind it; why each of them is there is said in `bot/words/reasons.py`."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rules.ledger import EntryKind
from bot.rules.points import EarningRule, Rounding
from bot.rules.reasons import Line
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import pager
from bot.words.expiry import keep_row
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, rows
from bot.words.tiers import Mine, on_points, tiers_row


class Expiring(NamedTuple):
    """The points that expire next, and the last second they are good for."""

    points: int
    at: datetime


class Balance(NamedTuple):
    """A member's points as a screen shows them; pages count from 0, and there is always one."""

    points: int
    debt: int
    expiring: Expiring | None
    lines: Sequence[Line]
    page: int
    pages: int
    keeps: bool = False
    """What expires soon can be kept for a week longer."""
    mine: Mine | None = None
    """Where the member stands among the tiers, if the store has any."""
    frozen: bool = False
    """Nothing can be spent, since the member said of a payment that it wasn't them."""


_NAMES = {
    EntryKind.STARTER: sentence("Welcome gift"),
    EntryKind.EARN: sentence("Purchase"),
    EntryKind.REDEEM: sentence("Reward"),
    EntryKind.GIVE_BACK: sentence("Reward returned"),
    EntryKind.REFUND: sentence("Refund"),
    EntryKind.UNDO: sentence("Purchase taken back"),
    EntryKind.PAY: sentence("Paid with points"),
    EntryKind.PAY_BACK: sentence("Payment returned"),
    EntryKind.GIFT: sentence("Gift"),
    EntryKind.ADJUST: sentence("Put right by the shop"),
    EntryKind.EXPIRE: sentence("Expired"),
    EntryKind.EXTEND: sentence("Good for longer"),
    EntryKind.KEEP: sentence("Kept for a week"),
    EntryKind.MOVE_OUT: sentence("Moved to your other card"),
    EntryKind.MOVE_IN: sentence("From your earlier purchases"),
}

_ROUNDING = {
    Rounding.FLOOR: sentence("{points} for every {amount}, rounded down."),
    Rounding.NEAREST: sentence("{points} for every {amount}, rounded to the nearest point."),
    Rounding.CEIL: sentence("{points} for every {amount}, rounded up."),
}


def balance(words: Words, shown: Balance, now: datetime) -> Message:
    """The /points screen: what there is, what expires next, and the entries, each a button to its reason."""
    return Message(
        paragraphs(
            lines(
                words.say("You have <b>{points}</b>.", points=formats.points(words, shown.points)),
                words.say("🔒 They can't be spent until the shop has spoken with you. Collecting goes on.")
                if shown.frozen
                else None,
                _owed(words, shown.debt),
                _expiring(words, shown.expiring, shown.points, now),
                words.say("Once a year you can keep what expires within seven days for a week longer.")
                if shown.keeps
                else None,
            ),
            on_points(words, shown.mine, now) if shown.mine else None,
            words.say("Tap an entry to see why it is there.") if shown.lines else words.say("No entries yet."),
        ),
        rows(
            *((entry_button(words, line, _reasons(line, shown.page), now),) for line in shown.lines),
            pager(words, "points.page", shown.page, shown.pages),
            keep_row(words) if shown.keeps else (),
            (Button(words.label("What expires when"), Go("expiry.schedule", "0")),) if shown.expiring else (),
            tiers_row(words) if shown.mine else (),
            (Button(words.label("My card"), Go("card.show")), Button(words.label("Rewards"), Go("rewards.list"))),
        ),
    )


def _owed(words: Words, debt: int) -> Html | None:
    if not debt:
        return None
    return words.count(
        "The next {n} point you earn makes up for a return whose points were already spent.",
        "The next {n} points you earn make up for a return whose points were already spent.",
        debt,
    )


def _expiring(words: Words, expiring: Expiring | None, held: int, now: datetime) -> Html | None:
    if expiring is None:
        return None
    if expiring.points == held:
        return words.say(
            "⏳ Good until {day} ({soon}).",
            day=formats.day(words, expiring.at, now),
            soon=formats.in_days(words, expiring.at, now),
        )
    return words.count(
        "⏳ {n} of them is good until {day} ({soon}).",
        "⏳ {n} of them are good until {day} ({soon}).",
        expiring.points,
        day=formats.day(words, expiring.at, now),
        soon=formats.in_days(words, expiring.at, now),
    )


def entry_name(words: Words, kind: EntryKind) -> str:
    """What happened, in a word or two."""
    return words.label(_NAMES[kind])


def entry_button(words: Words, line: Line, to: Go, now: datetime) -> Button:
    """An entry of the list, which leads to its reasons."""
    happened = entry_name(words, line.kind), formats.day(words, line.at, now)
    return Button(" · ".join((formats.signed(words, line.points), *happened)), to)


def _reasons(line: Line, page: int) -> Go:
    return Go("points.why", str(line.id), str(page))


def rate(words: Words, rule: EarningRule) -> Html:
    """How purchases earn, in a sentence."""
    return words.say(
        _ROUNDING[rule.rounding],
        points=formats.points(words, rule.points),
        amount=formats.money(words, rule.per),
    )
