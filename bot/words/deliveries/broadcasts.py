"""Deliveries of broadcasts put into words: the post, other words in its place, nothing any more, the card."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.rules.broadcast_cards import Standing
from bot.rules.broadcast_runs import Told
from bot.rules.groups import Group
from bot.words import broadcast_posts, broadcast_runs
from bot.words.catalogs import Words
from bot.words.deliveries.data import Data, Wording
from bot.words.deliveries.groups import spoken_in
from bot.words.message import Message


def _told(data: Data) -> Told:
    told = data["told"]
    if not isinstance(told, Told):
        raise TypeError(f"told is a broadcast, not {told!r}")
    return told


def _post(words: Words, _: str, data: Data) -> Message:
    told = _told(data)
    return broadcast_posts.post(words, told.id, told.plan)


def _version(words: Words, _: str, data: Data) -> Message | None:
    """One version of a post, for whoever has to say yes to it."""
    told, code = _told(data), str(data["post_in"])
    if code not in told.plan.posts:
        return None
    return broadcast_posts.post(words, told.id, replace(told.plan, posts={code: told.plan.posts[code]}))


def _there(words: Words, data: Data) -> Words:
    """The words of the group it goes to."""
    group = data.get("of_group")
    return spoken_in(words, group) if isinstance(group, Group) else words


def _in_group(words: Words, _: str, data: Data) -> Message:
    told = _told(data)
    return broadcast_posts.in_group(_there(words, data), told.id, told.plan, str(data["bot"]))


def _corrected_in_group(words: Words, _: str, data: Data) -> Message | None:
    return broadcast_posts.corrected(_there(words, data), _told(data), str(data["bot"]))


def _recalled(_: Words, __: str, data: Data) -> Message | None:
    numbers = data["message_ids"]
    return broadcast_posts.recalled(numbers) if isinstance(numbers, tuple) else None


def _card(words: Words, _: str, data: Data) -> Message | None:
    stands, per_minute = data["standing"], data["per_minute"]
    if not isinstance(stands, Standing) or not isinstance(per_minute, int):
        return None
    return broadcast_runs.card(words, stands, datetime.fromisoformat(str(data["at"])), per_minute)


def _paused(words: Words, _: str, data: Data) -> Message | None:
    number = data["broadcast"]
    return broadcast_posts.paused(words, number, str(data["title"])) if isinstance(number, int) else None


BROADCASTS: Mapping[str, Wording] = {
    "broadcast": _post,
    "broadcast_tried": _post,
    "broadcast_shown": _version,
    "broadcast_in_group": _in_group,
    "broadcast_recalled": _recalled,
    "broadcast_corrected": lambda words, _, data: broadcast_posts.corrected(words, _told(data)),
    "broadcast_corrected_in_group": _corrected_in_group,
    "broadcast_card": _card,
    "broadcast_paused": _paused,
}
"""By kind, as in bot/words/deliveries.py."""
