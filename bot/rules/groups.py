"""Community groups: what one is, who is let in at its door, and whose tag says what."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import IntFlag, StrEnum
from typing import NamedTuple

from bot.rules.effect import Came
from bot.rules.languages import in_language

MOST_TAG = 16
"""UTF-16 units of a member's tag, and no emoji: Bot API, setChatMemberTag."""
ASKS_A_DAY = 3
"""Requests of one person at one door in a day that are answered in words."""
ANSWERABLE = timedelta(minutes=5)
"""How long somebody who asks to join, and never spoke to the bot, can be written to: Bot API, ChatJoinRequest."""
WAITS = timedelta(days=1)
"""How long a request is kept open for somebody who may still become a member."""
ON_THE_WAY = timedelta(hours=1)
"""After so long somebody who was let in and never came is decided about anew."""
LINK_LASTS = timedelta(days=1)
WELCOME_LASTS = timedelta(hours=1)
"""Whoever comes in so soon after the first of a welcome is added to it."""
_SUPERGROUP = -1_000_000_000_000
"""Numbers of supergroups are below it: Bot API, "Dialog Identifiers"."""


KEPT = timedelta(days=90)
"""How long it is known that somebody left, or was turned away."""


def is_supergroup(chat_id: int) -> bool:
    """Whether a group is what Telegram calls a supergroup, by its number."""
    return chat_id < _SUPERGROUP


class State(StrEnum):
    """Where a group stands."""

    NEW = "new"  # its owner hasn't said yet what it is for
    OPEN = "open"
    CLOSED = "closed"  # to newcomers
    GONE = "gone"  # the bot is not in it any more


class Told(StrEnum):
    """What owners are told of a group by itself."""

    ADDED = "added"
    ABLE = "able"  # the bot may keep the door now
    UNABLE = "unable"  # and not any more
    REMOVED = "removed"
    BACK = "back"
    PAST = "past"  # somebody came in past the door
    UNSURE = "unsure"  # its rule speaks of something that is gone


class Right(IntFlag):
    """What the bot may do in a group; without the first two it can't keep the door."""

    NONE = 0
    INVITE = 1
    REMOVE = 2
    TAG = 4

    @property
    def keeps_door(self) -> bool:
        """Whether they are enough to let people in and out."""
        return Right.INVITE in self and Right.REMOVE in self


class Stand(StrEnum):
    """Where somebody stands with a group."""

    WAITING = "waiting"  # they asked, and nothing is decided
    LET_IN = "let_in"  # their request is granted, and they have a seat; Telegram may not know yet
    INSIDE = "inside"
    DECLINED = "declined"
    LEFT = "left"
    REMOVED = "removed"  # by us: the rule named them no more
    BANNED = "banned"  # by an administrator of the group


class Rule(NamedTuple):
    """Who may join: a segment's line, None for anybody on Telegram.

    With `segment` it is the line of the saved segment of that number, whatever that says at the moment.
    """

    line: str | None
    segment: int | None = None


class Group(NamedTuple):
    """A group and its rules.

    `who` is a segment's line, None lets anybody on Telegram in; `segment` is what the saved segment is called whose
    line it is. `earlier_stay` says that the rule doesn't hold for whoever was in the group before the bot kept its
    door. `unknown` people are in it of whom the bot doesn't know who they are: None before they were counted.
    """

    id: int
    chat_id: int
    title: str
    state: State
    rights: Right
    language: str
    about: str
    house_rules: str
    who: str | None
    segment: str | None
    most: int | None
    grace_days: int
    hello: bool
    earlier_stay: bool
    unknown: int | None
    added_by: int
    welcome_since: datetime | None

    @property
    def decides(self) -> bool:
        """Whether requests are decided now: letting in takes one right less than keeping the door."""
        return self.state in (State.OPEN, State.CLOSED) and Right.INVITE in self.rights


class Crowd(NamedTuple):
    """How many Telegram counts in a group besides the bot, and its administrators: people, and other bots."""

    n: int
    admins: frozenset[int]
    bots: frozenset[int] = frozenset()


class Newcomers(NamedTuple):
    """Who came into a group lately: the names that are known, and how many they are in all."""

    group: Group
    names: tuple[str, ...]
    n: int


class Why(StrEnum):
    """Why somebody isn't let in, or not yet."""

    NOT_READY = "not_ready"  # the group isn't set up, its people aren't counted, or the bot lacks the rights
    CLOSED = "closed"
    BANNED = "banned"
    OFTEN = "often"
    FULL = "full"
    NOT_MEMBER = "not_member"
    NOT_NAMED = "not_named"
    UNSURE = "unsure"  # the rule speaks of something that isn't there any more


class Says(StrEnum):
    """What is done with a request."""

    COME_IN = "come in"
    WAIT = "wait"
    NO = "no"


class Answer(NamedTuple):
    """What is done with a request, and why it isn't granted."""

    says: Says
    why: Why | None = None


class Asking(NamedTuple):
    """Everything that a request is decided by, as it is at that moment.

    `named` is whether the rule names them: None where nobody can be sure of the rule. `seated` are the people who are
    in or were let in, `asks` their own requests of the day.
    """

    member: bool
    named: bool | None
    seated: int
    stand: Stand | None
    asks: int


def decide(group: Group, asking: Asking) -> Answer:
    """What to do with a request to join.

    Whoever isn't a member where membership is asked for keeps their place in the line: joining takes a tap.
    """
    if not group.decides:
        return Answer(Says.WAIT, Why.NOT_READY)
    if asking.stand is Stand.BANNED:
        return Answer(Says.NO, Why.BANNED)
    answer = _by_rule(group, asking)
    tells = answer.says is not Says.COME_IN and answer.why not in SILENT
    return Answer(Says.NO, Why.OFTEN) if tells and asking.asks > ASKS_A_DAY else answer


def _by_rule(group: Group, asking: Asking) -> Answer:
    if group.state is State.CLOSED:
        return Answer(Says.NO, Why.CLOSED)
    if asking.named is None:
        return Answer(Says.WAIT, Why.UNSURE)
    if asking.named and group.most is not None:
        if group.unknown is None:
            return Answer(Says.WAIT, Why.NOT_READY)  # nobody can say yet how many seats are taken
        if asking.seated >= group.most:
            return Answer(Says.NO, Why.FULL)
    if asking.named:
        return Answer(Says.COME_IN)
    return Answer(Says.NO, Why.NOT_NAMED) if asking.member else Answer(Says.WAIT, Why.NOT_MEMBER)


SILENT = frozenset({Why.NOT_READY, Why.UNSURE, Why.OFTEN, Why.BANNED})
"""What an applicant is not told: it is the shop's own business, or they were told."""


class AtDoor(NamedTuple):
    """Somebody at the door of a group, or in it; `tiers` are what the shop's are called, each by language."""

    id: int
    group: Group
    person: int
    stand: Stand
    ends_at: datetime | None
    tag: str
    tiers: Sequence[Mapping[str, str]] = ()


def link_name(member_id: int) -> str:
    """What a member's own invite link is called at Telegram, where 32 characters are the most."""
    return f"m{member_id}"


def owner_of(name: str) -> int | None:
    """The member whose own link is called so; None for any other link."""
    digits = name.removeprefix("m")
    return int(digits) if digits.isdecimal() and name == link_name(int(digits)) else None


def tag_of(names: Mapping[str, str], language: str) -> str:
    """A tier's name as a tag: in the group's language or the nearest, without emoji, as long as Telegram takes."""
    name = in_language(names, language)
    kept = "".join(one for one in name if unicodedata.category(one) not in ("So", "Sk", "Cn", "Co", "Cf", "Mn"))
    tag = " ".join(kept.split())
    while len(tag.encode("utf-16-le")) > 2 * MOST_TAG:
        tag = tag[:-1]
    return tag.strip()


class Seen(NamedTuple):
    """A group as a member finds it: `stand` where they have been near it, `named` whether it is open to them.

    `tiers` are what the shop's are called, each by language.
    """

    group: Group
    stand: Stand | None
    named: bool
    n: int
    tiers: Sequence[Mapping[str, str]] = ()

    @property
    def inside(self) -> bool:
        """Whether they are in it."""
        return self.stand is Stand.INSIDE


class Figures(NamedTuple):
    """What can be counted of a group.

    `inside` are those who are known, `earlier` of them were there before the bot. `came` and `left` are of the last 30
    days. `theirs` are its people, of whom `again` of those who bought before these
    30 days bought in them; `others` are members in no group.
    """

    inside: int
    earlier: int
    waiting: int
    came: int
    left: int
    theirs: Came
    others: Came
