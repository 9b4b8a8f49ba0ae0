"""What members ask staff to do: opened with the member's words, listed, taken by one, and closed with an answer."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise, note
from bot.actions.outbox import Posting, post_all
from bot.actions.telling import tell
from bot.database import Command, Query, Transaction
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.tasks import Outcome, TaskKind, TaskState
from bot.shop import Work
from bot.tables.members import members
from bot.tables.people import people
from bot.tables.products import products
from bot.tables.staff import staff
from bot.tables.tasks import tasks


class Task(NamedTuple):
    """One, as staff see it; `said` and the names are sealed, None where nothing is known."""

    id: int
    kind: str
    state: str
    opened_at: datetime
    said: bytes | None
    product: str | None
    member_id: int
    member_name: bytes | None
    card: str
    staff_id: int | None
    staff_name: bytes | None


class Asked(NamedTuple):
    """One, as the member who asked for it is given it back; `said` is sealed."""

    product: str | None
    said: bytes | None
    state: str
    opened_at: datetime


_TASKS = (
    select(
        tasks.c.id,
        tasks.c.kind,
        tasks.c.state,
        tasks.c.opened_at,
        tasks.c.said,
        products.c.name.label("product"),
        tasks.c.member_id,
        func.coalesce(members.c.name, people.c.name).label("member_name"),
        members.c.card,
        tasks.c.staff_id,
        staff.c.name.label("staff_name"),
    )
    .select_from(tasks)
    .join(members, members.c.id == tasks.c.member_id)
    .outerjoin(people, people.c.telegram_id == members.c.telegram_id)
    .outerjoin(products, products.c.id == tasks.c.product_id)
    .outerjoin(staff, staff.c.id == tasks.c.staff_id)
)
_ASKED = Query(
    Asked,
    select(products.c.name.label("product"), tasks.c.said, tasks.c.state, tasks.c.opened_at)
    .select_from(tasks)
    .outerjoin(products, products.c.id == tasks.c.product_id)
    .where(tasks.c.member_id == bindparam("member"))
    .order_by(tasks.c.id.desc()),
)
_NOT_DONE = tasks.c.state != "done"
_OPEN = Query(Task, _TASKS.where(_NOT_DONE).order_by(tasks.c.id).limit(bindparam("most")).offset(bindparam("skip")))
_COUNT = Query(int, select(func.count()).select_from(tasks).where(_NOT_DONE))
_ONE = Query(Task, _TASKS.where(tasks.c.id == bindparam("number")))
_ADD = Query(int, insert(tasks).returning(tasks.c.id))
_TAKE = Command(
    update(tasks)
    .where(tasks.c.id == bindparam("number"), _NOT_DONE)
    .values(state=TaskState.TAKEN.value, staff_id=bindparam("clerk"))
)
_CLOSE = Command(
    update(tasks)
    .where(tasks.c.id == bindparam("number"), _NOT_DONE)
    .values(state=TaskState.DONE.value, staff_id=bindparam("clerk"), done_at=bindparam("at"))
)
_FORGET = Command(
    update(tasks)
    .where(tasks.c.member_id == bindparam("member"))
    .values(said=None, state=TaskState.DONE.value, done_at=func.coalesce(tasks.c.done_at, bindparam("at")))
)
_AT_WORK = Query(int, select(staff.c.telegram_id).where(staff.c.dismissed_at.is_(None)))


async def open_task(work: Work, member_id: int, kind: TaskKind, product_id: int, product: str, said: str) -> int:
    """Ask the staff to do something for a member; everybody who works here is told.

    Args:
        product: what it is called.
        said: what the member wants to have said with it; empty for nothing.
    """
    number = await work.the(
        _ADD,
        kind=kind.value,
        member_id=member_id,
        product_id=product_id,
        said=work.vault.seal(said) if said else None,
        state=TaskState.OPEN.value,
        opened_at=work.now,
    )
    told = {"task": number, "product": product}
    crew = await work.all(_AT_WORK)
    await post_all(work, "task_opened", [Posting(one, f"task:{number}:{one}", told) for one in crew])
    return number


async def open_tasks(work: Transaction, most: int, skip: int = 0) -> tuple[list[Task], int]:
    """A page of what is still to do, the oldest first, and how much there is."""
    return await work.all(_OPEN, most=most, skip=skip), await work.the(_COUNT)


async def read_task(work: Transaction, task_id: int) -> Task | None:
    """One, done or not."""
    return await work.one(_ONE, number=task_id)


async def take_task(work: Work, actor: Actor, task_id: int) -> Task | Refusal:
    """Take it upon oneself, also from somebody else; `task_done` if it is done, `task_unknown` if there is none."""
    authorise(actor, Action.DO_TASKS)
    if await work.run(_TAKE, number=task_id, clerk=actor.staff_id) == 0:
        return await _why_not(work, task_id)
    await note(work, actor, Action.DO_TASKS, f"task:{task_id}", after={"state": TaskState.TAKEN.value})
    return await work.the(_ONE, number=task_id)


async def close_task(work: Work, actor: Actor, task_id: int, outcome: Outcome) -> Task | Refusal:
    """Say how it went, which the member is told; refused as `take_task`."""
    authorise(actor, Action.DO_TASKS)
    if await work.run(_CLOSE, number=task_id, clerk=actor.staff_id, at=work.now) == 0:
        return await _why_not(work, task_id)
    await note(work, actor, Action.DO_TASKS, f"task:{task_id}", after={"outcome": outcome.value})
    done = await work.the(_ONE, number=task_id)
    told = {"product": done.product or "", "outcome": outcome.value}
    await tell(work, done.member_id, "task_done", f"task_done:{task_id}", told)
    return done


async def tasks_of(work: Transaction, member_id: int) -> list[Asked]:
    """Everything that a member asked the staff to do, the newest first."""
    return await work.all(_ASKED, member=member_id)


async def forget_tasks(work: Work, member_id: int) -> None:
    """Nothing is to be done any more for a member who is forgotten, and what they said is not kept."""
    await work.run(_FORGET, member=member_id, at=work.now)


async def _why_not(work: Work, task_id: int) -> Refusal:
    return Refusal("task_unknown") if await read_task(work, task_id) is None else Refusal("task_done")
