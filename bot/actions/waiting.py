"""Members who wait for an answer, and the staff who are reminded of them until somebody has given one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.actions.outbox import post
from bot.actions.surveys import read_rules
from bot.database import Query, Transaction
from bot.rules.roles import MAY, Action
from bot.shop import Work
from bot.tables.conversations import conversations
from bot.tables.staff import staff

MOST_REMINDED = 50
"""Members of whom the staff are reminded on one day, the longest forgotten first."""
_A_DAY = timedelta(days=1)


class Colleague(NamedTuple):
    """Somebody who answers members."""

    id: int
    telegram_id: int


class _Waits(NamedTuple):
    id: int
    waiting_since: datetime


_TEAM = Query(
    Colleague,
    select(staff.c.id, staff.c.telegram_id)
    .where(staff.c.role.in_(sorted(MAY[Action.ANSWER_MEMBERS])), staff.c.dismissed_at.is_(None))
    .order_by(staff.c.id),
)
_FORGOTTEN = Query(
    _Waits,
    select(conversations.c.id, conversations.c.waiting_since)
    .where(conversations.c.state == "open", conversations.c.waiting_since < bindparam("before"))
    .order_by(conversations.c.waiting_since, conversations.c.id)
    .limit(bindparam("most")),
)
_SINCE = Query(
    datetime,
    select(conversations.c.waiting_since).where(
        conversations.c.id == bindparam("number"), conversations.c.waiting_since.is_not(None)
    ),
)


async def team(work: Work) -> Sequence[Colleague]:
    """Everybody who answers members: agents, managers and owners."""
    return await work.all(_TEAM)


async def waits_since(work: Work, number: int) -> str:
    """Since when a member waits for an answer in a conversation, as ISO text; empty if they don't."""
    since = await work.one(_SINCE, number=number)
    return since.isoformat() if since else ""


async def anybody_forgotten(work: Transaction, by: datetime) -> bool:
    """Whether a member has been waiting for an answer for a day and longer, by an instant."""
    return bool(await work.all(_FORGOTTEN, before=by - _A_DAY, most=1))


async def remind_of_forgotten(work: Work) -> None:
    """Tell whoever answers members, once more each day, that somebody still waits: nothing else is sent to them."""
    for one in await work.all(_FORGOTTEN, before=work.now - _A_DAY, most=MOST_REMINDED):
        await _remind(work, one.id, one.waiting_since, work.now)


async def remind_later(work: Work, number: int) -> None:
    """The member waits from now on: if nobody has answered in the set time, whoever could is told so."""
    rules = await read_rules(work)
    await _remind(work, number, work.now, work.now + timedelta(hours=rules.answer_hours))


async def _remind(work: Work, number: int, since: datetime, due: datetime) -> None:
    for colleague in await team(work):
        data = {"conversation": number, "waiting": number, "since": since.isoformat(), "on": due.isoformat()}
        key = f"unanswered:{number}:{due:%y%m%d%H%M%S}:{colleague.id}"
        await post(work, "unanswered", colleague.telegram_id, key, data, due=due)
