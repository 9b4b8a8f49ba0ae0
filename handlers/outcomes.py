"""Telegram's failures in our own words: every exception of python-telegram-bot as one of the outcomes of a delivery."""

import re
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter

from bot.rules.outcomes import BAD_TOKEN, SECOND_INSTANCE, Outcome, Result
from handlers.transport import GatewayError, NotSentError, ServerBusyError

SERVER_PAUSE = 15.0
"""Seconds a lane rests after Telegram, or what stands before it, has failed: one try in a while finds it back."""

NOT_SENT_PAUSE = 5.0
"""Seconds until a message goes again for which no connection could be made."""

# Words of Telegram's 400s (lower case), as read in its server and met in the wild; any other is a refusal.
BAD_REQUESTS = (
    ("message is not modified", Result.DELIVERED),
    ("message to delete not found", Result.DELIVERED),
    ("message to copy not found", Result.ORIGINAL_GONE),
    ("message to edit not found", Result.RETARGET),
    ("message can't be edited", Result.RETARGET),
    ("message_id_invalid", Result.RETARGET),
    ("there is no text in the message to edit", Result.RETARGET),
    ("query is too old", Result.EXPIRED),
    ("query id is invalid", Result.EXPIRED),
    ("query_id_invalid", Result.EXPIRED),
    ("message thread not found", Result.TOPIC_GONE),
    ("topic_deleted", Result.TOPIC_GONE),
    ("topic_id_invalid", Result.TOPIC_GONE),
    ("chat not found", Result.BLOCKED),
    ("user not found", Result.BLOCKED),
    ("peer_id_invalid", Result.BLOCKED),
    ("user is deactivated", Result.BLOCKED),
    ("input_user_deactivated", Result.BLOCKED),
    ("user_is_blocked", Result.BLOCKED),
)


def outcome_of(error: BaseException) -> Outcome:
    """What an attempt came to that ended in this exception.

    An exception that nobody foresaw is an unknown outcome: the message may have gone out before it was raised.
    """
    match error:
        case RetryAfter():
            wait = error.retry_after
            return Outcome.flood(wait.total_seconds() if isinstance(wait, timedelta) else wait)
        case ChatMigrated():
            return Outcome.moved(error.new_chat_id)
        case Forbidden():
            return Outcome(Result.BLOCKED, _in_short(error.message))
        case InvalidToken():
            return Outcome.stop("Telegram does not know the bot's token", BAD_TOKEN)
        case Conflict():
            return Outcome.stop("another process uses the bot's token", SECOND_INSTANCE)
        case BadRequest():
            return _bad_request(error.message)
        case NotSentError():
            return Outcome(Result.LATER, "no connection", seconds=NOT_SENT_PAUSE)
        case ServerBusyError():
            return Outcome(Result.LATER, error.message, seconds=SERVER_PAUSE, counts=True, closes_lane=True)
        case GatewayError():
            return Outcome(Result.UNKNOWN, error.message, seconds=SERVER_PAUSE, closes_lane=True)
        case _ if "entity too large" in str(error).lower():
            return Outcome(Result.REFUSED, "request entity too large")
        case _:
            return Outcome(Result.UNKNOWN, type(error).__name__)


def _bad_request(message: str) -> Outcome:
    words = message.lower()
    for known, result in BAD_REQUESTS:
        if known in words:
            return Outcome(result, "" if result is Result.ORIGINAL_GONE else known)
    return Outcome(Result.REFUSED, _in_short(message))


def _in_short(message: str) -> str:
    """Telegram's words before the first colon and without numbers: alike for like causes, quoting nobody's text."""
    words = message.lower().removeprefix("forbidden: ").removeprefix("bad request: ")
    return re.sub(r"\d+", "#", words.split(":", 1)[0].split(". ", 1)[0].split('"', 1)[0]).strip()[:100]
