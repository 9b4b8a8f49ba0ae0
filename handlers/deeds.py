"""What is done in a group in a message's place: each a call on Telegram that comes to the same however often."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from telegram.error import ChatMigrated, TelegramError

from bot.rules.groups import is_supergroup
from bot.rules.outcomes import Outcome, Result
from bot.words.message import Deed, Does
from handlers.calls import Calls, Fields
from handlers.outcomes import outcome_of


class _Call(NamedTuple):
    method: str
    fields: Callable[[Deed], Fields]


def _of_person(deed: Deed) -> Fields:
    return {"user_id": deed.person}


_CALLS: Mapping[Does, _Call] = {
    Does.APPROVE: _Call("approveChatJoinRequest", _of_person),
    Does.DECLINE: _Call("declineChatJoinRequest", _of_person),
    # It also lets out whoever is in, and they can come back. In a small group, which knows no ban, removing does it.
    Does.LET_OUT: _Call("unbanChatMember", _of_person),
    Does.TAG: _Call("setChatMemberTag", lambda deed: {"user_id": deed.person, "tag": deed.text}),
    Does.REVOKE: _Call("revokeChatInviteLink", lambda deed: {"invite_link": deed.text}),
    Does.LEAVE: _Call("leaveChat", lambda _: {}),
}
_SMALL_GROUP = {Does.LET_OUT: _Call("banChatMember", _of_person)}
DONE_ALREADY = ("user_already_participant", "hide_requester_missing", "user_not_participant", "invite_hash_expired")
"""Telegram's words (lower case) where somebody else was quicker, or the one before had arrived."""


async def do(calls: Calls, deed: Deed, told_to: int) -> Outcome:
    """Do it, once; whatever goes wrong is an outcome, and nobody becomes unreachable by it.

    Args:
        told_to: the chat whose turn it is. Where that isn't the group's own, a group that moved is followed at once,
            since the sender can only follow the chat that it wrote to.
    """
    try:
        await _call(calls, deed, deed.chat_id)
    except ChatMigrated as moved:
        if told_to == deed.chat_id:
            return outcome_of(moved)
        try:
            await _call(calls, deed, moved.new_chat_id)
        except TelegramError as error:
            return _became(error)
    except TelegramError as error:
        return _became(error)
    return Outcome.delivered(None)


async def _call(calls: Calls, deed: Deed, chat_id: int) -> None:
    table = _CALLS if is_supergroup(chat_id) else {**_CALLS, **_SMALL_GROUP}
    call = table[deed.does]
    await calls.call(call.method, {"chat_id": chat_id, **call.fields(deed)})


def _became(error: TelegramError) -> Outcome:
    if any(words in error.message.lower() for words in DONE_ALREADY):
        return Outcome.delivered(None, "done already")
    outcome = outcome_of(error)
    return Outcome(Result.REFUSED, outcome.reason) if outcome.result is Result.BLOCKED else outcome
