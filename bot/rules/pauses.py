"""Why the shop writes to nobody by itself, and what waits meanwhile; only `regulars resume` ends a pause."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.rules.deliveries import Lane

JUMP = timedelta(minutes=10)
"""The most that the wall clock may move against the steady one; promises.md, "Time"."""


class Pause(StrEnum):
    """Why."""

    RESTORED = "restored"  # a copy can't know what was sent after it was made
    CLOCK = "clock jumped"  # nobody knows what day it is, so nothing goes out that has hours of its own


class Clocks(NamedTuple):
    """What the machine's two clocks showed at one moment: the one on the wall, and seconds that only ever pass."""

    wall: datetime
    steady: float

    def jump_to(self, later: "Clocks") -> timedelta:
        """How far the wall clock was moved since, beyond the time that passed; negative where it was set back."""
        return later.wall - self.wall - timedelta(seconds=later.steady - self.steady)


def waits(why: str | None, lane: Lane) -> bool:
    """Whether what is in a lane waits while the shop is paused; `why` None: it isn't.

    Where the clock jumped, receipts and answers go on, since they say when something happened and not that it is time.
    """
    return why is not None and (why != Pause.CLOCK or lane is Lane.BROADCAST)
