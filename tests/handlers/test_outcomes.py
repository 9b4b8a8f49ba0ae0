"""Telegram's failures as outcomes: each exception that python-telegram-bot raises for the answers of the promises."""

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.rules.outcomes import Outcome, Result
from handlers.outcomes import outcome_of
from handlers.transport import GatewayError, NotSentError, ServerBusyError

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.mark.parametrize(
    ("error", "result"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Result.BLOCKED),
        (Forbidden("Forbidden: user is deactivated"), Result.BLOCKED),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Result.BLOCKED),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), Result.BLOCKED),
        (BadRequest("Bad Request: chat not found"), Result.BLOCKED),
        (BadRequest("Bad Request: can't parse entities: unsupported start tag"), Result.REFUSED),
        (BadRequest("Bad Request: BUTTON_DATA_INVALID"), Result.REFUSED),
        (BadRequest("Bad Request: message is too long"), Result.REFUSED),
        (NetworkError("Request Entity Too Large"), Result.REFUSED),
        (BadRequest("Bad Request: message thread not found"), Result.TOPIC_GONE),
        (BadRequest("Bad Request: TOPIC_DELETED"), Result.TOPIC_GONE),
        (NotSentError("ClientConnectorError: Connection refused"), Result.LATER),
        (ServerBusyError("500 Internal Server Error"), Result.LATER),
        (GatewayError("502 Bad Gateway"), Result.UNKNOWN),
        (TimedOut(), Result.UNKNOWN),
        (NetworkError("ServerDisconnectedError"), Result.UNKNOWN),
        (TelegramError("Invalid server response"), Result.UNKNOWN),
        (KeyError("result"), Result.UNKNOWN),
        (InvalidToken("Unauthorized"), Result.STOP),
        (Conflict("Conflict: terminated by other getUpdates request"), Result.STOP),
    ],
)
def test_a_failure_is_understood(error: BaseException, result: Result) -> None:
    assert outcome_of(error).result is result


@pytest.mark.promise(22)
@pytest.mark.parametrize(
    ("words", "result"),
    [
        (NOT_MODIFIED, Result.DELIVERED),
        (TOO_OLD, Result.EXPIRED),
        ("Bad Request: message to edit not found", Result.RETARGET),
        ("Bad Request: message can't be edited", Result.RETARGET),
        ("Bad Request: message to delete not found", Result.DELIVERED),
    ],
)
def test_harmless_refusals_trouble_nobody(words: str, result: Result) -> None:
    assert outcome_of(BadRequest(words)).result is result


def test_a_wait_is_kept_with_half_a_second_more() -> None:
    assert outcome_of(RetryAfter(35)) == Outcome(Result.LATER, "flood", seconds=35.5, closes_lane=True)


def test_a_group_that_moved_is_followed() -> None:
    assert outcome_of(ChatMigrated(-100123)).chat_id == -100123


@pytest.mark.promise(14)
def test_without_a_connection_nothing_was_sent_and_no_try_is_counted() -> None:
    outcome = outcome_of(NotSentError("ConnectionTimeoutError"))

    assert (outcome.counts, outcome.closes_lane) == (False, False)


@pytest.mark.parametrize("error", [ServerBusyError("500"), GatewayError("502")])
def test_a_broken_telegram_rests_the_lane_for_less_than_35_seconds(error: NetworkError) -> None:
    outcome = outcome_of(error)

    assert outcome.closes_lane
    assert 0 < outcome.seconds <= 30


def test_a_dead_token_and_a_second_instance_end_the_process_each_with_its_code() -> None:
    assert outcome_of(InvalidToken("Not Found")).exit_code == 78
    assert outcome_of(Conflict("Conflict: can't use getUpdates while webhook is active")).exit_code == 75


def test_a_reason_is_alike_for_like_causes_and_quotes_nobody() -> None:
    first = BadRequest('Bad Request: can\'t parse entities: unsupported start tag "wang li" at byte offset 14')
    second = BadRequest('Bad Request: can\'t parse entities: unsupported start tag "anna" at byte offset 3')

    assert outcome_of(first).reason == outcome_of(second).reason == "can't parse entities"
