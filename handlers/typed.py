"""What staff type, read as this shop reads it: its currency, its country, whole numbers in any script."""

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


def whole(text: str) -> int | None:
    """A whole number that isn't negative, in any script's digits; None if it isn't one of up to 12 digits."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= 12 else None
