"""What a conversation between a member and the staff can begin with, how it rests, and what is passed on in it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.rules.media import Form, Media

MOST_SAID = 3500
"""Characters that are passed on at once: with whose they are they fit into one message of Telegram's 4,096."""
MOST_BESIDE_MEDIA = 900
"""Characters of a caption: with whose they are they fit into Telegram's 1,024."""
IDLE = timedelta(days=7)
"""After so long a silence, the last word being the shop's, a conversation is over."""

GOES_ON = timedelta(days=7)
"""Whatever a member says so soon after their conversation was closed belongs to it, and opens it again."""


class Why(StrEnum):
    """What it began with."""

    LOW_SCORE = "low_score"
    NOT_RIGHT = "not_right"  # they said that we did not put it right
    BROADCAST = "broadcast"  # they wrote back to one


class Remark(NamedTuple):
    """Something that somebody says to the other side, as it came in.

    Args:
        text: as they wrote it; empty beside media that say it all.
        language: of whoever says it.
        chat_id: where they said it, so that what they edit there is found again.
        message_id: Telegram's number of it in that chat.
        about: the broadcast that it answers, by its number.
    """

    text: str
    language: str
    media: Media | None = None
    chat_id: int | None = None
    message_id: int | None = None
    about: int | None = None


class Said(NamedTuple):
    """What somebody said, to be passed on.

    Args:
        text: as they wrote it; empty beside media that say it all.
        name: theirs.
        score: what the member gave, where a low score began it.
        about: what the shop calls the broadcast that it answers; empty where it answers none.
    """

    text: str
    media: Media | None
    name: str
    score: int | None = None
    about: str = ""


class Line(NamedTuple):
    """Something that was said, in a list; `name` is empty for the member's own."""

    text: str
    form: Form | None
    name: str
    at: datetime


class Bought(NamedTuple):
    """A purchase in a list; minor units."""

    at: datetime
    receipt: str
    amount: int


class Unhappy(NamedTuple):
    """Somebody who isn't content, as the staff are told of them; money in minor units.

    Args:
        earlier: scores they gave before, the newest first.
        reason: why, in their own words; empty while they haven't said.
    """

    conversation_id: int
    member_id: int
    name: str
    card: str
    score: int
    joined: datetime | None
    purchases: int
    spent: int
    last: Sequence[Bought]
    earlier: Sequence[int]
    reason: str
