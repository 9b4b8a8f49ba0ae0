"""Amounts, quantities and dates as files write them: nothing is guessed, and signs and zeros are kept."""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.rules.money import Currency, Unsure, read_amount
from bot.rules.refusals import Refusal
from bot.rules.times import instant

_MINUS = r"[-−－–]"
_NEGATIVE = re.compile(rf"([^\d.,]*){_MINUS}(.*)", re.DOTALL)
_QUANTITY = re.compile(rf"({_MINUS}?)(\d{{1,7}})(?:[.,](\d{{1,3}})0*)?")
# By the decimal mark: a whole part, grouped or plain, and the decimals.
_FIXED = {
    ".": re.compile(r"(\D*?)(\d{1,3}(?:[, '’\s]\d{3})+|\d*)(?:\.(\d+))?(\D*)"),
    ",": re.compile(r"(\D*?)(\d{1,3}(?:[. '’\s]\d{3})+|\d*)(?:,(\d+))?(\D*)"),
}
_FIRST, _THIRD = r"(\d{1,4})", r"(\d{1,4})"
_DATE = re.compile(
    rf"{_FIRST}[./\-年 ]\s?(\d{{1,2}})[./\-月 ]\s?{_THIRD}[年日]?\s?(?:г\.?)?"
    r"(?:[T, ]*(\d{1,2})[:.时時h](\d{2})(?:[:.分](\d{2}))?(?:[.,]\d+)?[秒分]?\s*(?:([AaPp])\.?[Mm]\.?)?)?"
)
_OLDEST = 1990


class Dates(StrEnum):
    """In which order a file writes day, month and year."""

    ISO = "iso"
    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


@lru_cache(1 << 16)
def read_sum(text: str, currency: Currency, decimal: str | None) -> int | Refusal:
    """An amount of a file's line in minor units: as the strict reader has it, and nothing or less as well.

    Args:
        text: the cell.
        currency: the shop's.
        decimal: the mark before the decimals in the whole file, `.` or `,`; None leaves it to the strict reader.

    Returns:
        Refusal: as `read_amount`'s, and `amount_unsure` (`given`) where it can be read in two ways.
    """
    negative = _NEGATIVE.fullmatch(text)
    plain = negative[1] + negative[2] if negative else text
    if decimal is not None:
        found = _FIXED[decimal].fullmatch(plain.strip())
        if found is None or not (found[2] or found[3]):
            return Refusal("amount_unreadable" if plain.strip() else "amount_missing")
        whole = re.sub(r"\D", "", found[2]) or "0"
        plain = f"{found[1]}{whole}.{found[3] or '':0<4}{found[4]}"  # four decimals are no group of thousands
    match read_amount(plain, currency):
        case Unsure():
            return Refusal("amount_unsure", {"given": text[:40]})
        case Refusal("amount_zero"):
            return 0
        case Refusal("amount_negative"):  # for the second time
            return Refusal("amount_unreadable")
        case Refusal() as refusal:
            return refusal
        case read:
            return -read.amount if negative else read.amount


@lru_cache(1 << 14)
def read_quantity(text: str) -> int | Refusal:
    """A quantity in thousandths: point or comma before at most three decimals, no groups; an empty cell is one.

    Returns:
        Refusal: `quantity_number`.
    """
    if not text.strip():
        return 1000
    found = _QUANTITY.fullmatch(text.strip())
    if found is None:
        return Refusal("quantity_number")
    thousandths = int(Decimal(f"{found[2]}.{found[3] or 0}") * 1000)
    return -thousandths if found[1] else thousandths


@lru_cache(4096)
def read_at(text: str, dates: Dates, zone: ZoneInfo) -> datetime | Refusal:
    """An instant in UTC: local time of the shop unless it says its offset; a day alone is its beginning.

    A time that the spring change skips is the first instant after it; one that the autumn change repeats is its first
    passing.

    Returns:
        Refusal: `date_unreadable` (`given`).
    """
    text = text.strip()
    try:
        read = datetime.fromisoformat(text) if dates is Dates.ISO else _by_order(text, dates)
        if read.year >= _OLDEST:
            return read.astimezone(UTC) if read.tzinfo else instant(read.date(), read.time(), zone)
    except (ValueError, OverflowError):
        pass
    return Refusal("date_unreadable", {"given": text[:40]})


def _by_order(text: str, dates: Dates) -> datetime:
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError("no date")
    parts = dict(zip(dates.value, (int(found[1]), int(found[2]), int(found[3])), strict=True))
    year = parts["y"] + 2000 if parts["y"] < 100 else parts["y"]
    hour, minute, second = (int(found[n] or 0) for n in (4, 5, 6))
    if found[7]:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of a twelve-hour clock")
        hour = hour % 12 + (12 if found[7] in "pP" else 0)
    return datetime.combine(date(year, parts["m"], parts["d"]), time(hour, minute, second))
