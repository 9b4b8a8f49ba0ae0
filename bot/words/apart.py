"""What comes into a sentence's places, fitted to what stands beside them there: a space to Chinese, one full stop.

Where a name in letters comes to stand right at a Chinese character, a space parts them.

A sentence of a catalog can't know in which script a store, a tier or a charity is called. W3C, Requirements for Chinese
Text Layout, section 3.2.2: between Chinese and Western letters there is a space of up to half a character.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

_TAGS = re.compile("<[^>]*>")
_PLACE = re.compile(r"\{(\w+)\}")
_STOPPED = re.compile(r"\{(\w+)\}\.(?!\.)")


class _Place(NamedTuple):
    """A place of a sentence that has a Chinese character right before it, or right after."""

    name: str
    after_han: bool
    before_han: bool


def set_apart(sentence: str, places: Mapping[str, str]) -> dict[str, str]:
    """What is put into a sentence's places, with a space at each end where letters would touch a Chinese character.

    Args:
        sentence: with its places, plain or Html.
        places: what comes into them, plain or Html.
    """
    apart = dict(places)
    for name, after_han, before_han in _touching(sentence):
        seen = _TAGS.sub("", places.get(name, ""))
        before = " " if after_han and _is_letter(seen[:1]) else ""
        after = " " if before_han and _is_letter(seen[-1:]) else ""
        if before or after:
            apart[name] = f"{before}{places[name]}{after}"
    return apart


def one_stop(sentence: str, places: dict[str, str]) -> dict[str, str]:
    """What is put into a sentence's places, without a full stop of its own where the sentence has one behind it.

    A Russian date ends with the one of an abbreviation: `до 28 января 2027 г.`

    Args:
        sentence: with its places, plain or Html.
        places: what comes into them, plain or Html.
    """
    for name in _before_stop(sentence):
        said = places.get(name, "")
        if said.endswith(".") and not said.endswith(".."):
            places = places | {name: said[:-1]}
    return places


@lru_cache(4096)
def _before_stop(sentence: str) -> tuple[str, ...]:
    return tuple(place[1] for place in _STOPPED.finditer(_TAGS.sub("", sentence)))


@lru_cache(4096)
def _touching(sentence: str) -> tuple[_Place, ...]:
    bare = _TAGS.sub("", sentence)
    found = (
        _Place(place[1], _is_han(bare[: place.start()][-1:]), _is_han(bare[place.end() :][:1]))
        for place in _PLACE.finditer(bare)
    )
    return tuple(place for place in found if place.after_han or place.before_han)


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _is_letter(char: str) -> bool:
    return char.isalpha() and char < "\u2e80"
