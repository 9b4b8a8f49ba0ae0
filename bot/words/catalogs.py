"""The languages we speak: which one a person gets, and the sentences in it."""

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.words.apart import one_stop, set_apart
from bot.words.message import Html, plain, safe

LOCALES = Path(__file__).parents[2] / "locales"


class Language(StrEnum):
    """Each has a catalog under `locales/`; the value is its folder and Babel's name for it."""

    EN = "en"
    ZH_HANS = "zh_Hans"
    ZH_HANT = "zh_Hant"
    RU = "ru"

    @property
    def own_name(self) -> str:
        """The language's name as its speakers write it."""
        return _OWN_NAMES[self]

    @property
    def telegram(self) -> str:
        """The two letters that commands, names and descriptions are set under; both Chinese share theirs."""
        return self.value[:2]


_OWN_NAMES = {
    Language.EN: "English",
    Language.ZH_HANS: "简体中文",
    Language.ZH_HANT: "繁體中文",
    Language.RU: "Русский",
}
_TRADITIONAL = {"hant", "tw", "hk", "mo"}
_PLACE = re.compile(r"\{(\w*)[^}]*\}")


def pick_language(code: str | None, default: Language = Language.EN) -> Language:
    """The language for a client's IETF tag such as `zh-TW`, or the default.

    Babel's own negotiation knows neither zh-CN nor zh-TW. Nobody is given Russian for living near Russia: be, uk and
    kk get the default.
    """
    first, *rest = (code or "").replace("_", "-").lower().split("-")
    match first:
        case "en":
            return Language.EN
        case "ru":
            return Language.RU
        case "zh":
            return Language.ZH_HANT if _TRADITIONAL.intersection(rest) and "hans" not in rest else Language.ZH_HANS
    return default


def sentence(text: str) -> str:
    """Marks a sentence that stands in a table and is said later, so that it is gathered for the catalogs."""
    return text


class Words:
    """One language's sentences, with the zone, currency and own language of the shop that speaks.

    Sentences are whole English ones with named places: `words.say("Hello, {name}!", name=member.name)`. What is put
    into a place is escaped unless it is Html; whole numbers are grouped as the language groups them.
    """

    __slots__ = ("_group", "_is_chinese", "_sentences", "currency", "home", "language", "zone")

    def __init__(
        self, language: Language, zone: str = "UTC", currency: str = "USD", home: Language = Language.EN
    ) -> None:
        self.language = language
        self.home = home
        self.zone = ZoneInfo(zone)
        self.currency = currency
        self._sentences = _catalog(language)
        self._is_chinese = language in (Language.ZH_HANS, Language.ZH_HANT)
        self._group = "\u00a0" if language is Language.RU else ","

    def say(self, text: str, **places: str | int) -> Html:
        """The sentence as Html."""
        return Html(self._fill(self._sentences.gettext(text), places, safe))

    def count(self, one: str, many: str, n: int, **places: str | int) -> Html:
        """The sentence as Html in the grammatical number of `n`, which is also the place `{n}`."""
        return Html(self._fill(self._sentences.ngettext(one, many, abs(n)), {"n": n, **places}, safe))

    def label(self, text: str, **places: str | int) -> str:
        """The sentence as plain text, for buttons, toasts and commands."""
        return self._fill(self._sentences.gettext(text), places, plain)

    def count_label(self, one: str, many: str, n: int, **places: str | int) -> str:
        """The sentence as plain text in the grammatical number of `n`, which is also the place `{n}`."""
        return self._fill(self._sentences.ngettext(one, many, abs(n)), {"n": n, **places}, plain)

    def number(self, n: int) -> str:
        """A whole number in groups of three; a real minus before a negative one."""
        grouped = f"{abs(n):,}".replace(",", self._group) if abs(n) > 999 else str(abs(n))
        return f"\u2212{grouped}" if n < 0 else grouped

    def _fill(self, text: str, places: Mapping[str, str | int], fit: Callable[[str], str]) -> str:
        fitted = {key: self.number(value) if isinstance(value, int) else fit(value) for key, value in places.items()}
        fitted = set_apart(text, fitted) if self._is_chinese else one_stop(text, fitted)
        try:
            return text.format_map(fitted) if fitted else text
        except (KeyError, IndexError, ValueError):
            # A slip in a catalog must not cost a member their screen; the tests find it.
            return _PLACE.sub(lambda place: fitted.get(place[1], "…"), text)


@cache
def words_in(language: Language, zone: str = "UTC", currency: str = "USD", home: Language = Language.EN) -> Words:
    """The words of a language in a shop's zone and currency, whose own language is `home`; made once."""
    return Words(language, zone, currency, home)


class Speaker(Protocol):
    """A store as its words need it: its time zone, its currency, and its language for whoever's is unknown."""

    @property
    def zone(self) -> str: ...

    @property
    def currency(self) -> str: ...

    @property
    def language(self) -> str: ...


def words_for(chosen: str | None, client: str | None, store: Speaker) -> Words:
    """The words a person reads.

    Args:
        chosen: the language they chose here, which wins.
        client: the tag their Telegram client speaks.
        store: who speaks.
    """
    language = Language(chosen) if chosen else pick_language(client, Language(store.language))
    return words_in(language, store.zone, store.currency, Language(store.language))


@cache
def _catalog(language: Language) -> GNUTranslations:
    return GNUTranslations(BytesIO(compiled(LOCALES / language / "LC_MESSAGES" / "messages.po")))


def compiled(source: Path) -> bytes:
    """A catalog as gettext reads it, kept beside its source for the next start, as Python keeps what it compiles.

    Args:
        source: `locales/<language>/LC_MESSAGES/messages.po`. What is kept is of the very same age, to the nanosecond;
            what is of another age is made anew.
    """
    kept, of = source.with_suffix(".mo"), source.stat()
    with suppress(OSError):
        if kept.stat().st_mtime_ns == of.st_mtime_ns:
            return kept.read_bytes()
    made = BytesIO()
    with source.open("rb") as text:
        write_mo(made, read_po(text, locale=source.parents[1].name))
    with suppress(OSError):  # a folder that can't be written only costs the next start its time
        fresh = kept.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(made.getvalue())
        os.utime(fresh, ns=(of.st_mtime_ns, of.st_mtime_ns))
        fresh.replace(kept)
    return made.getvalue()
