"""Points, money, days and times as people write them in the reader's language, in plain text."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, get_timezone_location
from babel.lists import format_list
from babel.numbers import (
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)

from bot.words.catalogs import Language, Words
from bot.words.message import Html, safe

_CODE_BESIDE = re.compile(r"(?<=[A-Za-z])(?=\d)")
_DAY = {
    Language.EN: ("d MMMM", "d MMMM y"),
    Language.ZH_HANS: ("M月d日", "y年M月d日"),
    Language.ZH_HANT: ("M月d日", "y年M月d日"),
    Language.RU: ("d MMMM", "d MMMM y г."),
}
"""A day of this year, and of another."""


def points(words: Words, n: int) -> str:
    """`1,240 points`."""
    return words.count_label("{n} point", "{n} points", n)


def signed(words: Words, n: int) -> str:
    """`+40`, or `−40` with a real minus."""
    return f"+{words.number(n)}" if n > 0 else words.number(n)


def money(words: Words, minor: int) -> str:
    """An amount in the shop's currency from its minor units: 1250 in USD is `$12.50`."""
    return _money(words.language, minor, words.currency)


def minor_units(words: Words) -> int:
    """How many minor units make one of the shop's currency: 100 in USD, 1 in JPY."""
    units: int = 10 ** get_currency_precision(words.currency)
    return units


def quantity(words: Words, thousandths: int) -> str:
    """An amount of goods, with as many decimals as it has: 1500 is `1.5`."""
    return format_decimal(Decimal(thousandths).scaleb(-3), "#,##0.###", locale=_locale(words.language))


def local_day(words: Words, at: datetime) -> date:
    """The day that an instant falls on in the shop's zone."""
    return at.astimezone(words.zone).date()


def day(words: Words, when: date, now: datetime) -> str:
    """`17 May`, with the year if it isn't this one; an instant counts in the shop's zone."""
    if isinstance(when, datetime):
        when = local_day(words, when)
    return _day(words.language, when, when.year == local_day(words, now).year)


def date_of(words: Words, day: date, *, year: bool) -> str:
    """`17 May`, or with its year."""
    return _day(words.language, day, not year)


def full_day(words: Words, at: datetime) -> str:
    """`17 May 2026` in the shop's zone, for what is kept and read in another year."""
    return _day(words.language, local_day(words, at), this_year=False)


def full_moment(words: Words, at: datetime) -> str:
    """`17 May 2026, 17:05` in the shop's zone."""
    return words.label("{day}, {time}", day=full_day(words, at), time=clock(words, at))


def clock(words: Words, at: datetime) -> str:
    """`17:05` in the shop's zone, by 24 hours in every language."""
    return f"{at.astimezone(words.zone):%H:%M}"


def moment(words: Words, at: datetime, now: datetime) -> str:
    """`17 May, 17:05` in the shop's zone."""
    return words.label("{day}, {time}", day=day(words, at, now), time=clock(words, at))


def month(words: Words, first: date) -> str:
    """`Dec 2026`."""
    return format_skeleton("yMMM", first, locale=_locale(words.language))


def month_name(words: Words, month: int) -> str:
    """`December`, by its number."""
    return str(_locale(words.language).months["stand-alone"]["wide"][month])


def short_month(words: Words, first: date) -> str:
    """`Dec`, and in January the year under it: room for one of twelve beside each other."""
    name = format_skeleton("MMM", first, locale=_locale(words.language))
    return f"{name}\n{first.year}" if first.month == 1 else name


def compact(words: Words, n: int) -> str:
    """`9,876`, `12K`, for figures in pictures."""
    if n < 10_000:
        return format_decimal(n, locale=_locale(words.language))
    return format_compact_decimal(n, locale=_locale(words.language), fraction_digits=1 if n >= 1_000_000 else 0)


def percent(words: Words, share: float) -> str:
    """`63%`, as the language puts the sign."""
    return format_percent(share, locale=_locale(words.language))


def in_days(words: Words, when: date, now: datetime) -> str:
    """`today`, `tomorrow`, `in 3 days`, `yesterday`, `3 days ago`: days apart in the shop's zone."""
    if isinstance(when, datetime):
        when = local_day(words, when)
    match (when - local_day(words, now)).days:
        case 0:
            return words.label("today")
        case 1:
            return words.label("tomorrow")
        case -1:
            return words.label("yesterday")
        case n if n > 0:
            return words.count_label("in {n} day", "in {n} days", n)
        case n:
            return words.count_label("{n} day ago", "{n} days ago", -n)


def weekday(words: Words, when: date) -> str:
    """`Mon`."""
    return weekdays(words, 1 << when.weekday())


def weekdays(words: Words, bits: int) -> str:
    """Days of the week from bits, Monday being 1 and Sunday 64: `Mon–Fri, Sun`."""
    names = _locale(words.language).days["stand-alone"]["abbreviated"]
    runs: list[list[int]] = []
    for day in range(7):
        if not bits >> day & 1:
            continue
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    said = [
        f"{names[run[0]]}–{names[run[-1]]}" if len(run) > 2 else ", ".join(names[day] for day in run) for run in runs
    ]
    return ", ".join(said)


def hours(from_minute: int, to_minute: int) -> str:
    """`09:00–17:30`, from minutes of a day, by 24 hours in every language."""
    first, last = (f"{minute // 60:02}:{minute % 60:02}" for minute in (from_minute, to_minute))
    return f"{first}–{last}"


def city(words: Words, zone: str) -> str:
    """The city that a time zone is named after: `Berlin` for `Europe/Berlin`; its name's end where CLDR has none."""
    return get_timezone_location(zone, locale=_locale(words.language), return_city=True).rpartition("/")[2]


def listing(words: Words, items: Iterable[str]) -> Html:
    """`a, b and c`, as Html."""
    return Html(format_list([safe(item) for item in items], locale=_locale(words.language)))


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(language)


@lru_cache(4096)
def _money(language: Language, minor: int, currency: str) -> str:
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    # Babel leaves out the space that CLDR puts between a currency's letters and the figure: CHF 12.50.
    return _CODE_BESIDE.sub("\u00a0", format_currency(amount, currency, locale=_locale(language)))


@lru_cache(4096)
def _day(language: Language, when: date, this_year: bool) -> str:
    short, full = _DAY[language]
    return format_date(when, short if this_year else full, locale=_locale(language))
