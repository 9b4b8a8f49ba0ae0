"""Runs the timetable: every run is noted, an error never stops the clock, and time can be walked through."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.actions.leases import begin_run, end_run
from bot.shop import Shop
from jobs.leader import Leader
from jobs.timetable import Job

log = structlog.get_logger(__name__)


class Clockwork:
    """The timetable, wound up."""

    def __init__(self, shop: Shop, leader: Leader, timetable: Sequence[Job]) -> None:
        self._shop = shop
        self._leader = leader
        self._jobs = {job.name: job for job in timetable}
        self._last: dict[str, datetime] = {}
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            # A tick that comes late still comes: the default grace of one second would drop it in silence.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        """Begin to tick."""
        for job in self._jobs.values():
            self._scheduler.add_job(self._tick, IntervalTrigger(seconds=int(job.every.total_seconds())), [job.name])
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _tick(self, name: str) -> None:
        if self._leader.leading:
            await self.run(name)

    async def run(self, name: str) -> bool:
        """Run one job now, and note it.

        Returns:
            Whether it went well; what went wrong is in the log and in the record of runs.

        Raises:
            KeyError: there is no such job.
        """
        job = self._jobs[name]
        self._last[name] = self._shop.clock.now()
        async with self._shop.work() as work:
            number = await begin_run(work, name)
        failure: str | None = None
        try:
            await job.run(self._shop)
        except Exception as error:
            failure = type(error).__name__
            log.exception("job_failed", job=name, run=number)
        async with self._shop.work() as work:
            await end_run(work, number, failure)
        return failure is None

    def due(self) -> list[str]:
        """The jobs whose time has come by the shop's clock, each once, however many ticks it has missed."""
        now = self._shop.clock.now()
        return [name for name, job in self._jobs.items() if self._last.setdefault(name, now) + job.every <= now]
