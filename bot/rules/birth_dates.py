"""Birthdays as people write them, by either calendar and in any of our languages."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from bot.rules.birthdays import Birthday, Calendar
from bot.rules.figures import Dates
from bot.rules.lunar import DAYS, MONTHS, is_day
from bot.rules.refusals import Refusal

OLDEST = 120
"""Years that nobody is older than."""
_LUNAR = re.compile(
    r"^(?:lunar|农历|農曆|农曆|阴历|陰曆|旧历|舊曆|лунн\w*|по лунному(?: календарю)?)\s*[:,]?\s*", re.IGNORECASE
)
_YEAR_BEFORE = re.compile(r"^(\d{4}年)\s*((?:农历|農曆|农曆|阴历|陰曆|旧历|舊曆))")
_LEAP = re.compile(r"(?:\bleap\b|闰|閏|високосн\w*)\s*", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号號]?")
_MONTH_FIRST = re.compile(r"(\d{1,2})\s*[-月]\s*(\d{1,2})\s*[日号號]?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s*(\d{1,2})(?:\.\s*(\d{4})?)?")
_EITHER_FIRST = re.compile(r"(\d{1,2})\s*/\s*(\d{1,2})(?:\s*/\s*(\d{4}))?")
_DAY_AND_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([^\W\d]+)\.?,?(?:\s+(\d{4}))?(?:\s*(?:г\.?|года))?")
_NAME_AND_DAY = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?")
_IN_CHINESE = re.compile(
    r"(?:(\d{4})年)?([正一二三四五六七八九十冬腊臘]{1,2})月([初一二三四五六七八九十廿卅]{1,3})[日号號]?"
)
_NUMBERS = re.compile(r"(\d{1,4})\s?[-./ ]\s?(\d{1,2})(?:\s?[-./ ]\s?(\d{1,4}))?\.?")
_MIDNIGHT = re.compile(r"[T ]+0?0:00(?::00)?(?:\.0+)?(?:\s*Z)?$")
"""What spreadsheets write behind a day."""
_ONLY_LUNAR = re.compile(r"[正冬腊臘初廿卅]")
_NAMES = (
    ("jan", "янв"),
    ("feb", "фев"),
    ("mar", "мар"),
    ("apr", "апр"),
    ("may", "май", "мая"),
    ("jun", "июн"),
    ("jul", "июл"),
    ("aug", "авг"),
    ("sep", "сен"),
    ("oct", "окт"),
    ("nov", "ноя"),
    ("dec", "дек"),
)
_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)}
_CHINESE_MONTHS = {"正": 1, "冬": 11, "腊": 12, "臘": 12}


def read_birthday(text: str, today: date) -> list[Birthday] | Refusal:
    """What somebody may mean by a birthday they wrote: one day, or two where it can be read in two ways.

    `1990-05-17`, `05-17`, `17.05.1990`, `5月17日`, `17 May`, `17 мая`; `lunar 08-15`, `农历八月十五`, `农历闰四月初一`.

    Args:
        today: no birthday is after it.

    Returns:
        Refusal: `birthday_unreadable`; `birthday_unreal` for a day that there isn't; `birthday_year` for a year that
            nobody was born in.
    """
    text = unicodedata.normalize("NFKC", text[:60]).strip().rstrip(".") if text else ""
    text = _YEAR_BEFORE.sub(r"\2\1", text)
    lunar = _LUNAR.match(text)
    found = list(_lunar(text[lunar.end() :]) if lunar else _solar(text))
    if not found:
        return Refusal("birthday_unreadable")
    real = [one for one in found if is_real(one)]
    if not real:
        return Refusal("birthday_unreal")
    timely = [one for one in real if one.year is None or _is_past(one, today)]
    return list(dict.fromkeys(timely)) or Refusal("birthday_year")


def birthday_in_file(text: str, dates: Dates, today: date) -> Birthday | Refusal:
    """A birthday as a file has it: month and day are enough, and nothing is guessed.

    Args:
        text: `1990-05-17`, `05-17` or a lunar date in any file; otherwise numbers in the file's own order, a year with
            four digits.
        dates: that order.
        today: no birthday is after it.

    Returns:
        Refusal: `date_unreadable` (`given`), also where it can be read in two ways; or as `read_birthday`.
    """
    plain = _MIDNIGHT.sub("", text.strip())
    if (numbers := _NUMBERS.fullmatch(plain)) and len(numbers[1]) < 4 and dates is not Dates.ISO:
        told = [one for one in numbers.groups() if one is not None]
        order = dates.value if len(told) > 2 else dates.value.replace("y", "")
        by_name = dict(zip(order, told, strict=True))
        plain = "-".join(by_name[part] for part in "ymd" if part in by_name)
    found = read_birthday(plain, today)
    guessed = dates is Dates.ISO and (_DAY_FIRST.fullmatch(plain) or _EITHER_FIRST.fullmatch(plain))
    if isinstance(found, Refusal) and found.key != "birthday_unreadable":
        return found
    if isinstance(found, Refusal) or len(found) > 1 or guessed:
        return Refusal("date_unreadable", {"given": text[:40]})
    return found[0]


def is_real(birthday: Birthday) -> bool:
    """Whether there is such a day: without a year, in any year; a lunar month has 30 days at most."""
    if birthday.calendar is Calendar.LUNAR:
        inside = 1 <= birthday.month <= MONTHS and 1 <= birthday.day <= DAYS
        year = birthday.year
        return inside and (
            year is None or not _plausible(year) or is_day(year, birthday.month, birthday.day, leap=birthday.leap)
        )
    try:
        date(2000 if birthday.year is None else birthday.year, birthday.month, birthday.day)
    except ValueError:
        return False
    return True


def _plausible(year: int) -> bool:
    return 1800 <= year <= 2200


def _is_past(birthday: Birthday, today: date) -> bool:
    year = birthday.year or 0
    if not today.year - OLDEST <= year <= today.year:
        return False
    # Of a lunar year the days after new year may be in the next year of ours: to the day, nobody's age depends on it.
    return birthday.calendar is Calendar.LUNAR or date(year, birthday.month, birthday.day) <= today


def _lunar(text: str) -> Iterator[Birthday]:
    leap = _LEAP.search(text) is not None
    text = _LEAP.sub("", text).strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
        yield Birthday(Calendar.LUNAR, month, day, leap, year)
    elif found := _MONTH_FIRST.fullmatch(text):
        yield Birthday(Calendar.LUNAR, int(found[1]), int(found[2]), leap)
    elif found := _IN_CHINESE.fullmatch(text):
        month, day = _chinese_month(found[2]), _chinese_day(found[3])
        yield Birthday(Calendar.LUNAR, month, day, leap, int(found[1]) if found[1] else None)


def _solar(text: str) -> Iterator[Birthday]:
    if found := _YEAR_FIRST.fullmatch(text):
        yield _day(found[3], found[2], found[1])
    elif found := _MONTH_FIRST.fullmatch(text):
        yield _day(found[2], found[1])
    elif found := _DAY_FIRST.fullmatch(text):
        yield _day(found[1], found[2], found[3])
    elif found := _EITHER_FIRST.fullmatch(text):
        both = (_day(found[1], found[2], found[3]), _day(found[2], found[1], found[3]))
        yield from (one for one in both if one.month <= MONTHS)
    elif found := _DAY_AND_NAME.fullmatch(text):
        yield _day(found[1], _month(found[2]), found[3])
    elif found := _NAME_AND_DAY.fullmatch(text):
        yield _day(found[2], _month(found[1]), found[3])
    elif _IN_CHINESE.fullmatch(_LEAP.sub("", text)):
        [lunar] = _lunar(text)
        if not lunar.leap and not _ONLY_LUNAR.search(text):
            yield lunar._replace(calendar=Calendar.SOLAR)
        yield lunar


def _day(day: str, month: str | int, year: str | None = None) -> Birthday:
    return Birthday(Calendar.SOLAR, int(month), int(day), year=int(year) if year else None)


def _month(name: str) -> int:
    """The month that a name in English or Russian begins like; 0 for none."""
    name = name.lower()
    return next((n for n, begins in enumerate(_NAMES, 1) if any(name.startswith(one) for one in begins)), 0)


def _chinese_month(text: str) -> int:
    return _CHINESE_MONTHS.get(text) or _chinese_number(text)


def _chinese_day(text: str) -> int:
    return _chinese_number(text.removeprefix("初").replace("廿", "二十").replace("卅", "三十"))


def _chinese_number(text: str) -> int:
    """A number up to 99 as it is written in Chinese; 0 for what is none."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.get(text, 0)
    if (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
        return 0
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
