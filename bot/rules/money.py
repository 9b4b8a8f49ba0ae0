"""Money in whole minor units, and a strict reader of the amounts that people type."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision, list_currencies

from bot.rules.refusals import Refusal

MOST_MINOR = 1_000_000_000
"""More than this in one amount is a slip of somebody's finger."""

_LONGEST = 40  # characters; a longer text is no amount

# What people put beside an amount, in lower case, and the currencies it may mean. Codes need no line.
_SIGNS = {
    "$": "USD AUD CAD NZD SGD HKD TWD MXN ARS CLP COP",
    "us$": "USD",
    "nt$": "TWD",
    "hk$": "HKD",
    "s$": "SGD",
    "a$": "AUD",
    "r$": "BRL",
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY JPY",
    "元": "CNY TWD HKD",
    "圆": "CNY",
    "块": "CNY",
    "圓": "TWD HKD",
    "塊": "TWD HKD",
    "円": "JPY",
    "₽": "RUB",
    "руб": "RUB BYN",
    "руб.": "RUB BYN",
    "р": "RUB BYN",
    "р.": "RUB BYN",
    "₴": "UAH",
    "грн": "UAH",
    "₸": "KZT",
    "тг": "KZT",
    "₩": "KRW",
    "₹": "INR",
    "₫": "VND",
    "฿": "THB",
    "₺": "TRY",
    "₪": "ILS",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "kr": "SEK NOK DKK ISK",
    "fr.": "CHF",
}

# Each separator people type, as the one it stands for; `٫` stays: it can only be decimal.
_MARKS = {
    "，": ",",
    "．": ".",
    "。": ".",
    "٬": "'",
    "’": "'",
    "ʼ": "'",
    "＇": "'",
    "´": "'",
    "−": "-",
    "－": "-",
    "–": "-",
    "￥": "¥",
    "￦": "₩",
    "￡": "£",
    "＄": "$",
}

_WHOLE = r"(?P<whole>[1-9]\d{0,2}(?:[%s]\d{3})+)"
_READINGS = tuple(  # a whole part, grouped or plain, and the mark before the decimals
    re.compile(rf"{whole}(?:[{mark}](?P<part>\d+))?")
    for whole, mark in (
        (_WHOLE % ",", ".٫"),
        (_WHOLE % ".", ",٫"),
        (_WHOLE % " '", ".,٫"),
        (r"(?P<whole>[1-9]\d?(?:,\d\d)+,\d{3})", "."),  # 12,34,567.89 as in India
        (r"(?P<whole>\d*)", ".,٫"),
    )
)
_FIGURE = re.compile(r"\d(?:.*\d)?")


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency by its ISO 4217 code, and how many digits its minor unit takes (CLDR: 0, 2 or 3)."""

    code: str
    digits: int


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units."""

    amount: int
    currency: Currency

    @property
    def decimal(self) -> Decimal:
        """The amount in the currency's main unit, exactly."""
        return Decimal(self.amount).scaleb(-self.currency.digits)


@dataclass(frozen=True, slots=True)
class Unsure:
    """An amount that can be read in two ways: ask which. The larger is first."""

    readings: tuple[Money, Money]


def read_currency(code: str) -> Currency | Refusal:
    """A currency from its code, in any case; `currency_unknown` (`code`) if there is none such."""
    code = code.strip().upper()
    if code not in list_currencies():
        return Refusal("currency_unknown", {"code": code[:_LONGEST]})
    return Currency(code, get_currency_precision(code))


def read_amount(text: str, currency: Currency, most: int = MOST_MINOR) -> Money | Unsure | Refusal:
    """Read an amount as a person typed it, and never guess.

    `12,50`, `12.50`, `1 234.5`, `1'234.50`, `1.234,56`, `1,234.56`, full-width and other scripts' digits, with the
    currency's sign or code at either end. `1,234` and `1.234` are a thousand or a decimal: both are offered, except in
    a currency that has no decimals.

    Args:
        text: what was typed.
        currency: the shop's.
        most: the largest amount taken, in minor units.

    Returns:
        Refusal: `amount_missing`, `amount_unreadable`, `amount_exponent`, `amount_negative`, `amount_zero`,
            `amount_decimals` (`digits`), `amount_large` (`most` in minor units), `amount_currency` (`found`,
            `currency`).
    """
    if len(text) > _LONGEST:
        return Refusal("amount_unreadable")
    plain = _plain(text)
    if not plain:
        return Refusal("amount_missing")
    found = _FIGURE.search(plain)
    if found is None:
        return Refusal("amount_unreadable")
    before, figure, after = plain[: found.start()].strip(), found[0], plain[found.end() :].strip()
    if before in {".", ",", "٫"}:  # .50
        before, figure = "", before + figure
    negative = "-" in before
    for sign in (before.replace("-", "", 1).strip(), after):
        means = _meaning(sign)
        if sign and not means:
            return Refusal("amount_unreadable")
        if sign and currency.code not in means:
            return Refusal("amount_currency", {"found": sign.upper(), "currency": currency.code})
    if re.fullmatch(r"[\d.,]+e[+-]?\d+", figure):
        return Refusal("amount_exponent")
    readings = sorted(set(_readings(figure, currency.digits)), reverse=True)
    if readings and negative:
        return Refusal("amount_negative")
    return _choose(readings, currency, most)


def _choose(readings: list[Decimal], currency: Currency, most: int) -> Money | Unsure | Refusal:
    exact = [amount for amount in readings if amount == amount.to_integral_value()]
    if exact and currency.digits == 0:
        readings = exact
    match readings:
        case []:
            return Refusal("amount_unreadable")
        case [_] if not exact:
            return Refusal("amount_decimals", {"digits": currency.digits})
        case [amount, *_] if amount == 0:
            return Refusal("amount_zero")
        case [amount, *_] if amount > most:
            return Refusal("amount_large", {"most": most})
    moneys = [Money(int(amount.to_integral_value(ROUND_HALF_UP)), currency) for amount in readings]
    return moneys[0] if len(moneys) == 1 else Unsure((moneys[0], moneys[1]))


def _plain(text: str) -> str:
    """The text with every script's digits, spaces and separators as ASCII has them, in lower case."""
    made = []
    for character in text:
        if unicodedata.category(character) == "Nd":
            made.append(str(unicodedata.decimal(character)))
        elif "Ａ" <= character <= "ｚ":  # full-width letters of a code
            made.append(unicodedata.normalize("NFKC", character))
        elif unicodedata.category(character) != "Cf":  # direction marks come along with Arabic figures
            made.append(" " if character.isspace() else _MARKS.get(character, character))
    return re.sub(" +", " ", "".join(made)).strip().lower()


def _meaning(sign: str) -> list[str]:
    """The currencies that a sign or a code may mean."""
    known = _SIGNS.get(sign)
    if known is None:
        return [sign.upper()] if sign.upper() in list_currencies() else []
    return known.split()


def _readings(figure: str, digits: int) -> Iterator[Decimal]:
    """Every way to read a figure, in minor units."""
    for pattern in _READINGS:
        if match := pattern.fullmatch(figure):
            whole = re.sub(r"\D", "", match["whole"]) or "0"
            yield Decimal(f"{whole}.{match['part'] or 0}").scaleb(digits)
