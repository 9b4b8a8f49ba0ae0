"""The screens of groups, with made-up people in them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

from bot.rules.effect import Came
from bot.rules.events import Event
from bot.rules.events import State as EventState
from bot.rules.group_parts import Part
from bot.rules.groups import AtDoor, Figures, Group, Newcomers, Right, Seen, Stand, State, Told, Why
from bot.rules.tiers import Tier
from bot.words import group_desk, group_door, group_parts, group_talk, groups
from bot.words.message import Html, Message

S = TypeVar("S")
Shown = Callable[..., S]

NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
KEY = "0123456789abcdefghij"
ID = 2**31
ALL = Right.INVITE | Right.REMOVE | Right.TAG
URL = "https://t.me/+AbCdEfGhIjKlMnOp"


def group_of(title: str, who: str | None = "tier>=Gold") -> Group:
    """A group with everything said of it."""
    return Group(
        ID,
        -1_000_004_000_001,
        title,
        State.OPEN,
        ALL,
        "en",
        title,
        title,
        who,
        None,
        1200,
        7,
        True,
        earlier_stay=True,
        unknown=None,
        added_by=ID,
        welcome_since=NOW,
    )


def at_door(title: str, stand: Stand) -> AtDoor:
    """Somebody there."""
    return AtDoor(ID, group_of(title), ID, stand, NOW if stand is Stand.INSIDE else None, "Gold")


def group_screens(shown: Shown[S], name: str) -> Iterator[S]:
    """Every screen of them, made by `shown`."""
    gold = group_of(name)
    bare = gold._replace(
        about="",
        house_rules="",
        who=None,
        most=None,
        hello=False,
        earlier_stay=False,
        state=State.NEW,
        rights=Right.INVITE,
    )
    places = [
        Seen(gold, Stand.INSIDE, True, 1),
        Seen(gold, None, True, 3),
        Seen(gold, None, True, 1200),
        Seen(gold, Stand.LEFT, False, 0, [{"en": "Gold", "ru": name}]),
        Seen(group_of(name, "everybody"), None, False, 0),
        Seen(bare, None, True, 2),
    ]
    for owns in (True, False):
        yield shown(groups.groups, places, owns=owns)
    yield shown(groups.groups, [], owns=False)
    for one in places:
        yield shown(groups.group, one)
    yield shown(groups.link, gold, URL)
    yield shown(groups.no_link, gold)
    yield shown(groups.gone)
    yield from _door(shown, name)
    yield from _talk(shown, name)
    yield from _desk(shown, name, gold, bare)


def _door(shown: Shown[S], name: str) -> Iterator[S]:
    at = at_door(name, Stand.INSIDE)
    said: Callable[..., Message | None] = group_door.greeting
    for why in (None, Why.NOT_MEMBER, Why.NOT_NAMED, Why.FULL, Why.CLOSED):
        yield shown(said, at, why, name, "corner_bot")
    yield shown(said, at._replace(group=group_of(name, "everybody")), Why.NOT_NAMED, name, "corner_bot")
    yield shown(group_door.for_guest, gold := group_of(name), name, Message(Html("Hello!")))
    yield shown(group_door.notice, at._replace(group=gold))
    yield shown(group_door.over, at)


def _talk(shown: Shown[S], name: str) -> Iterator[S]:
    gold = group_of(name)
    for names, n in (((name,), 1), ((name, "Ben"), 7), ((), 1), ((), 5)):
        yield shown(group_talk.welcome, Newcomers(gold, names, n))
    for rules in (name, ""):
        yield shown(group_talk.house_rules, gold._replace(house_rules=rules))
    for came in (0, 1, 5):
        on = [Event(came, {"en": name}, {}, name, NOW, NOW, None, "everybody", EventState.ON)] * came
        yield shown(group_talk.hello, gold, came, on[:3], [({"en": name}, 120)] * came, "corner_bot")


def _desk(shown: Shown[S], name: str, gold: Group, bare: Group) -> Iterator[S]:
    for what in Told:
        yield shown(group_desk.told, what, gold)
        yield shown(group_desk.told, what, bare)
    yield shown(group_desk.told, Told.ADDED, bare._replace(chat_id=-4_000_001))
    yield shown(group_desk.not_yours)
    yield shown(group_desk.desk, [gold, bare], "corner_bot")
    figures = Figures(40, 12, 1, 5, 2, Came(30, 40), Came(300, 1000))
    for one in (figures, figures._replace(theirs=Came(1, 3)), Figures(0, 0, 0, 0, 0, Came(0, 0), Came(0, 0))):
        for group in (
            gold,
            bare,
            gold._replace(state=State.CLOSED, unknown=3),
            gold._replace(segment=name, unknown=1, earlier_stay=False),
        ):
            yield shown(group_desk.card, group, one, 412)
    tiers = [Tier(2, {"en": name}, "🥈", 500, 400)]
    for part in Part:
        yield shown(group_parts.ask, gold, part, tiers, [(ID, name)])
    for leaves in (0, 1, 5):
        yield shown(group_parts.preview_rule, gold, 412, leaves, KEY)
    yield shown(group_parts.preview_rule, gold._replace(segment=name, earlier_stay=False), 412, 0, KEY)
    yield shown(group_parts.preview_rule, gold._replace(who=None), None, 0, KEY)
