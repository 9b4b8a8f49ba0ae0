"""How a broadcast is watched: what its card tells, and how often it is told anew."""

from datetime import datetime, timedelta
from typing import NamedTuple

from bot.rules.broadcast_runs import Act, State, Tally, Why

OFTEN, SELDOM = timedelta(seconds=4), timedelta(minutes=2)
"""Between two changes of a card, at least and at most."""
PART = 30
"""A card waits for so small a part of the time that the broadcast runs already, so that a long one changes seldom."""
OVER = frozenset({State.DONE, State.CANCELLED})


class Standing(NamedTuple):
    """How a broadcast stands.

    Args:
        queued: all its recipients are in the outbox.
        why: why it is paused.
        begins_at: when it may begin.
        waits_until: when the next may have it, where nobody may now.
    """

    id: int
    title: str
    act: Act
    state: State
    tally: Tally
    queued: bool
    why: Why | None
    begins_at: datetime | None
    began_at: datetime | None
    ended_at: datetime | None
    waits_until: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing of it will ever go out any more."""
        return self.state in OVER


def tells_again(now: datetime, began_at: datetime | None) -> datetime:
    """When a card that has just been told may be told again, if anything is new by then."""
    ran = now - began_at if began_at is not None else timedelta(0)
    return now + min(max(ran / PART, OFTEN), SELDOM)


def left_seconds(standing: Standing, per_minute: int) -> float | None:
    """How long the rest takes at this speed; None where nobody can say."""
    if per_minute <= 0 or not standing.queued or standing.state is not State.RUNNING:
        return None
    return standing.tally.left * 60 / per_minute
