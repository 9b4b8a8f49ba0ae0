"""Formatted text: Telegram's HTML read into plain text and entities with UTF-16 offsets, with its own complaints."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.sandbox.errors import Refusal, bad
from bot.sandbox.shapes import Json, utf16

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));?")
TOKEN = re.compile(r"[A-Za-z0-9.\-]+")
USER_LINK = re.compile(r"tg://user/?\?(?:.*&)?id=(\d+)")
ORDER = {"blockquote": 0, "expandable_blockquote": 0, "pre": 1, "text_link": 2, "bold": 3, "italic": 4, "underline": 5}


class Formatted(NamedTuple):
    """A text without its markup, and the markup as entities (offsets and lengths in UTF-16 units)."""

    text: str
    entities: list[Json]


class _Open(NamedTuple):
    tag: str
    arguments: dict[str, str]
    offset: int
    start: int


def _wrong(sentence: str) -> Refusal:
    return bad(f"can't parse entities: {sentence}")


def parse_html(source: str) -> Formatted:
    """Read Telegram's HTML. Raises its "can't parse entities: ..." with the byte offset of the culprit."""
    if "<" not in source and "&" not in source:
        return Formatted(source, [])
    out: list[str] = []
    entities: list[Json] = []
    stack: list[_Open] = []
    position = offset = written = 0
    end = len(source)
    while position < end:
        character = source[position]
        if character == "&" and (piece := _decoded(source, position)) is not None:
            out.append(piece[0])
            position = piece[1]
        elif character != "<":
            stop = position + 1
            while stop < end and source[stop] not in "<&":
                stop += 1
            out.append(source[position:stop])
            position = stop
        elif source[position + 1 : position + 2] != "/":
            tag, arguments, position = _start_tag(source, position)
            stack.append(_Open(tag, arguments, offset, len(out)))
            continue
        else:
            position = _end_tag(source, position, stack)
            opened = stack.pop()
            if offset > opened.offset:
                _close(entities, opened, offset - opened.offset, "".join(out[opened.start :]))
            continue
        offset += utf16(out[written])
        written += 1
    if stack:
        raise _wrong(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    text = "".join(out)
    if re.search("[\ud800-\udfff]", text):
        raise _wrong(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return Formatted(text, entities)


def _bytes_before(source: str, position: int) -> int:
    return len(source[:position].encode("utf-8", "surrogatepass"))


def _decoded(source: str, position: int) -> tuple[str, int] | None:
    found = CHARACTER.match(source, position)
    if found is None:
        return None
    hexadecimal, decimal, name = found.groups()
    if name:
        return NAMED[name], found.end()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return (chr(code), found.end()) if 0 < code < 0x10FFFF else None


def _start_tag(source: str, begin: int) -> tuple[str, dict[str, str], int]:
    """The tag, its arguments, and the position after it."""
    at = begin + 1
    end = len(source)
    while at < end and not source[at].isspace() and source[at] != ">":
        at += 1
    byte = _bytes_before(source, begin) if at == end or source[begin + 1 : at].lower() not in TAGS else -1
    if at == end:
        raise _wrong(f"Unclosed start tag at byte offset {byte}")
    tag = source[begin + 1 : at].lower()
    if tag not in TAGS:
        raise _wrong(f'Unsupported start tag "{tag}" at byte offset {byte}')
    arguments: dict[str, str] = {}
    while source[at] != ">":
        while at < end and source[at].isspace():
            at += 1
        if at < end and source[at] == ">":
            break
        name, value, at = _attribute(source, begin, at, tag)
        arguments[name] = value
    if tag == "span" and arguments.get("class") != "tg-spoiler":
        raise _wrong(f'Tag "span" must have class "tg-spoiler" at byte offset {_bytes_before(source, begin)}')
    return tag, arguments, at + 1


def _attribute(source: str, begin: int, at: int, tag: str) -> tuple[str, str, int]:
    """The name, the value and the position after one attribute."""
    end = len(source)
    start = at
    while at < end and not source[at].isspace() and source[at] not in "=>":
        at += 1
    name = source[start:at].lower()
    if not name:
        where = _bytes_before(source, begin)
        raise _wrong(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
    while at < end and source[at].isspace():
        at += 1
    if at < end and source[at] != "=":
        if tag == "blockquote" and name == "expandable":
            return name, "", at
        where = _bytes_before(source, begin)
        raise _wrong(f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {where}')
    at += 1
    while at < end and source[at].isspace():
        at += 1
    if at >= end:
        raise _wrong(f'Unclosed start tag "{tag}" at byte offset {_bytes_before(source, begin)}')
    if source[at] in "\"'":
        quote = source[at]
        stop = source.find(quote, at + 1)
        if stop < 0 or stop + 1 >= end:
            raise _wrong(f"Unclosed start tag at byte offset {_bytes_before(source, begin)}")
        value, at = source[at + 1 : stop], stop + 1
    else:
        token = TOKEN.match(source, at)
        value, at = (token[0].lower(), token.end()) if token else ("", at)
        if at >= end or not (source[at].isspace() or source[at] == ">"):
            raise _wrong(f"Unexpected end of name token at byte offset {_bytes_before(source, at - len(value))}")
    return name, CHARACTER.sub(lambda found: (_decoded(found[0], 0) or (found[0], 0))[0], value), at


def _end_tag(source: str, begin: int, stack: list[_Open]) -> int:
    """The position after an end tag, once it is known to close the innermost start tag."""
    if not stack:
        raise _wrong(f"Unexpected end tag at byte offset {_bytes_before(source, begin)}")
    stop = source.find(">", begin)
    name = source[begin + 2 : stop].rstrip().lower() if stop >= 0 else ""
    if stop < 0 or any(character.isspace() for character in name):
        raise _wrong(f"Unclosed end tag at byte offset {_bytes_before(source, begin)}")
    expected = stack[-1].tag
    if name and name != expected:
        where = _bytes_before(source, begin)
        raise _wrong(f'Unmatched end tag at byte offset {where}, expected "</{expected}>", found "</{name}>"')
    return stop + 1


def _close(entities: list[Json], opened: _Open, length: int, inner: str) -> None:
    """Add the entity a closed tag makes, if it makes one."""
    entity: Json = {"type": TAGS[opened.tag], "offset": opened.offset, "length": length}
    arguments = opened.arguments
    if opened.tag == "a":
        link = _link(arguments.get("href") or inner)
        if link is None:
            return
        entity |= link
    elif opened.tag == "blockquote" and "expandable" in arguments:
        entity["type"] = "expandable_blockquote"
    elif opened.tag == "tg-emoji":
        if not arguments.get("emoji-id", "").isdigit():
            raise _wrong("Invalid custom emoji identifier specified")
        entity["custom_emoji_id"] = arguments["emoji-id"]
    elif opened.tag == "tg-time":
        if not arguments.get("unix", "").lstrip("-").isdigit():
            raise _wrong("Invalid date specified")
        entity["unix_time"] = int(arguments["unix"])
        if arguments.get("format"):
            entity["date_time_format"] = arguments["format"]
    elif opened.tag == "code" and arguments.get("class", "").startswith("language-"):
        entity["language"] = arguments["class"][len("language-") :]
    elif opened.tag == "pre" and entities and entities[-1]["type"] == "code" and entities[-1]["length"] == length:
        inside = entities.pop()
        if "language" in inside:
            entity["language"] = inside["language"]
    entities.append(entity)


def _link(target: str) -> Json | None:
    """What a link becomes: a mention of a user, or a checked address; None if Telegram ignores it."""
    if user := USER_LINK.fullmatch(target):
        return {"type": "text_mention", "user": {"id": int(user[1])}}
    checked = checked_url(target)
    return None if checked is None else {"url": checked}


def checked_url(url: str) -> str | None:
    """The address as Telegram keeps it, None if it isn't one."""
    url = url.strip()
    if url.lower().startswith(("tg://", "ton://", "tonsite://")):
        return url
    if "://" not in url:
        url = "http://" + url
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "." not in host or host.endswith(".") or " " in url:
        return None
    return url if parts.path or parts.query or parts.fragment else url + "/"


def in_order(entities: list[Json]) -> list[Json]:
    """Entities the way Telegram lists them: by place, the outer first; a language belongs to pre only."""
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return sorted(entities, key=lambda one: (one["offset"], -one["length"], ORDER.get(one["type"], 9)))
