"""Looks into a group: who of those we think are in it is not."""

from collections.abc import Collection

import structlog
from telegram.error import TelegramError

from handlers.calls import Calls
from handlers.outcomes import outcome_of

log = structlog.get_logger(__name__)

_GONE = frozenset({"left", "kicked"})


async def gone_from(calls: Calls, chat_id: int, people: Collection[int]) -> set[int]:
    """Ask Telegram about each of them; whoever it can't tell of counts as there.

    Args:
        chat_id: the group's.
        people: their Telegram numbers.
    """
    gone = set[int]()
    for person in people:
        try:
            found = await calls.call("getChatMember", {"chat_id": chat_id, "user_id": person})
        except TelegramError as error:
            outcome = outcome_of(error)
            log.info("group_not_seen", result=outcome.result.value, reason=outcome.reason)
            if outcome.seconds:
                return gone  # Telegram has had enough for today
            continue
        if not isinstance(found, dict):
            continue
        status = found.get("status")
        if status in _GONE or (status == "restricted" and not found.get("is_member")):
            gone.add(person)
    return gone
