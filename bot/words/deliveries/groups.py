"""Deliveries about groups put into words or deeds; what is said in a group is said in the group's language."""

from collections.abc import Callable, Mapping

from bot.rules.events import Event
from bot.rules.groups import AtDoor, Group, Newcomers, Told, Why
from bot.words import group_desk, group_door, group_talk
from bot.words.catalogs import Language, Words, words_in
from bot.words.deliveries.data import Data, Wording
from bot.words.message import Deed, Html, Message


def _at(data: Data) -> AtDoor | None:
    found = data["at_door"]
    return found if isinstance(found, AtDoor) else None


def _done(deed: Deed | None) -> Message | None:
    return Message(Html(""), deed=deed) if deed is not None else None


def _in_place(does: Callable[[AtDoor], Deed | None]) -> Wording:
    """For what is done about somebody's place; nothing where it is forgotten."""
    return lambda _, __, data: _done(does(at)) if (at := _at(data)) is not None else None


def _to_person(says: Callable[[Words, AtDoor], Message | None]) -> Wording:
    return lambda words, _, data: says(words, at) if (at := _at(data)) is not None else None


def _entry(_: Words, __: str, data: Data) -> Message | None:
    at = _at(data)
    return _done(group_door.entry(at, comes=bool(data["comes"]))) if at is not None else None


def _greeting(words: Words, store: str, data: Data) -> Message | None:
    at, why = _at(data), str(data["why"])
    if at is None:
        return None
    return group_door.greeting(words, at, Why(why) if why else None, store, str(data["bot"]))


def _link(_: Words, __: str, data: Data) -> Message | None:
    match data["revoked"]:
        case (int(chat_id), str(url)):
            return _done(group_door.revoke(chat_id, url))
    return None


def _welcome(words: Words, _: str, data: Data) -> Message | None:
    came = data["newcomers"]
    return group_talk.welcome(spoken_in(words, came.group), came) if isinstance(came, Newcomers) else None


def _hello(words: Words, _: str, data: Data) -> Message | None:
    group, came, rewards, events = data["of_group"], data["came"], data["rewards"], data.get("events", [])
    if not isinstance(group, Group) or not isinstance(came, int) or not isinstance(rewards, list):
        return None
    on = [one for one in events if isinstance(one, Event)] if isinstance(events, list) else []
    buys = [(dict(names), int(price)) for names, price in rewards]
    return group_talk.hello(spoken_in(words, group), group, came, on, buys, str(data["bot"]))


def _told(words: Words, _: str, data: Data) -> Message | None:
    group = data["of_group"]
    return group_desk.told(words, Told(str(data["what"])), group) if isinstance(group, Group) else None


def _leave(_: Words, __: str, data: Data) -> Message | None:
    chat_id = data["chat"]
    return _done(group_door.leave(chat_id)) if isinstance(chat_id, int) else None


def spoken_in(words: Words, group: Group) -> Words:
    """The words of a group's own language."""
    return words_in(Language(group.language), words.zone.key, words.currency, words.home)


GROUPS: Mapping[str, Wording] = {
    "group_greeting": _greeting,
    "group_entry": _entry,
    "group_exit": _in_place(group_door.let_out),
    "group_tag": _in_place(group_door.tag),
    "group_link": _link,
    "group_leave": _leave,
    "group_notice": _to_person(group_door.notice),
    "group_over": _to_person(group_door.over),
    "group_welcome": _welcome,
    "group_hello": _hello,
    "group_told": _told,
    "group_not_yours": lambda words, _, data: group_desk.not_yours(words) if data.get("chat") else None,
}
