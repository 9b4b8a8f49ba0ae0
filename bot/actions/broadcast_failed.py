"""Whom a broadcast failed: to whom it can be sent once more."""

from sqlalchemy import ColumnElement, func, select

from bot.actions.broadcasts import Broadcast
from bot.database import Query, Transaction
from bot.rules.broadcast_runs import Act
from bot.rules.outcomes import State as Fate
from bot.tables.broadcasts import broadcasts
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people


def failed_by(about: int | None, again: int) -> tuple[ColumnElement[bool], ...]:
    """Members whom a broadcast failed, who can be reached now, and whom no other one writes to again or has written to.

    Args:
        again: the one that sends it again; 0 where there is none yet.
    """
    other, theirs = broadcasts.alias("other"), deliveries.alias("theirs")
    sent_again = (
        select(theirs.c.id)
        .join(other, other.c.id == theirs.c.broadcast_id)
        .where(
            other.c.about == about,
            other.c.act == Act.AGAIN.value,
            other.c.id != again,
            theirs.c.chat_id == deliveries.c.chat_id,
            theirs.c.state != Fate.DROPPED.value,
        )
        .correlate(deliveries)
        .exists()
    )
    reachable = (
        select(members.c.id)
        .join(people, people.c.telegram_id == members.c.telegram_id)
        .where(members.c.telegram_id == deliveries.c.chat_id, people.c.unreachable_at.is_(None))
        .correlate(deliveries)
        .exists()
    )
    return deliveries.c.state == Fate.FAILED.value, deliveries.c.chat_id > 0, reachable, ~sent_again


async def failed_ones(work: Transaction, found: Broadcast) -> int:
    """To how many members a broadcast would go if it were sent to the failed ones now."""
    theirs = select(func.count()).where(deliveries.c.broadcast_id == found.id, *failed_by(found.id, 0))
    return await work.the(Query(int, theirs))
