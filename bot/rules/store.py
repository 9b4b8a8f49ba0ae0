"""What a store may call itself, where it may say that questions go, and where on earth its days begin."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from bot.rules.names import clean
from bot.rules.refusals import Refusal

LANGUAGES = ("en", "zh_Hans", "zh_Hant", "ru")
MOST_NAME = 64
MOST_CONTACT = 200
_MOST_TYPED = 80


class Part(StrEnum):
    """What of the store can be edited. Its currency can't: every amount in the books is counted in it."""

    NAME = "name"
    ZONE = "zone"
    LANGUAGE = "language"
    CONTACT = "contact"


def tidy(part: Part, text: str) -> str | Refusal:
    """A part of the store as it may be kept, from what somebody wrote.

    Returns:
        Refusal: `store_nameless`, `store_name_long` (`most`), `contact_empty`, `contact_long` (`most`),
            `language_unknown`, `zone_unknown` or `zone_several` (`one`, `other`).
    """
    return _TIDY[part](text)


def tidy_name(text: str) -> str | Refusal:
    """A name on one line without what is invisible; it is never cut, since it is the store's face."""
    name = clean(text, MOST_NAME + 1)
    if len(name) > MOST_NAME:
        return Refusal("store_name_long", {"most": MOST_NAME})
    return name or Refusal("store_nameless")


def tidy_contact(text: str) -> str | Refusal:
    """An address, number or name where questions about privacy go."""
    contact = clean(text, MOST_CONTACT + 1)
    if len(contact) > MOST_CONTACT:
        return Refusal("contact_long", {"most": MOST_CONTACT})
    return contact or Refusal("contact_empty")


def read_zone(text: str) -> str | Refusal:
    """A time zone by its IANA name, the end of one (`Berlin`), or its city in one of our languages (`上海`).

    Capitals, accents and what stands between words don't matter. A name that was replaced leads to its successor by
    CLDR. Zones of no place (`EST`, `Etc/GMT+3`) are no answer: they know no summer, and the signs of some mislead.

    Returns:
        The IANA name; `zone_unknown`, or `zone_several` (`one`, `other`) for a name that stands for both.
    """
    match sorted(_zones_by_name().get(_plain(text[:_MOST_TYPED]), ())):
        case []:
            return Refusal("zone_unknown")
        case [zone]:
            return zone
        case several:
            return Refusal("zone_several", {"one": several[0], "other": several[1]})


def _read_language(text: str) -> str | Refusal:
    return text if text in LANGUAGES else Refusal("language_unknown")


_TIDY: Mapping[Part, Callable[[str], str | Refusal]] = {
    Part.NAME: tidy_name,
    Part.ZONE: read_zone,
    Part.LANGUAGE: _read_language,
    Part.CONTACT: tidy_contact,
}


@cache
def _zones_by_name() -> Mapping[str, set[str]]:
    known, successors = available_timezones(), get_global("zone_aliases")
    found: dict[str, set[str]] = defaultdict(set, {"utc": {"UTC"}})
    for name in known:
        parts = name.split("/")
        if len(parts) == 1 or parts[0] == "Etc":
            continue
        successor = successors.get(name, name)
        zone = successor if successor in known else name
        for at in range(len(parts)):
            found[_plain("/".join(parts[at:]))].add(zone)
    for language in LANGUAGES:
        for name, said in Locale.parse(language).time_zones.items():
            if name in known and (city := said.get("city")):
                found[_plain(city)].add(successors.get(name, name))
    return found


def _plain(name: str) -> str:
    """The name's letters and digits, and the strokes between its parts."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(one for one in letters if one.isalnum() or one == "/")
