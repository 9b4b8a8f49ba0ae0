"""What the clock does, one row of the timetable: how often, or at what hour of the store's day, and what."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.shop import Shop

DAY = timedelta(days=1)


class PutOffError(Exception):
    """A job can't be done now, for a reason that passes: it is tried again at the next tick."""


async def _always(_: Shop, __: datetime) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Job:
    """Something the clock does; what is due is always a query, so a missed tick is made good by the next.

    A job with an hour (`at`) belongs to the members: it runs once on each local day of the store on which there is
    something to do, and when time is walked through, on each such day of the walk. One without looks after the house:
    at the end of a walk it runs once, however long that was.

    Args:
        every: how often; a day where there is an hour.
        at: the hour of the store's day from which it runs.
        steady: one without an hour that is also run wherever a walk stops.
        wanted: whether there will be anything to do by an instant if nothing happens until then, in a few short reads;
            yes where only going through much would tell. What is wanted stays wanted until it is done; a day on which
            nothing is passes without a trace.
    """

    name: str
    every: timedelta
    run: Callable[[Shop], Awaitable[object]]
    at: time | None = None
    wanted: Callable[[Shop, datetime], Awaitable[bool]] = _always
    steady: bool = False
