"""Runs the timetable: every run is noted, an error never stops the clock, and time can be walked through."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import structlog
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.actions.leases import begin_run, end_run, last_day, note_day
from bot.rules.times import due_day, instant
from bot.shop import Shop
from jobs.job import DAY, Job, PutOffError
from jobs.leader import Leader

log = structlog.get_logger(__name__)

LOOK = timedelta(minutes=10)
"""Between looks at whether a daily job's hour has come."""


class Clockwork:
    """The timetable, wound up."""

    def __init__(self, shop: Shop, leader: Leader, timetable: Sequence[Job]) -> None:
        self._shop = shop
        self._leader = leader
        self._jobs = {job.name: job for job in timetable}
        self._last: dict[str, datetime] = {}
        self._idle: dict[str, date] = {}
        """The latest day on which a daily job had nothing to do."""
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
            every = LOOK if job.at else job.every
            self._scheduler.add_job(self._tick, IntervalTrigger(seconds=int(every.total_seconds())), [job.name])
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _tick(self, name: str) -> None:
        job = self._jobs[name]
        if self._leader.leading and await (
            self._is_due(job) if job.at else job.wanted(self._shop, self._shop.clock.now())
        ):
            await self.run(name)

    async def run(self, name: str) -> bool:
        """Run one job now, and note it.

        Returns:
            Whether it went well; what went wrong is in the log and in the record of runs.

        Raises:
            KeyError: there is no such job.
        """
        job, now = self._jobs[name], self._shop.clock.now()
        self._last[name] = now
        async with self._shop.work() as work:
            number = await begin_run(work, name)
        failure: str | None = None
        try:
            await job.run(self._shop)
        except PutOffError as why:
            failure = "put off"
            log.warning("job_put_off", job=name, run=number, why=str(why))
        except Exception as error:
            failure = type(error).__name__
            log.exception("job_failed", job=name, run=number)
        async with self._shop.work() as work:
            await end_run(work, number, failure)
            if failure is None and job.at is not None:
                await note_day(work, name, due_day(job.at, work.store.zone_info, now))
        return failure is None

    async def due(self, *, house: bool = True) -> list[str]:
        """The jobs whose time has come by the shop's clock, each once, however many ticks it has missed.

        Args:
            house: also those that look after the house.
        """
        return [job.name for job in self._jobs.values() if await self._is_due(job) and (house or job.at or job.steady)]

    async def next_busy(self, until: datetime) -> datetime | None:
        """When, up to an instant, a daily job's hour comes next at which it will have something to do.

        It holds as long as nothing else happens, so that days on which nothing does needn't be walked through.
        """
        first: datetime | None = None
        for job in self._jobs.values():
            if job.at is not None:
                first = await self._busy(job, job.at, first or until) or first
        return first

    async def _busy(self, job: Job, at: time, until: datetime) -> datetime | None:
        zone = self._shop.store.zone_info
        day, last = due_day(at, zone, self._shop.clock.now()) + DAY, due_day(at, zone, until)
        if last < day or not await job.wanted(self._shop, instant(last, at, zone)):
            return None
        while day < last:
            middle = day + (last - day) // 2
            if await job.wanted(self._shop, instant(middle, at, zone)):
                last = middle
            else:
                day = middle + DAY
        return instant(day, at, zone)

    async def _is_due(self, job: Job) -> bool:
        now = self._shop.clock.now()
        if job.at is None:
            before = now - job.every if job.steady else now
            return self._last.setdefault(job.name, before) + job.every <= now and await job.wanted(self._shop, now)
        day = due_day(job.at, self._shop.store.zone_info, now)
        async with self._shop.reading() as reading:
            last = await last_day(reading, job.name)
        last = max(filter(None, (last, self._idle.get(job.name))), default=None)
        # A day further ahead than clocks fall back was noted by a clock that ran ahead, and says nothing.
        if last is not None and day <= last <= day + DAY:
            return False
        if await job.wanted(self._shop, now):
            return True
        self._idle[job.name] = day
        return False
