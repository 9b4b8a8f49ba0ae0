"""Each kind of delivery put into words, in the recipient's language, when it is sent."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.words import alarms, receipts, staff
from bot.words.catalogs import Words
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


def _receipt(words: Words, data: Data, _now: datetime) -> Message:
    return receipts.thanks(
        words,
        Receipt(
            store=_text(data, "store"),
            number=_text(data, "number"),
            amount=_whole(data, "amount"),
            points=_whole(data, "points"),
            paid_debt=_whole(data, "paid_debt"),
            balance=_whole(data, "balance"),
        ),
    )


def _return(data: Data) -> Return:
    return Return(
        number=_text(data, "number"),
        amount=_whole(data, "amount"),
        points=_whole(data, "points"),
        debt=_whole(data, "debt"),
        balance=_whole(data, "balance"),
    )


WORDINGS: Mapping[str, Callable[[Words, Data, datetime], Message]] = {
    "receipt": _receipt,
    "sale_undone": lambda words, data, _: receipts.undone(words, _return(data)),
    "refunded": lambda words, data, _: receipts.refunded(words, _return(data)),
    "history_joined": lambda words, data, _: receipts.history_joined(
        words, _whole(data, "points"), _whole(data, "balance")
    ),
    "staff_dismissed": lambda words, data, _: staff.you_were_dismissed(words, _text(data, "store")),
    "update_dead": lambda words, data, _: alarms.update_given_up(words, _text(data, "update"), ""),
    "books_wrong": lambda words, data, _: alarms.books_wrong(words, _text(data, "reference")),
}
"""Kinds of `bot/rules/deliveries.py`; a test sees to it that each has its words."""
