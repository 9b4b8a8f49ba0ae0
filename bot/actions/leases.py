"""The right to lead: one process polls and ticks, and every claim it makes carries its fence."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.database import Command, Query, Transaction
from bot.rules.times import local_day
from bot.shop import Work
from bot.tables.clock import job_days, job_runs, leases

LEADER = "leader"


class Held(NamedTuple):
    """The leader's lease as it stood: whose, its fence, and until when."""

    owner: str
    fence: int
    until: datetime


_HELD = Query(
    Held, select(leases.c.owner, leases.c.fence, leases.c.until).where(leases.c.name == LEADER).with_for_update()
)
_FIRST = Command(insert(leases).on_conflict_do_nothing())
_TAKE = Query(
    int,
    update(leases)
    .where(
        leases.c.name == LEADER,
        or_(leases.c.owner == bindparam("me"), leases.c.until < bindparam("now"), bindparam("at_once").is_(True)),
    )
    .values(owner=bindparam("holder"), until=bindparam("end"), fence=leases.c.fence + 1)
    .returning(leases.c.fence),
)
_RENEW = Command(
    update(leases)
    .where(leases.c.name == LEADER, leases.c.owner == bindparam("me"), leases.c.fence == bindparam("mine"))
    .values(until=bindparam("end"))
)
_BEGIN = Query(int, insert(job_runs).returning(job_runs.c.id))
_END = Command(
    update(job_runs).where(job_runs.c.id == bindparam("run")).values(ended_at=bindparam("at"), error=bindparam("why"))
)
_SWEEP = Command(delete(job_runs).where(job_runs.c.began_at < bindparam("before")))


def _as_it_is(day: date) -> date:
    return day


_DAY = Query(_as_it_is, select(job_days.c.day).where(job_days.c.name == bindparam("job")))
_NEW_DAY = insert(job_days)
_MARK = Query(int, select(func.coalesce(job_days.c.mark, 0)).where(job_days.c.name == bindparam("job")))
_NOTE_MARK = Command(
    _NEW_DAY.on_conflict_do_update(
        index_elements=[job_days.c.name], set_={"day": _NEW_DAY.excluded.day, "mark": _NEW_DAY.excluded.mark}
    )
)
_NOTE_DAY = Command(
    _NEW_DAY.on_conflict_do_update(index_elements=[job_days.c.name], set_={"day": _NEW_DAY.excluded.day})
)


async def last_mark(work: Transaction, job: str) -> int:
    """What else a daily job has to remember, such as the newest purchase it has seen; 0 if it never did."""
    return await work.one(_MARK, job=job) or 0


async def note_mark(work: Work, job: str, mark: int) -> None:
    """Note what a daily job has to remember."""
    await work.run(_NOTE_MARK, name=job, day=local_day(work.now, work.store.zone_info), mark=mark)


async def last_lease(work: Work) -> Held | None:
    """The lease as the last leader left it; its end says until when somebody was surely awake."""
    return await work.one(_HELD)


async def take_lead(work: Work, me: str, lasts: timedelta, *, at_once: bool = False) -> int | None:
    """Become the leader if nobody is; the fence, or None while another leads.

    Args:
        me: this process's name, unlike any other's.
        lasts: until when it must be renewed.
        at_once: don't wait for the last leader's lease to lapse (on SQLite a file lock has shown that it is dead).
    """
    await work.run(_FIRST, name=LEADER, owner="", fence=0, until=work.now - lasts)
    end = work.now + lasts
    return await work.one(_TAKE, me=me, holder=me, now=work.now, end=end, at_once=at_once)


async def renew_lead(work: Work, me: str, fence: int, lasts: timedelta) -> bool:
    """Stay the leader; False if another has taken over, and then nothing more may be sent."""
    return await work.run(_RENEW, me=me, mine=fence, end=work.now + lasts) == 1


async def leave_lead(work: Work, me: str, fence: int) -> None:
    """Let the next one lead at once."""
    await work.run(_RENEW, me=me, mine=fence, end=work.now)


async def begin_run(work: Work, job: str) -> int:
    """Note that a job begins; the number of its run."""
    return await work.the(_BEGIN, name=job, began_at=work.now)


async def end_run(work: Work, run: int, error: str | None) -> None:
    """Note that a job ended, and the kind of error if it failed."""
    await work.run(_END, run=run, at=work.now, why=error)


async def last_day(work: Transaction, job: str) -> date | None:
    """The latest local day that a daily job was run for; None if it never was."""
    return await work.one(_DAY, job=job)


async def note_day(work: Work, job: str, day: date) -> None:
    """Note that a daily job was run for a local day."""
    await work.run(_NOTE_DAY, name=job, day=day)


async def sweep_runs(work: Work) -> int:
    """Delete the record of runs older than thirty days."""
    return await work.run(_SWEEP, before=work.now - timedelta(days=30))
