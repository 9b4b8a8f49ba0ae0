"""MarkdownV2 read into plain text and entities, with Telegram's complaints about what isn't escaped."""

from bot.sandbox.entities import Formatted, checked_url
from bot.sandbox.errors import bad
from bot.sandbox.shapes import Json, utf16

MARKS = {
    "*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler", "`": "code", "```": "pre",
    "[": "text_link",
}  # fmt: skip
RESERVED = "_*[]()~`>#+-=|{}.!"
LITERAL = ("`", "```")
"""Inside these nothing but their own end and escapes means anything."""


def parse_markdown(source: str) -> Formatted:
    """Read MarkdownV2. Raises "can't parse entities: ..."; quotes and custom emoji are not known here."""
    text = ""
    entities: list[Json] = []
    opened: list[tuple[str, int, int]] = []
    """Marks still open: the mark, the text's length when it came, where it stands in the source."""
    at = 0
    while at < len(source):
        character = source[at]
        inside = opened[-1][0] if opened else ""
        if character == "\\" and at + 1 < len(source) and 0 < ord(source[at + 1]) < 127:
            text += source[at + 1]
            at += 2
        elif character not in RESERVED or (inside in LITERAL and character != "`"):
            text += character
            at += 1
        elif inside == "[" and character == "]":
            url, at = _address(source, at + 1)
            _add(entities, "text_link", opened.pop()[1], text, url)
        else:
            mark = next((one for one in ("```", "__", "||") if source.startswith(one, at)), character)
            if mark == inside:
                _add(entities, MARKS[mark], opened.pop()[1], text)
            elif mark in MARKS:
                opened.append((mark, len(text), at))
            else:
                must = "is reserved and must be escaped with the preceding '\\'"
                raise bad(f"can't parse entities: Character '{character}' {must}")
            at += len(mark)
    if opened:
        mark, _, where = opened[-1]
        place = len(source[:where].encode())
        raise bad(f"can't parse entities: Can't find end of {_name(mark)} entity at byte offset {place}")
    return Formatted(text, entities)


def _name(mark: str) -> str:
    return MARKS[mark].replace("text_link", "TextUrl").title().replace("Texturl", "TextUrl")


def _address(source: str, at: int) -> tuple[str, int]:
    """The address in parentheses after a link's text, and the position after it."""
    if source[at : at + 1] != "(":
        return "", at
    stop = source.find(")", at)
    if stop < 0:
        raise bad("can't parse entities: Can't find end of a URL at byte offset " + str(len(source[:at].encode())))
    return source[at + 1 : stop].replace("\\", ""), stop + 1


def _add(entities: list[Json], kind: str, start: int, text: str, url: str = "") -> None:
    if start == len(text):
        return
    entity: Json = {"type": kind, "offset": utf16(text[:start]), "length": utf16(text[start:])}
    if kind == "text_link":
        checked = checked_url(url)
        if checked is None:
            return
        entity["url"] = checked
    entities.append(entity)
