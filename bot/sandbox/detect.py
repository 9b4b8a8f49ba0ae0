"""What Telegram finds in a text by itself: commands, mentions, hashtags, links, addresses; and what it trims."""

import re

from bot.sandbox.entities import Formatted, in_order
from bot.sandbox.shapes import Json, utf16

FOUND = re.compile(
    r"(?P<email>[\w.+-]+@[\w-]+\.[A-Za-z]{2,})"
    r"|(?P<url>(?:https?|tg)://[^\s<>\"']+|(?<![\w.@])(?:[\w-]+\.)+(?:com|org|net|me|io|ru|cn|shop|store|example)\b(?:/[^\s<>\"']*)?)"
    r"|(?<![\w/<])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/])"
    r"|(?<![\w@])(?P<mention>@[A-Za-z]\w{2,31})"
    r"|(?<![\w#])(?P<hashtag>\#[^\W\d]\w*)"
)
HINT = re.compile(r"[/@#.]")
SILENT = frozenset(("code", "pre", "text_link", "text_mention"))
"""Inside these nothing is looked for."""


def found_in(text: str, given: list[Json]) -> list[Json]:
    """The given entities, and those Telegram adds, in order."""
    if HINT.search(text) is None:
        return in_order(given) if given else given
    taken = [(one["offset"], one["offset"] + one["length"]) for one in given if one["type"] in SILENT]
    narrow = text.isascii() or max(text) <= "\uffff"
    entities = list(given)
    for match in FOUND.finditer(text):
        found = match[0].rstrip(".,!?;:)") if match.lastgroup == "url" else match[0]
        offset = match.start() if narrow else utf16(text[: match.start()])
        length = utf16(found)
        if not any(start < offset + length and offset < stop for start, stop in taken):
            entities.append({"type": match.lastgroup, "offset": offset, "length": length})
    return in_order(entities)


def trimmed(formatted: Formatted) -> Formatted:
    """Without white space around it, the entities moved along."""
    text = formatted.text
    shorter = text.strip()
    if len(shorter) == len(text):
        return formatted
    skipped = utf16(text[: len(text) - len(text.lstrip())])
    length = utf16(shorter)
    kept = []
    for one in formatted.entities:
        start = max(one["offset"] - skipped, 0)
        stop = min(one["offset"] + one["length"] - skipped, length)
        if stop > start:
            kept.append({**one, "offset": start, "length": stop - start})
    return Formatted(shorter, kept)
