"""The balance, the entries behind it, and why each of them is there."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rules.ledger import EntryKind
from bot.rules.points import EarningRule, Rounding
from bot.words import formats
from bot.words.catalogs import Words, sentence
from bot.words.common import back, pager
from bot.words.expiry import keep_row
from bot.words.message import Button, Go, Html, Message, lines, paragraphs, rows


class Line(NamedTuple):
    """An entry in the list: its id, what happened, its signed points, the change of what is owed, and when."""

    id: int
    kind: EntryKind
    points: int
    debt: int
    at: datetime


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


class LotLeft(NamedTuple):
    """What is left of the points an entry brought, and the last second they are good for."""

    left: int
    expires_at: datetime


class Why(NamedTuple):
    """Everything that explains an entry; what doesn't belong to its kind is None.

    `amount` is the whole purchase's, in minor units, also where a part of it was refunded; `page` is the list's page
    to go back to.
    """

    line: Line
    receipt: str | None = None
    amount: int | None = None
    branch: str | None = None
    rule: EarningRule | None = None
    lot: LotLeft | None = None
    page: int = 0


_NAMES = {
    EntryKind.STARTER: sentence("Welcome gift"),
    EntryKind.EARN: sentence("Purchase"),
    EntryKind.REDEEM: sentence("Reward"),
    EntryKind.GIVE_BACK: sentence("Reward returned"),
    EntryKind.REFUND: sentence("Refund"),
    EntryKind.UNDO: sentence("Purchase taken back"),
    EntryKind.PAY: sentence("Paid with points"),
    EntryKind.PAY_BACK: sentence("Payment returned"),
    EntryKind.ADJUST: sentence("Put right by the shop"),
    EntryKind.EXPIRE: sentence("Expired"),
    EntryKind.EXTEND: sentence("Good for longer"),
    EntryKind.KEEP: sentence("Kept for a week"),
    EntryKind.MOVE_OUT: sentence("Moved to your other card"),
    EntryKind.MOVE_IN: sentence("From your earlier purchases"),
}

_REASONS = {
    EntryKind.STARTER: sentence("The shop's gift for joining."),
    EntryKind.EARN: sentence("Points for a purchase."),
    EntryKind.REDEEM: sentence("Points spent on a reward."),
    EntryKind.GIVE_BACK: sentence("A reward was returned, and its points came back."),
    EntryKind.REFUND: sentence("You returned something, so the points it had earned went back, in proportion."),
    EntryKind.UNDO: sentence("The shop took this sale back, and its points with it."),
    EntryKind.PAY: sentence("You paid a part of a purchase with points."),
    EntryKind.PAY_BACK: sentence("You returned something that was paid with points, so they came back, in proportion."),
    EntryKind.ADJUST: sentence("The shop put your points right."),
    EntryKind.EXPIRE: sentence("These points had reached their last day."),
    EntryKind.EXTEND: sentence("No word reached you that these points would expire, so they last thirty days longer."),
    EntryKind.KEEP: sentence("You kept these points for a week longer."),
    EntryKind.MOVE_OUT: sentence("These points went to your other card."),
    EntryKind.MOVE_IN: sentence("The shop knew you from before: these points came from your earlier card."),
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
                _owed(words, shown.debt),
                _expiring(words, shown.expiring, shown.points, now),
                words.say("Once a year you can keep what expires within seven days for a week longer.")
                if shown.keeps
                else None,
            ),
            words.say("Tap an entry to see why it is there.") if shown.lines else words.say("No entries yet."),
        ),
        rows(
            *((entry_button(words, line, shown.page, now),) for line in shown.lines),
            pager(words, "points.page", shown.page, shown.pages),
            keep_row(words) if shown.keeps else (),
            (Button(words.label("What expires when"), Go("expiry.schedule", "0")),) if shown.expiring else (),
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


def entry_name(words: Words, line: Line) -> str:
    """What happened, in a word or two."""
    return words.label(_NAMES[line.kind])


def entry_button(words: Words, line: Line, page: int, now: datetime) -> Button:
    """An entry of the list."""
    return Button(
        f"{formats.signed(words, line.points)} · {entry_name(words, line)} · {formats.day(words, line.at, now)}",
        Go("points.why", str(line.id), str(page)),
    )


def rate(words: Words, rule: EarningRule) -> Html:
    """How purchases earn, in a sentence."""
    return words.say(
        _ROUNDING[rule.rounding],
        points=formats.points(words, rule.points),
        amount=formats.money(words, rule.per),
    )


def why(words: Words, shown: Why, now: datetime) -> Message:
    """Why an entry is there: the purchase, the rule, the lot."""
    line = shown.line
    return Message(
        paragraphs(
            words.say(
                "<b>{change}</b> · {moment}",
                change=formats.signed(words, line.points),
                moment=formats.moment(words, line.at, now),
            ),
            words.say(_REASONS[line.kind]),
            lines(*_purchase(words, shown)),
            _rule(words, shown),
            lines(_debt(words, line.debt), _lot(words, shown.lot, now)),
        ),
        ((back(words, Go("points.page", str(shown.page))),),),
    )


def _rule(words: Words, shown: Why) -> Html | None:
    if shown.rule is None or shown.line.kind is EntryKind.STARTER:  # a gift doesn't come from what purchases earn
        return None
    return words.say("The rule then: {rule}", rule=rate(words, shown.rule))


def _purchase(words: Words, shown: Why) -> list[Html]:
    found = []
    if shown.amount is not None:
        found.append(words.say("Purchase: {amount}", amount=formats.money(words, shown.amount)))
    if shown.receipt:
        found.append(words.say("Receipt: <code>{receipt}</code>", receipt=shown.receipt))
    if shown.branch:
        found.append(words.say("Shop: {branch}", branch=shown.branch))
    return found


def _debt(words: Words, debt: int) -> Html | None:
    if debt < 0:
        return words.count(
            "{n} of them made up for an earlier return.", "{n} of them made up for an earlier return.", -debt
        )
    if debt > 0:
        return words.count(
            "{n} of them was already spent, so the next point you earn makes up for it.",
            "{n} of them were already spent, so the next points you earn make up for them.",
            debt,
        )
    return None


def _lot(words: Words, lot: LotLeft | None, now: datetime) -> Html | None:
    if lot is None:
        return None
    if not lot.left:
        return words.say("None of these points is left.")
    return words.count(
        "{n} of these points is left, good until {day}.",
        "{n} of these points are left, good until {day}.",
        lot.left,
        day=formats.day(words, lot.expires_at, now),
    )
