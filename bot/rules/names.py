"""What people call themselves, made fit to show: nothing that is invisible, turns the text round or has no end."""

import unicodedata
from collections.abc import Iterator

MOST_SHOWN = 64
"""Characters as a reader counts them."""

_MOST_MARKS = 8  # on one character: a family emoji has six, a Vietnamese vowel two, a joke forty
_JOINER, _NON_JOINER, _PICTURE = "\u200d", "\u200c", "\ufe0f"
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\u180e")  # letters that show nothing


def clean(text: str, most: int = MOST_SHOWN) -> str:
    """The text with control and direction characters, lone surrogates and what is invisible left out, on one line.

    Args:
        text: as it came.
        most: the longest to keep, in characters as a reader counts them; a longer one ends in an ellipsis.

    Returns:
        The text, perhaps empty. It is not escaped: who shows it does that.
    """
    if text.isascii() and text.isprintable() and len(text) <= most:
        return " ".join(text.split())  # what most text is, and nothing of it is to be left out
    clusters = list(_clusters("".join(_visible(text))))
    if len(clusters) > most:
        clusters = [*clusters[: most - 1], "…"]
    return "".join(clusters).strip()


def _visible(text: str) -> Iterator[str]:
    last = " "
    for character in unicodedata.normalize("NFC", text[: MOST_SHOWN * 160]):
        category = unicodedata.category(character)
        if character.isspace() or category in {"Zl", "Zp"}:
            character = " "
        elif character in (_JOINER, _NON_JOINER):
            if last in (" ", _JOINER, _NON_JOINER):
                continue
        elif category in {"Cc", "Cf", "Cs", "Cn", "Co"} or character in _BLANKS:
            continue
        elif category in {"Mn", "Me"} and last == " ":
            continue  # a mark on nothing
        if character == " " == last:
            continue
        last = character
        yield character


def _clusters(text: str) -> Iterator[str]:
    """The text by what a reader takes for one character; too many marks on one are dropped.

    Simpler than Unicode's own rule (UAX 29), and alike for letters with marks, flags and joined emoji.
    """
    cluster = ""
    for character in text:
        if cluster and _joins(cluster, character):
            if len(cluster) <= _MOST_MARKS:
                cluster += character
            continue
        if cluster:
            yield cluster.rstrip(_JOINER)
        cluster = character
    if cluster:
        yield cluster.rstrip(_JOINER + _NON_JOINER)


def _joins(cluster: str, character: str) -> bool:
    if unicodedata.category(character) in {"Mn", "Me", "Mc"} or character in (_JOINER, _NON_JOINER, _PICTURE):
        return True
    if "\U0001f3fb" <= character <= "\U0001f3ff":  # skin
        return True
    if _flag_half(character):
        return len(cluster) == 1 and _flag_half(cluster)
    return cluster.endswith(_JOINER) and unicodedata.category(character) == "So"


def _flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
