"""Joining what an import knew of somebody to the member they are now."""

from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update

from bot.actions.log import note
from bot.actions.points import move_points
from bot.database import Command, Query
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.members import members
from bot.tables.purchases import purchases


class Joined(NamedTuple):
    """What came over: purchases, and points after debts were taken off."""

    purchases: int
    points: int


_COUNT = Query(int, select(func.count()).where(purchases.c.member_id == bindparam("member")))
_MERGE = Command(
    update(members)
    .where(members.c.id == bindparam("member"))
    .values(merged_into=bindparam("heir"), phone=None, phone_index=None)
)


async def join_history(work: Work, actor: Actor, member_id: int, heir: int) -> Joined:
    """Hand everything that one member has to another, who is the same person: lots keep their expiry.

    The caller has made sure that they are the same: by a phone number Telegram vouches for, or by a manager's word.

    Args:
        member_id: the member whom an import made.
        heir: the member who joined.
    """
    count = await work.the(_COUNT, member=member_id)
    points = await move_points(work, actor, member_id, heir)
    await work.run(_MERGE, member=member_id, heir=heir)
    await note(work, actor, Action.JOIN_HISTORY, f"member:{heir}", after={"from": member_id, "purchases": count})
    return Joined(count, points)
