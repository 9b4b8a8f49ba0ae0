"""Telegram's news of groups in our own words: who came and went, who asks, what the bot may do, where a group moved."""

from datetime import datetime
from typing import NamedTuple

from bot.rules.groups import Right


class Chat(NamedTuple):
    """A group as Telegram tells it."""

    id: int
    title: str


class OurStanding(NamedTuple):
    """The bot was added, promoted, lost rights or was removed; `by` is who did it."""

    chat: Chat
    by: int
    present: bool
    rights: Right
    at: datetime


class Request(NamedTuple):
    """Somebody asks to be let in; `link` is the name of the invite link that led them there."""

    chat: Chat
    person: int
    link: str
    at: datetime


class Standing(NamedTuple):
    """Somebody came in, left, or became something else there; `by_bot` where it was our doing, `is_bot` of another."""

    chat: Chat
    person: int
    by: int
    by_bot: bool
    was_present: bool
    present: bool
    admin: bool
    banned: bool
    is_bot: bool
    at: datetime


class Spoke(NamedTuple):
    """Somebody said something there; what, is nobody's business."""

    chat: Chat
    person: int
    at: datetime


class Moved(NamedTuple):
    """A group became a supergroup, which has another number."""

    old: int
    new: int


class Renamed(NamedTuple):
    """A group has another title."""

    chat: Chat


News = OurStanding | Request | Standing | Spoke | Moved | Renamed
