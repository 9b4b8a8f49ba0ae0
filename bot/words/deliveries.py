"""Each kind of delivery put into words, in the recipient's language, when it is sent."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.rules.roles import Role
from bot.rules.vouchers import InHand
from bot.words import adjust, alarms, approvals, expiry, receipts, staff, vouchers
from bot.words.catalogs import Words
from bot.words.expiry import Batch
from bot.words.message import Message
from bot.words.receipts import Receipt, Return

Data = Mapping[str, object]


def _text(data: Data, key: str) -> str:
    return str(data[key])


def _whole(data: Data, key: str) -> int:
    value = data[key]
    if not isinstance(value, int):
        raise TypeError(f"{key} is a whole number, not {value!r}")
    return value


def _receipt(words: Words, store: str, data: Data) -> Message:
    return receipts.thanks(
        words,
        Receipt(
            store=store,
            number=_text(data, "number"),
            amount=_whole(data, "amount"),
            points=_whole(data, "points"),
            paid_debt=_whole(data, "paid_debt"),
            balance=_whole(data, "balance"),
        ),
    )


def _instant(data: Data, key: str) -> datetime:
    return datetime.fromisoformat(_text(data, key))


def _expiring(words: Words, _: str, data: Data) -> Message:
    found = data["batches"]
    if not isinstance(found, list):
        raise TypeError(f"batches are a list, not {found!r}")
    batches = [Batch(int(points), datetime.fromisoformat(at)) for points, at in found]
    return expiry.warning(words, batches, _instant(data, "on"), keeps=bool(data["keeps"]))


def _return(data: Data) -> Return:
    return Return(
        number=_text(data, "number"),
        amount=_whole(data, "amount"),
        points=_whole(data, "points"),
        debt=_whole(data, "debt"),
        balance=_whole(data, "balance"),
    )


def _in_hand(data: Data) -> InHand:
    value = data["in_hand"]
    if not isinstance(value, InHand):
        raise TypeError(f"no voucher: {value!r}")
    return value


WORDINGS: Mapping[str, Callable[[Words, str, Data], Message | None]] = {
    "receipt": _receipt,
    "sale_undone": lambda words, _, data: receipts.undone(words, _return(data)),
    "refunded": lambda words, _, data: receipts.refunded(words, _return(data)),
    "history_joined": lambda words, _, data: receipts.history_joined(
        words, _whole(data, "points"), _whole(data, "balance")
    ),
    "adjusted": lambda words, _, data: adjust.told(
        words, _whole(data, "points"), _whole(data, "balance"), _whole(data, "debt"), _text(data, "reason")
    ),
    "approval_asked": lambda words, _, data: approvals.question(words, data),
    "approval_settled": lambda words, _, data: approvals.settled(words, data),
    "approval_answered": lambda words, _, data: approvals.settled(words, data),
    "voucher": lambda words, _, data: vouchers.own(words, _in_hand(data), _text(data, "bot")),
    "voucher_used": lambda words, store, data: vouchers.used(words, _in_hand(data).voucher, store),
    "voucher_changed": lambda words, _, data: vouchers.own(words, _in_hand(data), _text(data, "bot")),
    "voucher_ending": lambda words, _, data: vouchers.ending(words, _in_hand(data)),
    "donation": lambda words, store, data: vouchers.thanks(words, _in_hand(data).voucher, store),
    "codes_guessed": lambda words, _, data: alarms.codes_guessed(words, _whole(data, "tries")),
    "staff_joined": lambda words, _, data: staff.somebody_joined(words, _text(data, "name"), Role(_text(data, "role"))),
    "staff_dismissed": lambda words, store, _: staff.you_were_dismissed(words, store),
    "update_dead": lambda words, _, data: alarms.update_given_up(words, _text(data, "update")),
    "books_wrong": lambda words, _, data: alarms.books_wrong(words, _text(data, "reference")),
    "points_expiring": _expiring,
    "expiry_stopped": lambda words, _, data: expiry.stopped(words, _instant(data, "here"), _instant(data, "there")),
    "clock_jumped": lambda words, _, data: alarms.clock_jumped(words, _whole(data, "minutes")),
    "disk_full": lambda words, _, data: alarms.disk_full(words, _whole(data, "megabytes")),
}
"""By kind (a test sees that each of `bot/rules/deliveries.py` has its words); given the words, the store, the data.

None where there is nothing to say any more.
"""
