"""Telling a member what happened to their points, if they are on Telegram to be told."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.actions.outbox import post
from bot.database import Query
from bot.shop import Work
from bot.tables.members import members

_CHAT = Query(
    int, select(members.c.telegram_id).where(members.c.id == bindparam("member"), members.c.telegram_id.is_not(None))
)


async def tell(
    work: Work,
    member_id: int,
    kind: str,
    key: str,
    data: Mapping[str, object],
    *,
    due: datetime | None = None,
    edits: str | None = None,
) -> None:
    """Put a message for a member into the outbox, in this act; nothing for one who isn't on Telegram.

    Args:
        kind: a name in `bot/rules/deliveries.py`.
        key: what it is about; the same is never told twice.
        data: what the words need.
        due: not before this instant; at once if None.
        edits: the key of the message that it changes.
    """
    chat_id = await work.one(_CHAT, member=member_id)
    if chat_id is not None:
        await post(work, kind, chat_id, key, data, due=due, edits=edits)
