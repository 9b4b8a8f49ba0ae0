"""What staff type, read as this shop reads it: its currency, its country, whole numbers in any script, days, hours."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bot.rules.money import Money, Unsure, read_amount
from bot.rules.phones import region_of
from bot.rules.refusals import Refusal
from handlers.visit import Visit


def region(visit: Visit) -> str:
    """The country whose phone numbers need no country code here."""
    return region_of(visit.work.store.zone)


def amount(visit: Visit, text: str) -> Money | Unsure | Refusal:
    """An amount in the shop's currency; why not, or its two readings, as `read_amount` says."""
    return read_amount(text, visit.work.store.currency_info)


_DAY = re.compile(r"(2[01]\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*\.\s*(\d{1,2})\s*\.\s*(2[01]\d\d)")
"""With points only: by strokes, the day comes first in one country and the month in another."""
_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*[-–—~]\s*(\d{1,2})(?:[:.](\d\d))?")


def day(text: str) -> date | None:
    """A day of this century or the next: `2026-12-24`, `2026年12月24日`, `24.12.2026`; None if it is none."""
    plain = _plain(text)
    if found := _DAY.fullmatch(plain):
        parts = found.groups()
    elif found := _DAY_FIRST.fullmatch(plain):
        parts = found.groups()[::-1]
    else:
        return None
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


def hours(text: str) -> tuple[int, int] | None:
    """From when to when, as minutes of a day: `09:00-17:30`; midnight at the end is 24:00. None if it is neither.

    Where the end comes first, as in `22:00-02:00`, it is the next day's.
    """
    found = _HOURS.fullmatch(_plain(text))
    if found is None:
        return None
    first, last = ((int(hour), int(minute or 0)) for hour, minute in (found.group(1, 2), found.group(3, 4)))
    if max(first[1], last[1]) > 59:
        return None
    return first[0] * 60 + first[1], last[0] * 60 + last[1] or 24 * 60


_DAY_LONG = 24 * 60
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d\d))?")


def time_of_day(text: str) -> int | None:
    """A time by 24 hours, as minutes of a day: `10:30`, `9`; None if it is none."""
    found = _TIME.fullmatch(_plain(text))
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return int(found[1]) * 60 + int(found[2] or 0)


def moment(text: str) -> datetime | None:
    """A day and a time of it, without a zone: `2026-12-24 10:00`; None if it is neither."""
    first, _, last = text.strip().rpartition(" ")
    found, minute = day(first), time_of_day(last)
    if found is None or minute is None:
        return None
    return datetime.combine(found, time(minute // 60, minute % 60))


def moments(text: str) -> tuple[datetime, datetime | None] | None:
    """A day and a time of it, perhaps until another, without a zone: `2026-12-24 10:00-12:30`; None if it is neither.

    Where the end comes first, as in `22:00-02:00`, it is the next day's, and by noon: later than that it is a slip.
    """
    for first, last in _split(_plain(text)):
        found, minute, span = day(first), time_of_day(last), hours(last)
        if found is None or (minute is None and span is None):
            continue
        midnight = datetime.combine(found, time())
        begins, ends = (minute, None) if minute is not None else span or (0, None)
        if begins >= _DAY_LONG or (ends or 0) > _DAY_LONG:
            return None
        if ends is not None and ends <= begins:
            if ends > _DAY_LONG // 2:
                return None
            ends += _DAY_LONG
        return midnight + timedelta(minutes=begins), None if ends is None else midnight + timedelta(minutes=ends)
    return None


def _split(text: str) -> Iterator[tuple[str, str]]:
    """The two sides of each space."""
    for place, sign in enumerate(text):
        if sign == " ":
            yield text[:place], text[place + 1 :]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:40]).strip()


_PERCENT = re.compile(r"(\d{1,4})\s*%?")
_TIMES = re.compile(r"[×xх*]\s*(\d{1,2})(?:[.,](\d{1,2}))?|(\d{1,2})[.,](\d{1,2})", re.IGNORECASE)


def percent(text: str) -> int | None:
    """A whole number of percent, also as so many times: `125`, `125 %`, `×1.25`, `1,25`; None if it is neither."""
    plain = _plain(text)
    if found := _PERCENT.fullmatch(plain):
        return int(found[1])
    if found := _TIMES.fullmatch(plain):
        return int(found[1] or found[3]) * 100 + int(f"{found[2] or found[4] or 0:0<2}")
    return None


def whole(text: str) -> int | None:
    """A whole number that isn't negative, in any script's digits; None if it isn't one of up to 12 digits."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= 12 else None
