"""For whom something is, a group or an event: said in words, and chosen with buttons."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.rules.refusals import Refusal
from bot.rules.segments import parse
from bot.rules.tiers import Tier
from bot.words.catalogs import Words
from bot.words.common import own_text
from bot.words.message import Button, Go, Row, plain
from bot.words.segments import said

MEMBERS = "members"
"""What a press on every member says."""
SEGMENT = "s"
"""Before the number of a saved segment that is chosen; a number alone is a tier's."""
MOST_KEPT = 8
"""Segments that have a button; others are written."""


def whom(words: Words, who: object, tiers: Sequence[Mapping[str, str]] = ()) -> str:
    """A segment's line in words, or None; of `tiers` the shop's own are called as the reader calls them."""
    if not isinstance(who, str):
        return words.label("anybody on Telegram")
    rule = parse(who)
    return who if isinstance(rule, Refusal) else said(words, rule, tiers)


def choices(
    words: Words, go: Callable[[str], Go], tiers: Sequence[Tier], kept: Sequence[tuple[int, str]]
) -> Iterator[Row]:
    """Buttons for every member, a tier and above, and the segments that are kept, by number with their names."""
    yield (Button(words.label("Every member"), go(MEMBERS)),)
    for tier in tiers:
        label = words.label("{tier} and above", tier=plain(own_text(words, tier.names)))
        yield (Button(label, go(str(tier.id))),)
    for number, name in kept[:MOST_KEPT]:
        yield (Button(f"▫️ {plain(name)}", go(f"{SEGMENT}{number}")),)
