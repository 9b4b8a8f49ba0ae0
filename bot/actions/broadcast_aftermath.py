"""Who turned away after a broadcast: who had it and then blocked the bot, or wants no offers any more."""

from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from sqlalchemy import bindparam, exists, func, select

from bot.actions.broadcast_counts import tally
from bot.actions.broadcasts import Broadcast, list_broadcasts
from bot.database import Query, Transaction, looked_through
from bot.rules.broadcast_runs import Act, Why
from bot.rules.broadcast_signs import TURNED, turned_away
from bot.rules.deliveries import Topic
from bot.rules.effect import Came
from bot.tables.members import consents, members
from bot.tables.outbox import deliveries
from bot.tables.people import people

WITHIN = timedelta(days=1)
"""So long after a broadcast has begun it may be what they turn away from."""
EARLIER = 5
"""Earlier broadcasts by which it is told what is usual."""


class Turned(NamedTuple):
    """How many of those who had it turned away."""

    blocked: int
    stopped: int


# Found by the person: all who had it would be looked through for each.
_HAD_IT = (looked_through(deliveries.c.broadcast_id) == bindparam("broadcast"), deliveries.c.state == "delivered")
_BLOCKED = Query(
    int,
    select(func.count())
    .select_from(people)
    .where(
        people.c.unreachable_at.between(bindparam("since"), bindparam("until")),
        exists().where(
            deliveries.c.chat_id == people.c.telegram_id, deliveries.c.settled_at <= people.c.unreachable_at, *_HAD_IT
        ),
    ),
)
_STOPPED = Query(
    int,
    select(func.count(consents.c.member_id.distinct()))
    .select_from(consents.join(members, members.c.id == consents.c.member_id))
    .where(
        ~consents.c.given,
        consents.c.at.between(bindparam("since"), bindparam("until")),
        consents.c.topic == Topic.OFFERS.value,
        exists().where(
            deliveries.c.chat_id == members.c.telegram_id, deliveries.c.settled_at <= consents.c.at, *_HAD_IT
        ),
    ),
)


async def turned(work: Transaction, found: Broadcast, now: datetime) -> Turned:
    """How many of those who had it have turned away within a day of its beginning, or of its end."""
    if found.began_at is None:
        return Turned(0, 0)
    span = {"since": found.began_at, "until": min(now, (found.ended_at or now) + WITHIN)}
    return Turned(
        await work.the(_BLOCKED, broadcast=found.id, **span), await work.the(_STOPPED, broadcast=found.id, **span)
    )


async def sign(work: Transaction, found: Broadcast, now: datetime) -> Why | None:
    """For what of its recipients' answers a broadcast ought to pause, beside what is usual after the earlier ones."""
    here = await turned(work, found, now)
    if max(here) < TURNED:
        return None
    had = (await tally(work, found)).delivered
    blocked, stopped, of = 0, 0, 0
    went_out = (
        one for one in await list_broadcasts(work, found.id) if one.act is Act.SEND and one.began_at is not None
    )
    for one in islice(went_out, EARLIER):
        then = await turned(work, one, now)
        blocked, stopped = blocked + then.blocked, stopped + then.stopped
        of += (await tally(work, one)).delivered
    why = turned_away(Came(here.blocked, had), Came(blocked, of), Came(here.stopped, had), Came(stopped, of))
    return why if why not in found.overlooks else None
