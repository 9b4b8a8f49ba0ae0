"""What is kept of a member's answers to broadcasts: given back to them, and erased."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select

from bot.actions.broadcasts import broadcasts_told
from bot.database import Command, Query
from bot.shop import Work
from bot.tables.broadcasts import broadcast_answers


class Answered(NamedTuple):
    """When a member pressed a button under a broadcast, or wrote back; `title` is what the shop calls it."""

    title: str
    at: datetime


class _Row(NamedTuple):
    broadcast_id: int
    at: datetime


_THEIRS = broadcast_answers.c.member_id == bindparam("member")
_ANSWERS = Query(
    _Row,
    select(broadcast_answers.c.broadcast_id, broadcast_answers.c.at).where(_THEIRS).order_by(broadcast_answers.c.at),
)
_FORGET = Command(delete(broadcast_answers).where(_THEIRS))


async def answered_broadcasts(work: Work, member_id: int) -> list[Answered]:
    """What a member did with broadcasts, the oldest first."""
    found = await work.all(_ANSWERS, member=member_id)
    told = await broadcasts_told(work, {one.broadcast_id for one in found})
    return [Answered(told[one.broadcast_id].plan.title, one.at) for one in found]


async def forget_answers(work: Work, member_id: int) -> None:
    """Erase it; the counts of the broadcasts lose it too."""
    await work.run(_FORGET, member=member_id)
