"""Puts members whom a broadcast is for into the outbox, but for those whom the lot leaves out.

Whom it can't reach, or who agreed to no offers, has a row as well, of which it is over at once: so the list of who got
it and who did not, and why, is whole, and the contact policy is asked only of those who may.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import Column, ColumnElement, String, bindparam, case, cast, false, func, literal, select

from bot.actions.broadcast_rows import alike, all_alike, put_in
from bot.actions.broadcasts import Broadcast
from bot.actions.consents import agreed
from bot.actions.holdout import drawn, turn_of, turns
from bot.database import Command, Query, among, listed
from bot.rules.broadcast_when import How
from bot.rules.care import Care
from bot.rules.contact import What
from bot.rules.contact import Why as Because
from bot.rules.deliveries import KINDS, Topic
from bot.rules.outcomes import State as Fate
from bot.shop import Work
from bot.tables.base import UtcDateTime
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.points import accounts

T = TypeVar("T")
KIND = KINDS["broadcast"]


class _Zone(NamedTuple):
    zone: str | None


_THESE = among(members.c.id, "these")
_AS_PEOPLE = members.outerjoin(people, people.c.member_id == members.c.id)
_AS_CUSTOMERS = _AS_PEOPLE.outerjoin(accounts, accounts.c.member_id == members.c.id)
_REACHED = people.c.unreachable_at.is_(None) & people.c.telegram_id.is_not(None)
_MAY = _REACHED & func.coalesce(agreed(Topic.OFFERS, members.c.id), false())
_ZONES = Query(_Zone, select(people.c.zone).select_from(_AS_PEOPLE).where(_THESE).distinct())
_LEAVE_OUT = Query(int, turns(select(members.c.id).select_from(_AS_PEOPLE).where(_THESE, _MAY), held=True))
_GIVEN = Command(
    turns(
        select(members.c.id)
        .select_from(deliveries.join(members, members.c.telegram_id == deliveries.c.chat_id))
        .where(
            deliveries.c.broadcast_id == bindparam("broadcast_id"),
            deliveries.c.id > bindparam("after"),
            deliveries.c.reason.is_(None),  # whom there is nothing against; by their state another index would be taken
        ),
        held=False,
    )
)


def _put_in(due: ColumnElement[datetime]) -> Command:
    why = case((~_REACHED, Because.UNREACHABLE.value), (~_MAY, Because.NO_CONSENT.value), else_=None).label("why")
    columns = (members.c.id, members.c.telegram_id, due.label("due"), why)
    # Whoever was forgotten since it was found out whom it is for is passed over.
    found = select(*columns).select_from(_AS_CUSTOMERS).where(_THESE, members.c.telegram_id.is_not(None))
    # Found out once for each, and not again wherever it is written.
    each = found.cte("each").prefix_with("MATERIALIZED")
    goes = each.c.why.is_(None)
    return put_in(
        # Without any condition SQLite would read ON CONFLICT as that of a join.
        select(each.c.id).where(each.c.id > 0),
        {
            "key": bindparam("prefix", type_=String) + cast(each.c.id, String),
            "chat_id": each.c.telegram_id,
            "due": each.c.due,
            "state": case((goes, Fate.QUEUED.value), else_=Fate.DROPPED.value),
            "reason": each.c.why,
            "verdict": case((goes, None), else_=What.DROP.value),
            "verdict_why": each.c.why,
            "settled_at": case((goes, None), else_=alike("settled_at")),
        },
    )


_DUE = alike("due")
_PUT_IN = _put_in(_DUE)


async def queue_members(work: Work, found: Broadcast, whom: Sequence[int], after: int) -> int:
    """Put members, by their numbers, into the outbox; how many of them were left out by lot.

    Args:
        after: the newest delivery of the broadcast until now.
    """
    turn = turn_of(work, Care.BROADCAST, f"broadcast:{found.id}")
    lot = await drawn(work, Care.BROADCAST, whom)
    held = set(await work.all(_LEAVE_OUT, these=listed(lot), **turn) if lot else ())
    these = listed(one for one in whom if one not in held)
    await work.run(
        await _statement(work, found, these),
        these=these,
        prefix=f"broadcast:{found.id}:",
        due=due_for_others(work, found),
        settled_at=work.now,
        **all_alike(work, found, KIND),
    )
    if lot is not None:
        await work.run(_GIVEN, broadcast_id=found.id, after=after, **turn)
    return len(held)


async def _statement(work: Work, found: Broadcast, these: str) -> Command:
    """Puts these in, each when they may have it; with the time for those of whom it says nothing as a parameter."""
    when, began = found.plan.when, found.began_at or work.now
    if when.how is How.WAVES:
        tiers = sorted({tier for wave in when.waves for tier in wave.tiers})
        return _by(accounts.c.tier, {tier: when.due_for(tier, began) for tier in tiers})
    if when.how is How.THEIR_ZONE:
        zones = [one.zone for one in await work.all(_ZONES, these=these) if one.zone]
        return _by(people.c.zone, {zone: when.due_in(work.store.zone_of(zone), began) for zone in zones})
    return _PUT_IN


def due_for_others(work: Work, found: Broadcast) -> datetime:
    """When it is for groups, and whoever has neither a tier that comes early nor a zone of their own."""
    when, began = found.plan.when, found.began_at or work.now
    return when.due_for(None, began) if when.how is How.WAVES else when.due_in(work.store.zone_info, began)


def _by(column: Column[T], due: Mapping[T, datetime]) -> Command:
    if not due:
        return _PUT_IN
    whens = [(column == one, literal(at, UtcDateTime())) for one, at in due.items()]
    return _put_in(case(*whens, else_=_DUE))
