"""Phone numbers as people type them in the shop's country, and as Telegram shares them."""

import re

from babel.core import get_global
from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_valid_number, parse

from bot.rules.refusals import Refusal


def read_phone(text: str, region: str) -> str | Refusal:
    """A number as typed.

    Args:
        text: local or international.
        region: the shop's country (ISO 3166), whose numbers need no country code.

    Returns:
        E.164 (`+4930123456`), or `phone_unreadable` (`region`).
    """
    try:
        number = parse(text[:40], region)
    except NumberParseException:
        return Refusal("phone_unreadable", {"region": region})
    if not is_valid_number(number):
        return Refusal("phone_unreadable", {"region": region})
    return format_number(number, PhoneNumberFormat.E164)


def shared_phone(text: str) -> str | Refusal:
    """The number of a contact shared in Telegram, which comes with its country code and often without the plus.

    Telegram has checked it, so any number of a possible length will do (its anonymous numbers are in no plan).
    """
    digits = re.sub(r"\D", "", text)
    return f"+{digits}" if 7 <= len(digits) <= 15 else Refusal("phone_unreadable", {"region": ""})


def sought_phone(text: str, region: str) -> str | Refusal:
    """A number that somebody is looked up by: as typed in the shop's country, or any that Telegram may have shared.

    With its country code a number need be in no plan, so that whoever shared an anonymous one can say it at the till.
    """
    phone = read_phone(text, region)
    if isinstance(phone, Refusal) and text.lstrip().startswith(("+", "＋")):
        return shared_phone(text)
    return phone


def region_of(zone: str) -> str:
    """The country (ISO 3166) of an IANA time zone, by CLDR: where a shop is whose days begin in that zone.

    `ZZ`, in which every number needs its country code, for a zone of no country such as UTC.
    """
    canonical = get_global("zone_aliases").get(zone, zone)
    country: str = get_global("zone_territories").get(canonical, "ZZ")
    return country
