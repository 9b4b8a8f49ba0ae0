"""All the clockwork on one screen: what runs, how often, and what it does."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.actions.audit import audit
from bot.actions.inbox import sweep as sweep_inbox
from bot.actions.leases import sweep_runs
from bot.actions.people import sweep_steps
from bot.database.sqlite import SqliteDatabase
from bot.shop import Shop, Work


@dataclass(frozen=True, slots=True)
class Job:
    """Something the clock does; what is due is always a query, so a missed tick is made good by the next."""

    name: str
    every: timedelta
    run: Callable[[Shop], Awaitable[object]]


def _in_one_act(*acts: Callable[[Work], Awaitable[object]]) -> Callable[[Shop], Awaitable[None]]:
    async def run(shop: Shop) -> None:
        async with shop.work() as work:
            for act in acts:
                await act(work)

    return run


async def _cut_log(shop: Shop) -> None:
    """Give the space of SQLite's log back, and with it what was forgotten since the last hour."""
    if isinstance(shop.database, SqliteDatabase):
        await shop.database.checkpoint()


TIMETABLE = (
    Job("sweep", timedelta(hours=1), _in_one_act(sweep_inbox, sweep_steps, sweep_runs)),
    Job("audit", timedelta(hours=1), audit),
    Job("checkpoint", timedelta(hours=1), _cut_log),
)
