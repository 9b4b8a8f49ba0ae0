"""What becomes of a broadcast: its states and which lead to which, why one pauses, and how it stands."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.rules.broadcasts import Plan
from bot.rules.outcomes import State as Fate


class Act(StrEnum):
    """What a broadcast does; all but the first are about an earlier one."""

    SEND = "send"
    AGAIN = "again"  # sends to those whom it failed
    RECALL = "recall"  # deletes what arrived
    CORRECT = "correct"  # puts other words in its place


SENDS = frozenset({Act.SEND, Act.AGAIN})
"""The acts by which people get a post."""


class State(StrEnum):
    """Where a broadcast stands."""

    DRAFT = "draft"
    AWAITING = "awaiting"  # a second person's yes
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


MOVES: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.AWAITING, State.SCHEDULED, State.CANCELLED}),
    State.AWAITING: frozenset({State.DRAFT, State.SCHEDULED, State.CANCELLED}),
    State.SCHEDULED: frozenset({State.DRAFT, State.RUNNING, State.PAUSED, State.CANCELLED}),
    State.RUNNING: frozenset({State.PAUSED, State.DONE, State.CANCELLED}),
    State.PAUSED: frozenset({State.RUNNING, State.SCHEDULED, State.CANCELLED}),
    State.DONE: frozenset(),
    State.CANCELLED: frozenset(),
}
"""Which state may follow which; whatever isn't listed is refused."""
UNDER_WAY = frozenset({State.SCHEDULED, State.RUNNING, State.PAUSED})


class Why(StrEnum):
    """Why a broadcast is paused."""

    ASKED = "asked"  # somebody wanted it
    ORIGINAL_GONE = "original gone"  # the post that is copied was deleted
    ERRORS = "errors"  # Telegram refuses too many
    DOUBTS = "doubts"  # of too many nobody knows whether they arrived
    BLOCKS = "blocks"  # more than chance explains block the bot after it
    STOPS = "stops"  # more than chance explains want no offers any more after it
    LATE = "late"  # its time is over by more than an hour
    LONG_WAIT = "long wait"  # Telegram wants a pause of minutes
    SEGMENT_GONE = "segment gone"  # nobody can say any more whom it is for
    RESTORED = "restored"  # the shop is a copy, which can't know who has had it since


class Told(NamedTuple):
    """What of a broadcast its messages are put into words from; `texts` are a correction's, by language."""

    id: int
    act: Act
    about: int | None
    plan: Plan
    texts: Mapping[str, str]


class Tally(NamedTuple):
    """How a broadcast stands, in recipients.

    Args:
        queued: put into the outbox so far.
        held: left out by lot.
        delivered: that have it.
        blocked: that had blocked the bot, or were gone.
        failed: that Telegram refused.
        unknown: of whom nobody knows.
        dropped: that the contact policy let alone.
    """

    queued: int = 0
    held: int = 0
    delivered: int = 0
    blocked: int = 0
    failed: int = 0
    unknown: int = 0
    dropped: int = 0

    @property
    def settled(self) -> int:
        """Of how many it is over."""
        return self.delivered + self.blocked + self.failed + self.unknown + self.dropped

    @property
    def left(self) -> int:
        """How many are still to come."""
        return max(0, self.queued - self.settled)


RECALLED_WITHIN = timedelta(hours=48)
"""So long after it was sent Telegram lets a message be deleted."""
BLOCKED = "blocked"
"""The fate of those who can't be reached, told apart from what Telegram refused."""
FIELDS: Mapping[str, str] = {
    Fate.DELIVERED.value: "delivered",
    BLOCKED: "blocked",
    Fate.FAILED.value: "failed",
    Fate.UNCERTAIN.value: "unknown",
    Fate.DROPPED.value: "dropped",
}
"""By fate, the field of `Tally` in which it counts."""


def can_be_recalled(ended_at: datetime | None, now: datetime) -> bool:
    """Whether Telegram may still delete some of it: its last may have gone out when it ended."""
    return ended_at is None or now <= ended_at + RECALLED_WITHIN
