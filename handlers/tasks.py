"""`/tasks`: what members ask staff to do, taken by one and closed with an answer."""

from math import ceil

from bot.actions.tasks import Task, close_task, open_tasks, read_task, take_task
from bot.rules.refusals import Refusal
from bot.rules.tasks import Outcome, TaskState
from bot.words import refusals
from bot.words import tasks as words
from bot.words.message import Message
from bot.words.tasks import Shown
from handlers.drafts import left
from handlers.visit import Reply, Visit

PAGE = 8


async def show_list(visit: Visit) -> Message:
    """`/tasks`."""
    return await _page(visit, 0)


async def page(visit: Visit) -> Message:
    """Another page of the list."""
    return await _page(visit, int(visit.args[0]))


async def _page(visit: Visit, number: int) -> Message:
    found, n = await open_tasks(visit.work, PAGE, number * PAGE)
    return words.tasks(visit.words, [_shown(visit, one) for one in found], number, max(ceil(n / PAGE), 1), visit.now)


async def show(visit: Visit) -> Message | Reply:
    """One."""
    found = await read_task(visit.work, int(visit.args[0]))
    return left(visit) if found is None else _one(visit, found)


async def take(visit: Visit) -> Message | Reply:
    """*I take it*."""
    return _one(visit, await take_task(visit.work, visit.actor, int(visit.args[0])))


async def close(visit: Visit) -> Message | Reply:
    """How it went, which the member hears."""
    return _one(visit, await close_task(visit.work, visit.actor, int(visit.args[0]), Outcome(visit.args[1])))


def _one(visit: Visit, found: Task | Refusal) -> Message | Reply:
    if isinstance(found, Refusal):
        return Reply(toast=refusals.refused_toast(visit.words, found, visit.now))
    return words.task(visit.words, _shown(visit, found), visit.now)


def _shown(visit: Visit, one: Task) -> Shown:
    vault = visit.work.vault
    name, said, clerk = (vault.open(sealed) if sealed else "" for sealed in (one.member_name, one.said, one.staff_name))
    mine = one.staff_id is not None and one.staff_id == visit.actor.staff_id
    return Shown(one.id, TaskState(one.state), one.product or "", name, one.card, said, one.opened_at, clerk, mine)
