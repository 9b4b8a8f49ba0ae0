"""Trying a broadcast out: a colleague gets it before the members do."""

from typing import NamedTuple

from sqlalchemy import func, select

from bot.actions.broadcasts import broadcasts_told, find_broadcast
from bot.actions.log import authorise
from bot.actions.outbox import post
from bot.database import Query
from bot.rules.broadcast_runs import Told
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.people import people
from bot.tables.staff import staff


class Colleague(NamedTuple):
    """Somebody who works here; `name` is sealed."""

    id: int
    telegram_id: int
    name: bytes


_TEAM = Query(
    Colleague,
    select(staff.c.id, staff.c.telegram_id, func.coalesce(people.c.name, staff.c.name).label("name"))
    .select_from(staff)
    .outerjoin(people, people.c.telegram_id == staff.c.telegram_id)
    .where(staff.c.dismissed_at.is_(None))
    .order_by(staff.c.id),
)


async def colleagues_of(work: Work, actor: Actor) -> list[Colleague]:
    """Everybody else who works here."""
    authorise(actor, Action.BROADCAST)
    return [one for one in await work.all(_TEAM) if one.id != actor.staff_id]


async def show_to_colleague(work: Work, actor: Actor, broadcast_id: int, staff_id: int) -> Colleague | Refusal:
    """Let somebody else who works here get it as members would.

    Returns:
        Who it is; `broadcast_none`, `broadcast_empty` without a post, or `staff_unknown`.
    """
    found = await find_broadcast(work, broadcast_id)
    if found is None:
        return Refusal("broadcast_none")
    if not found.plan.posts:
        return Refusal("broadcast_empty")
    one = next((one for one in await colleagues_of(work, actor) if one.id == staff_id), None)
    if one is None:
        return Refusal("staff_unknown")
    key = f"broadcast_tried:{broadcast_id}:{staff_id}:{work.now.timestamp():.0f}"
    await post(work, "broadcast_tried", one.telegram_id, key, {"trying": broadcast_id})
    return one


async def broadcast_told(work: Work, broadcast_id: int) -> Told | None:
    """What its messages are put into words from; None where it isn't there any more."""
    return (await broadcasts_told(work, [broadcast_id])).get(broadcast_id)
