"""What becomes of a message after an attempt to deliver it: promises.md's table of error classes, as data."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntFlag, StrEnum
from types import MappingProxyType
from typing import NamedTuple

from bot.rules.deliveries import Class

UNKNOWN_AGAIN = 60.0
"""Seconds until a `sure` message whose fate is unknown is sent once more."""

BACK_OFF = (60.0, 120.0, 240.0, 480.0)
"""Seconds between the tries that count: five of them outlast ten minutes of Telegram being down."""

LONG_WAIT = 300.0
"""A wait longer than this is told to the owner, and pauses a campaign."""

BAD_TOKEN = 78
"""Exit code (EX_CONFIG): Telegram no longer knows the token."""

SECOND_INSTANCE = 75
"""Exit code (EX_TEMPFAIL): another process polls with the same token."""


class Result(StrEnum):
    """What an attempt came to."""

    DELIVERED = "delivered"
    BLOCKED = "blocked"
    MOVED = "moved"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    RETARGET = "retarget"  # the message to edit is gone: send a new one
    TOPIC_GONE = "topic gone"  # the forum topic is gone: open a new one, send there
    EXPIRED = "expired"  # a callback query too old to answer: nobody waits for it
    ORIGINAL_GONE = "original gone"  # what was to be copied was deleted
    STOP = "stop"


class Outcome(NamedTuple):
    """An attempt's result, and what it carries.

    Args:
        reason: a few words, alike for like causes, so that equal ones can be counted; no names, no message text.
        message_id: what Telegram calls the message (delivered).
        others: and those that came with it: an album's.
        chat_id: the group's new id (moved).
        seconds: not before so long (later, unknown).
        counts: this try counts towards the most tries (later).
        closes_lane: nothing else goes out in this lane for `seconds` (later, unknown).
        exit_code: what the process ends with (stop).
    """

    result: Result
    reason: str = ""
    message_id: int | None = None
    others: tuple[int, ...] = ()
    chat_id: int | None = None
    seconds: float = 0.0
    counts: bool = False
    closes_lane: bool = False
    exit_code: int = 0

    @classmethod
    def delivered(cls, message_id: int | None, reason: str = "", others: tuple[int, ...] = ()) -> "Outcome":
        return cls(Result.DELIVERED, reason, message_id=message_id, others=others)

    @classmethod
    def moved(cls, chat_id: int) -> "Outcome":
        return cls(Result.MOVED, "the group has a new id", chat_id=chat_id)

    @classmethod
    def flood(cls, retry_after: float) -> "Outcome":
        """Telegram says to wait; half a second more than it says, since its clock is not ours."""
        return cls(Result.LATER, "flood", seconds=retry_after + 0.5, closes_lane=True)

    @classmethod
    def stop(cls, reason: str, exit_code: int) -> "Outcome":
        return cls(Result.STOP, reason, exit_code=exit_code)


class State(StrEnum):
    """Where a delivery stands."""

    QUEUED = "queued"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    DROPPED = "dropped"


class Chance(IntFlag):
    """Second chances a delivery has used up; each is given once."""

    NONE = 0
    REPEAT = 1  # sent again though the first may have arrived
    NEW_CHAT = 2
    NEW_MESSAGE = 4  # as a new message, not an edit
    NEW_TOPIC = 8


class Move(NamedTuple):
    """A row of the table: where a result leads.

    `chance` is the second chance it takes; where that is used up (`once` never has `REPEAT`), `spent` comes instead.
    """

    to: State
    chance: Chance = Chance.NONE
    spent: State = State.FAILED
    wait: float = 0.0
    unreachable: bool = False


MOVES: Mapping[Result, Move] = MappingProxyType(
    {
        Result.DELIVERED: Move(State.DELIVERED),
        Result.BLOCKED: Move(State.FAILED, unreachable=True),
        Result.MOVED: Move(State.QUEUED, Chance.NEW_CHAT),
        Result.LATER: Move(State.QUEUED),
        Result.REFUSED: Move(State.FAILED),
        Result.UNKNOWN: Move(State.QUEUED, Chance.REPEAT, spent=State.UNCERTAIN, wait=UNKNOWN_AGAIN),
        Result.RETARGET: Move(State.QUEUED, Chance.NEW_MESSAGE),
        Result.TOPIC_GONE: Move(State.QUEUED, Chance.NEW_TOPIC),
        Result.EXPIRED: Move(State.DROPPED),
        Result.ORIGINAL_GONE: Move(State.QUEUED),
        Result.STOP: Move(State.QUEUED),
    }
)


class Settled(NamedTuple):
    """What a delivery becomes.

    Args:
        due: when it is tried next; now for one that has ended.
        chances: what it has used up, to be kept with the row and handed in next time.
        unreachable: the recipient is not written to again until they are heard from.
        long_wait: the owner is told, and a campaign pauses.
    """

    state: State
    reason: str
    attempts: int
    due: datetime
    chances: Chance
    unreachable: bool = False
    long_wait: bool = False


def settled(
    outcome: Outcome, klass: Class, attempts: int, chances: Chance, now: datetime, *, edits: bool = False
) -> Settled:
    """What becomes of a delivery after an attempt.

    Args:
        outcome: what the attempt came to. A claim whose lease lapsed is `Result.UNKNOWN`.
        klass: `sure` is sent once more when unknown, `once` is not.
        attempts: tries that counted before this one.
        chances: second chances used before.
        now: the instant of the attempt.
        edits: it changes a message, and done twice that comes to the same: it needn't wait to see if it was done.
    """
    move = MOVES[outcome.result]
    state, wait = move.to, max(0.0 if edits else move.wait, outcome.seconds)
    if move.chance and (move.chance & chances or (move.chance is Chance.REPEAT and klass is Class.ONCE)):
        state = move.spent
    elif outcome.counts:
        if attempts >= len(BACK_OFF):
            state = State.FAILED
        else:
            wait = max(wait, BACK_OFF[attempts])
    waits = state is State.QUEUED
    return Settled(
        state,
        outcome.reason or outcome.result.value,
        attempts + (outcome.counts or outcome.result not in (Result.LATER, Result.STOP, Result.ORIGINAL_GONE)),
        now + timedelta(seconds=wait) if waits else now,
        chances | move.chance if waits else chances,
        move.unreachable,
        outcome.result is Result.LATER and outcome.seconds > LONG_WAIT,
    )
