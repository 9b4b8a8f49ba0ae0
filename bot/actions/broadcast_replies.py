"""What members write back to a broadcast: it is counted, and reaches the staff in a conversation."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.actions.broadcast_answers import note_answer
from bot.actions.conversations import conversation_to_go_on, member_says, open_conversation
from bot.actions.said import why_not_said
from bot.database import Query, Transaction
from bot.rules.conversations import Remark, Why
from bot.rules.outcomes import State as Fate
from bot.rules.refusals import Refusal
from bot.rules.roles import Actor
from bot.shop import Work
from bot.tables.outbox import deliveries

REPLY = "reply"
"""As what it is noted that somebody wrote back."""
LATELY = timedelta(days=1)
"""So long after a broadcast came, words that nobody understands may be about it."""
RECENT = 20
"""Broadcasts of somebody's among which one is looked for."""


class _Had(NamedTuple):
    broadcast_id: int
    message_id: int | None
    others: object
    settled_at: datetime | None


_HAD = Query(
    _Had,
    select(*(deliveries.c[name] for name in _Had._fields))
    .where(
        deliveries.c.chat_id == bindparam("chat"),
        deliveries.c.kind == "broadcast",
        deliveries.c.state.in_((Fate.DELIVERED.value, Fate.UNCERTAIN.value)),
    )
    .order_by(deliveries.c.id.desc())
    .limit(RECENT),
)


async def broadcast_at(work: Transaction, chat_id: int, message_id: int) -> int | None:
    """The broadcast that came to somebody as a message, of an album as any of them; None for any other message."""
    for one in await work.all(_HAD, chat=chat_id):
        others = one.others if isinstance(one.others, list) else []
        if message_id == one.message_id or message_id in others:
            return one.broadcast_id
    return None


async def broadcast_lately(work: Work, chat_id: int) -> int | None:
    """The broadcast that came to somebody last, if that was not long ago."""
    newest = next(iter(await work.all(_HAD, chat=chat_id)), None)
    if newest is None or newest.settled_at is None or newest.settled_at < work.now - LATELY:
        return None
    return newest.broadcast_id


async def reply_to_broadcast(work: Work, actor: Actor, broadcast_id: int, remark: Remark) -> Refusal | None:
    """Pass on to the staff what a member writes back, in the conversation that is open, or in a new one.

    Returns:
        Why it can't be passed on, as `why_not_said`.
    """
    if actor.member_id is None:
        raise ValueError("only a member writes back to a broadcast")
    if refusal := why_not_said(remark):
        return refusal
    await note_answer(work, broadcast_id, REPLY, actor.member_id)
    if await conversation_to_go_on(work, actor.member_id) is None:
        await open_conversation(work, actor.member_id, Why.BROADCAST)
    await member_says(work, actor, remark._replace(about=broadcast_id))
    return None
