"""A broadcast as it is written: the post in each language, its buttons, and to whom it goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from html import escape
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from bot.rules.broadcast_when import When
from bot.rules.care import not_between
from bot.rules.languages import nearest
from bot.rules.refusals import Refusal
from bot.rules.rewards import units

MOST_BUTTONS = 8
"""Buttons under a post, one below another; more are not read."""
MOST_TITLE = 64
"""Characters by which those who run the shop tell broadcasts apart."""
MOST_TEXT = 4096
"""Characters of a text, as Telegram counts them."""
MOST_CAPTION = 1024
"""Characters of what stands under a picture or a file."""
MOST_LABEL = 64
"""Characters on a button."""
MOST_ALONE = 1_000_000
"""Recipients that an owner may let one person alone write to."""
EVERYBODY = "everybody"
"""The audience that is every member."""
ALBUM = 10
"""Pictures in an album, at most (Telegram's)."""
T = TypeVar("T")


class PostKind(StrEnum):
    """What a manager showed us; each can be copied."""

    TEXT = "text"
    PHOTO = "photo"
    VIDEO = "video"
    ANIMATION = "animation"
    ALBUM = "album"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO_NOTE = "video note"
    DOCUMENT = "document"
    STICKER = "sticker"
    POLL = "poll"

    @property
    def has_caption(self) -> bool:
        """Whether words can stand under it."""
        return self not in (PostKind.TEXT, PostKind.STICKER, PostKind.POLL, PostKind.VIDEO_NOTE)

    @property
    def has_words(self) -> bool:
        """Whether there are words in it that can be put right."""
        return self is PostKind.TEXT or self.has_caption

    @property
    def most_words(self) -> int:
        """Characters of the words in it or under it, at most."""
        return MOST_TEXT if self is PostKind.TEXT else MOST_CAPTION

    @property
    def is_one(self) -> bool:
        """Whether buttons can hang on it; an album's follow in a second message."""
        return self is not PostKind.ALBUM


@dataclass(frozen=True, slots=True)
class Post:
    """A post that a manager showed us, kept by reference: where it is, and by which numbers.

    Args:
        chat_id: the chat in which they showed it; 0 for a text that was never shown there.
        message_ids: one, or an album's in their order.
        question: a poll's, by which its votes are known.
        options: its answers.
        words: what it says in place of what it said there, in Telegram's HTML; empty: as it is there.
    """

    kind: PostKind
    chat_id: int = 0
    message_ids: tuple[int, ...] = ()
    question: str = ""
    options: tuple[str, ...] = ()
    words: str = ""


def text_post(text: str) -> Post | Refusal:
    """A post of a plain text that stands in no chat: `broadcast_empty`, or `broadcast_text_long` (`most`)."""
    if not text.strip():
        return Refusal("broadcast_empty")
    if units(text) > MOST_TEXT:
        return Refusal("broadcast_text_long", {"most": MOST_TEXT})
    return Post(PostKind.TEXT, words=escape(text, quote=False))


class Votes(NamedTuple):
    """How one copy of a poll stands: Telegram tells of each by itself, and only what it asks says which poll it is.

    Args:
        votes: of each answer, in their order.
    """

    poll_id: str
    question: str
    options: tuple[str, ...]
    votes: tuple[int, ...]


class Does(StrEnum):
    """What a button of a broadcast does; `value` of the button says with what."""

    LINK = "link"  # opens an address
    REWARD = "reward"  # shows a reward, by its id
    GROUP = "group"  # asks to join a group, by its id
    VOUCHER = "voucher"  # gives whoever presses it a voucher of a reward, by its id, once
    NOT_INTERESTED = "not interested"  # stops offers
    EVENT = "event"  # shows an event, by its id


LEADS = frozenset({Does.REWARD, Does.GROUP, Does.EVENT})
"""What a button in a group leads whoever presses it to; the others are a recipient's own, or an address."""
IN_GROUPS = LEADS | {Does.LINK}
"""The buttons that a group has."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under the post; its label in each language, where one stands in for those that are missing."""

    does: Does
    labels: Mapping[str, str] = field(default_factory=dict)
    value: str = ""

    def label_for(self, language: str) -> str:
        """What stands on it in somebody's language or the nearest to it."""
        return version_for(self.labels, language)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is said of a broadcast before it goes out.

    Args:
        title: for those who run the shop.
        named: they have given it that title themselves, so that another post doesn't give it another.
        posts: by language; "" for everybody whose language has none of its own.
        buttons: one below another.
        audience: to which members, as `bot/rules/segments.py` writes it; "" for none.
        groups: to which groups, by their chats.
        expires_at: after that it must not go out.
        closed_too: the shop's closed days don't hold it back.
        paid: at Telegram's paid pace.
    """

    title: str = ""
    posts: Mapping[str, Post] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    audience: str = EVERYBODY
    groups: tuple[int, ...] = ()
    when: When = field(default_factory=When)
    expires_at: datetime | None = None
    closed_too: bool = False
    paid: bool = False
    named: bool = False

    def post_for(self, language: str) -> Post:
        """The post in somebody's language or the nearest to it; LookupError where there is none at all."""
        return version_for(self.posts, language)

    def has_expired(self, now: datetime) -> bool:
        """Whether it must not go out any more."""
        return self.expires_at is not None and self.expires_at <= now

    @property
    def can_be_paid(self) -> bool:
        """Whether all of its posts can go at the paid pace, which Telegram has for single copies and not for albums."""
        return all(post.kind.is_one for post in self.posts.values())

    def put_right(self, texts: Mapping[str, str]) -> "Plan":
        """With other words in its posts, by their languages, in Telegram's HTML."""
        posts = {code: replace(post, words=texts.get(code, post.words)) for code, post in self.posts.items()}
        return replace(self, posts=posts)

    def refused(self, now: datetime) -> Refusal | None:
        """Why it can't go out like that.

        `broadcast_empty`, `broadcast_nobody`, `broadcast_buttons` (`most`), `broadcast_label`, `broadcast_link`,
        `broadcast_expires`, or as of `When.refused`.
        """
        return next(self._refusals(now), None)

    def _refusals(self, now: datetime) -> Iterator[Refusal]:
        if not self.posts:
            yield Refusal("broadcast_empty")
        if not self.audience and not self.groups:
            yield Refusal("broadcast_nobody")
        if len(self.buttons) > MOST_BUTTONS:
            yield Refusal("broadcast_buttons", {"most": MOST_BUTTONS})
        for button in self.buttons:
            if not all(0 < len(label) <= MOST_LABEL for label in button.labels.values()) or not button.labels:
                yield Refusal("broadcast_label")
            if button.does is Does.LINK and not is_address(button.value):
                yield Refusal("broadcast_link")
        if (refusal := self.when.refused(now)) is not None:
            yield refusal
        if self.expires_at is not None and (refusal := self.when.refused_end(self.expires_at, now)) is not None:
            yield refusal


@dataclass(frozen=True, slots=True)
class BroadcastRules:
    """The owner's rules of broadcasts.

    Args:
        approve_above: one that goes to more recipients takes a second person's yes.
    """

    approve_above: int = 500

    def refused(self) -> Refusal | None:
        """`number_between` for what can't be."""
        return None if 0 <= self.approve_above <= MOST_ALONE else not_between(0, MOST_ALONE)


def is_address(text: str) -> bool:
    """Whether a button can open it: a place on the web, whose name has a dot in it, or one of Telegram's own."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if parts.scheme == "tg":
        return bool(parts.netloc)
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "").strip(".")


def version_for(versions: Mapping[str, T], language: str) -> T:
    """Somebody's own version, else everybody's, else any; LookupError of none."""
    return versions[version_named(versions, language)]


def version_named(versions: Mapping[str, T], language: str) -> str:
    """By which language `version_for` finds it."""
    for one in (*nearest(language), "", *versions):
        if one in versions:
            return one
    raise LookupError("there is no version at all")
