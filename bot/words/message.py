"""What we say, as small frozen values: the handlers turn them into calls on Telegram."""

import re
from dataclasses import dataclass
from enum import StrEnum
from html import escape, unescape

from bot.rules.media import Media

LONGEST = 512
"""Characters of other people's text we put into one place of a sentence; the rest is cut with an ellipsis."""

# Everything that would hide, reorder or break text: C0 and C1 controls but tab and newline, bidi controls, lone
# surrogates, noncharacters, tags of line and paragraph. Joiners stay: emoji and several scripts are written with them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff\ufdd0-\ufdef]"
)
_MARKUP = re.compile("<[^>]+>")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")


class Html(str):
    """Text in Telegram's HTML whose markup is ours; any other `str` is somebody's text and is escaped."""

    __slots__ = ()


def plain(text: str, longest: int = LONGEST) -> str:
    """Somebody's text made fit to be shown: bounded, without controls, right-to-left parts kept to themselves."""
    if text.isascii() and text.isprintable() and len(text) <= longest:
        return text
    text = _UNSEEN.sub("", text[: 2 * longest])
    if len(text) > longest:
        text = text[:longest] + "…"
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


def safe(text: str, longest: int = LONGEST) -> Html:
    """Somebody's text as Html, shown literally; Html is left as it is."""
    return text if isinstance(text, Html) else Html(escape(plain(text, longest), quote=False))


def unmarked(text: Html) -> str:
    """What it says without its markup, as plain text."""
    return unescape(_MARKUP.sub("", text))


def lines(*parts: Html | None) -> Html:
    """The parts one under another, those that are missing or empty left out."""
    return Html("\n".join(part for part in parts if part))


def paragraphs(*parts: Html | None) -> Html:
    """The parts with an empty line between them, those that are missing or empty left out."""
    return Html("\n\n".join(part for part in parts if part))


@dataclass(frozen=True, slots=True, init=False)
class Go:
    """What a press means: a route and its arguments. The handlers sign it and find it again when it comes back."""

    route: str
    args: tuple[str, ...]

    def __init__(self, route: str, *args: str) -> None:
        object.__setattr__(self, "route", route)
        object.__setattr__(self, "args", args)


@dataclass(frozen=True, slots=True)
class Link:
    """Opens an address."""

    url: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Puts up to 256 characters on the reader's clipboard."""

    text: str


class Style(StrEnum):
    """The colours a button can have; none is the usual one."""

    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; its label is plain text."""

    label: str
    does: Go | Link | Copy
    style: Style | None = None


Row = tuple[Button, ...]


def rows(*found: Row) -> tuple[Row, ...]:
    """The rows that have a button in them."""
    return tuple(row for row in found if row)


@dataclass(frozen=True, slots=True)
class AskContact:
    """A key that sends the reader's own phone number."""

    label: str


@dataclass(frozen=True, slots=True)
class AskLocation:
    """A key that sends where the reader is."""

    label: str


Key = str | AskContact | AskLocation
"""A key; one that is only text says it."""


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Keys below the writing field; a Keyboard without rows takes the one there away."""

    rows: tuple[tuple[Key, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture to send."""

    content: bytes
    name: str = "picture.png"


@dataclass(frozen=True, slots=True)
class File:
    """A document to send."""

    content: bytes
    name: str
    mime: str = "application/octet-stream"


class Does(StrEnum):
    """What can be done in a group in a message's place."""

    APPROVE = "approve"
    DECLINE = "decline"
    LET_OUT = "let out"
    TAG = "tag"
    REVOKE = "revoke"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is done in a group and not said; done twice it comes to the same.

    Args:
        person: whom it is about, if anybody.
        text: a tag, or a link.
    """

    does: Does
    chat_id: int
    person: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Copied:
    """A post that stands in some chat already, to be copied from there; several numbers are an album's.

    Args:
        caption: the words under the copy in place of those there; empty: as they are.
    """

    chat_id: int
    message_ids: tuple[int, ...]
    caption: Html = Html()  # noqa: RUF009  # a text, which nobody can change


@dataclass(frozen=True, slots=True)
class Message:
    """One message: a text (the caption, where there is a photo, file or medium) and what hangs on it.

    Args:
        copies: the message is a copy; what hangs on an album follows in a second message, which the text is for.
        deletes: there is nothing to say, but these messages are taken away.
        captions: what is edited has its text under a picture or file, which stays.
        paid: it goes at the pace that Telegram sells.
    """

    text: Html
    buttons: tuple[Row, ...] = ()
    photo: Photo | None = None
    file: File | None = None
    media: Media | None = None
    keyboard: Keyboard | None = None
    silent: bool = False
    preview: bool = False
    copies: Copied | None = None
    deletes: tuple[int, ...] = ()
    captions: bool = False
    paid: bool = False
    deed: Deed | None = None
    """It is done, and nothing is said."""


@dataclass(frozen=True, slots=True)
class Toast:
    """A short plain answer to a press (200 characters), passing by, or to be closed when it is an alert."""

    text: str
    alert: bool = False
