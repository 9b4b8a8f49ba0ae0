"""Amounts as people type them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.money import Currency, Money, Unsure, read_amount, read_currency
from bot.rules.refusals import Refusal

USD = Currency("USD", 2)
RUB = Currency("RUB", 2)
CNY = Currency("CNY", 2)
JPY = Currency("JPY", 0)
KWD = Currency("KWD", 3)


def test_currencies_have_the_digits_of_their_minor_unit() -> None:
    assert [read_currency(code) for code in ("usd", " JPY ", "KWD")] == [USD, JPY, KWD]
    assert read_currency("XQQ") == Refusal("currency_unknown", {"code": "XQQ"})


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("12,50", 1250),
        ("12.50", 1250),
        ("12.5", 1250),
        ("12", 1200),
        ("007", 700),
        (".50", 50),
        ("0,05", 5),
        ("1 234.5", 123450),
        ("1 234,50", 123450),
        ("1\u00a0234\u202f567,8", 123456780),
        ("1'234.50", 123450),
        ("1’234.50", 123450),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("1,234,567", 123456700),
        ("1.234.567,8", 123456780),
        ("12,34,567.89", 123456789),
        ("１２．５０", 1250),
        ("１，２３４．５０", 123450),
        ("12。50", 1250),
        ("١٢٫٥٠", 1250),
        ("۱۲٬۳۴۵", 1234500),
        ("$12.50", 1250),
        ("12.50 $", 1250),
        ("usd 12.50", 1250),
        ("12,50USD", 1250),
        ("US$ 12.50", 1250),
        ("＄12.50", 1250),
        ("  12.50  ", 1250),
        ("\u200f12.50", 1250),
        ("10000000", 1_000_000_000),
    ],
)
def test_an_amount_is_understood(typed: str, minor: int) -> None:
    assert read_amount(typed, USD) == Money(minor, USD)


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("12,50 руб.", RUB, 1250),
        ("12,50р", RUB, 1250),
        ("12.50 ₽", RUB, 1250),
        ("руб. 5", RUB, 500),
        ("￥12.5", CNY, 1250),
        ("12.5元", CNY, 1250),
        ("CNY12.5", CNY, 1250),
        ("1,234", JPY, 1234),
        ("1234円", JPY, 1234),
        ("12.500", Currency("JPY", 0), 12500),
        ("1234,567", KWD, 1234567),
        ("0.125", KWD, 125),
    ],
)
def test_each_shop_reads_its_own_currency(typed: str, currency: Currency, minor: int) -> None:
    assert read_amount(typed, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("typed", "currency", "larger", "smaller"),
    [
        ("1,234", USD, 123400, 123),
        ("1.234", USD, 123400, 123),
        ("$1,234", USD, 123400, 123),
        ("12.500", USD, 1250000, 1250),
        ("１，２３４", USD, 123400, 123),
        ("1.234", KWD, 1234000, 1234),
    ],
)
def test_a_thousand_or_a_decimal_is_asked_about(typed: str, currency: Currency, larger: int, smaller: int) -> None:
    assert read_amount(typed, currency) == Unsure((Money(larger, currency), Money(smaller, currency)))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "amount_missing"),
        (" \u200f ", "amount_missing"),
        ("abc", "amount_unreadable"),
        ("12 apples", "amount_unreadable"),
        ("12.50.30", "amount_unreadable"),
        ("1,23,4", "amount_unreadable"),
        ("12.", "amount_unreadable"),
        ("5-3", "amount_unreadable"),
        ("--5", "amount_unreadable"),
        ("+5", "amount_unreadable"),
        ("5%", "amount_unreadable"),
        ("½", "amount_unreadable"),
        ("1²", "amount_unreadable"),
        ("1 2 3", "amount_unreadable"),
        ("0x10", "amount_unreadable"),
        ("1_000", "amount_unreadable"),
        ("nan", "amount_unreadable"),
        ("1" * 41, "amount_unreadable"),
        ("-5", "amount_negative"),
        ("−5", "amount_negative"),
        ("-$5", "amount_negative"),
        ("$-5.00", "amount_negative"),
        ("- 5", "amount_negative"),
        ("-1,234", "amount_negative"),
        ("0", "amount_zero"),
        ("0,00", "amount_zero"),
        ("1e9", "amount_exponent"),
        ("1E+9", "amount_exponent"),
        ("1.5e3", "amount_exponent"),
        ("12.505", "amount_large"),
        ("0.001", "amount_decimals"),
        ("1234,567", "amount_decimals"),
        ("12.5051", "amount_decimals"),
        ("10000000.01", "amount_large"),
        ("1" * 40, "amount_large"),
        ("12 €", "amount_currency"),
        ("12 EUR", "amount_currency"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_own_reason(typed: str, key: str) -> None:
    most = 10_000 if key == "amount_large" and typed == "12.505" else 1_000_000_000
    answer = read_amount(typed, USD, most)
    assert isinstance(answer, Refusal)
    assert answer.key == key


def test_a_refusal_says_what_would_be_right() -> None:
    assert read_amount("12.345678", USD) == Refusal("amount_decimals", {"digits": 2})
    assert read_amount("12,5", JPY) == Refusal("amount_decimals", {"digits": 0})
    assert read_amount("101", USD, 10_000) == Refusal("amount_large", {"most": 10_000})
    assert read_amount("12 €", USD) == Refusal("amount_currency", {"found": "€", "currency": "USD"})


def test_money_is_exact_in_its_main_unit() -> None:
    assert [str(Money(1234, currency).decimal) for currency in (USD, JPY, KWD)] == ["12.34", "1234", "1.234"]


DIGITS = [chr(code) for code in (0x30, 0xFF10, 0x660, 0x6F0, 0x966)]


@given(
    minor=st.integers(1, 10**9), zero=st.sampled_from(DIGITS), mark=st.sampled_from(".,"), group=st.sampled_from(" '")
)
def test_an_amount_in_any_script_reads_back(minor: int, zero: str, mark: str, group: str) -> None:
    written = f"{minor // 100:,}".replace(",", group) + mark + f"{minor % 100:02}"
    typed = "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in written)

    assert read_amount(typed, USD) == Money(minor, USD)
    assert all(unicodedata.category(c) in {"Nd", "Po", "Zs"} for c in typed)


@given(st.text(max_size=60) | st.text(alphabet="0123456789.,' -e$", max_size=45))
def test_whatever_is_typed_gets_an_answer(typed: str) -> None:
    answer = read_amount(typed, USD)

    match answer:
        case Money(amount, _):
            assert 0 < amount <= 10**9
        case Unsure((larger, smaller)):
            assert 10**9 >= larger.amount > smaller.amount >= 0
        case Refusal(key):
            assert key.startswith("amount_")
