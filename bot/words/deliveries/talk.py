"""Words that pass between members and staff, and whom they wait for."""

from collections.abc import Mapping

from bot.rules.conversations import Said, Unhappy
from bot.words import conversations
from bot.words.catalogs import Words
from bot.words.deliveries.data import Data, Wording, instant, text_of, whole
from bot.words.message import Message


def _low_score(words: Words, _: str, data: Data) -> Message | None:
    them = data["them"]
    if not isinstance(them, Unhappy):
        return None
    return conversations.alert(words, them, instant(data, "on"), again=bool(data["again"]))


def _member_said(words: Words, _: str, data: Data) -> Message | None:
    said, number = data["words"], whole(data, "conversation")
    if not isinstance(said, Said):
        return None
    if "itself" in data:
        return conversations.itself(words, said.media, number) if said.media is not None else None
    return conversations.from_member(words, number, said)


def _staff_said(words: Words, store: str, data: Data) -> Message | None:
    said = data["words"]
    if not isinstance(said, Said):
        return None
    if "itself" in data:
        return conversations.itself(words, said.media, None) if said.media is not None else None
    return conversations.from_staff(words, store, said)


def _unanswered(words: Words, _: str, data: Data) -> Message | None:
    if not text_of(data, "waits_since") or instant(data, "waits_since") != instant(data, "since"):
        return None
    return conversations.unanswered(words, whole(data, "conversation"), instant(data, "since"), instant(data, "on"))


TALK: Mapping[str, Wording] = {
    "low_score": _low_score,
    "member_said": _member_said,
    "staff_said": _staff_said,
    "conversation_over": lambda words, store, _: conversations.over(words, store),
    "unanswered": _unanswered,
}
