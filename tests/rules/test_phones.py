"""Phone numbers at the till and from Telegram."""

import pytest

from bot.rules.phones import read_phone, region_of, shared_phone, sought_phone
from bot.rules.refusals import Refusal


@pytest.mark.parametrize(
    ("typed", "region", "number"),
    [
        ("(212) 555-2368", "US", "+12125552368"),
        ("+1 212 555 2368", "RU", "+12125552368"),
        ("8 (912) 345-67-89", "RU", "+79123456789"),
        ("138 0013 8000", "CN", "+8613800138000"),
        ("１３８００１３８０００", "CN", "+8613800138000"),
        ("0912 345 678", "TW", "+886912345678"),
        ("030 901820", "DE", "+4930901820"),
    ],
)
def test_a_number_is_read_as_in_the_shops_country(typed: str, region: str, number: str) -> None:
    assert read_phone(typed, region) == number


@pytest.mark.parametrize("typed", ["", "abc", "12", "7K3F9Q2MX", "+999 123", "9" * 500, "\ud800"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert read_phone(typed, "US") == Refusal("phone_unreadable", {"region": "US"})


def test_a_shared_contact_comes_with_or_without_its_plus() -> None:
    assert shared_phone("79123456789") == shared_phone("+7 912 345-67-89") == "+79123456789"
    assert shared_phone("88800001234") == "+88800001234"
    assert isinstance(shared_phone("12"), Refusal)


def test_whoever_shared_a_number_of_no_plan_is_looked_up_by_it() -> None:
    for typed in ("+888 0000 1234", "+447700900101"):
        assert sought_phone(typed, "DE") == shared_phone(typed)
    assert sought_phone("030 901820", "DE") == "+4930901820"
    for nothing in ("+", "+12", "12 x", "88800001234", ""):
        assert isinstance(sought_phone(nothing, "DE"), Refusal)


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Asia/Taipei", "TW"),
        ("Asia/Kolkata", "IN"),
        ("Asia/Calcutta", "IN"),
        ("Europe/Kiev", "UA"),
        ("America/Argentina/Buenos_Aires", "AR"),
        ("UTC", "ZZ"),
        ("Nowhere/At_All", "ZZ"),
    ],
)
def test_a_shop_is_in_the_country_of_its_zone(zone: str, country: str) -> None:
    assert region_of(zone) == country


def test_a_shop_in_no_country_needs_the_country_code() -> None:
    assert read_phone("030 123456", region_of("UTC")) == Refusal("phone_unreadable", {"region": "ZZ"})
    assert read_phone("+49 30 123456", region_of("UTC")) == "+4930123456"
