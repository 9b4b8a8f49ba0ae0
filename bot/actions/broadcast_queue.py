"""Puts a broadcast's recipients into the outbox, page by page: whose turn it is, and how far it has come."""

from collections import Counter, deque
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Select, bindparam, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.broadcast_arrived import ARRIVED, queue_arrived
from bot.actions.broadcast_counts import count
from bot.actions.broadcast_failed import failed_by
from bot.actions.broadcast_members import due_for_others, queue_members
from bot.actions.broadcast_moves import pause_by_itself
from bot.actions.broadcasts import Broadcast
from bot.actions.claims import LEASE
from bot.actions.groups import groups_to_write_to
from bot.actions.segments import chosen
from bot.database import Command, Query, Transaction, among, listed, looked_through
from bot.rules.broadcast_runs import RECALLED_WITHIN, Act, Why
from bot.rules.deliveries import KINDS, Lane
from bot.rules.outcomes import State as Fate
from bot.rules.refusals import Refusal
from bot.rules.segments import parse
from bot.shop import Store, Work
from bot.tables.base import UtcDateTime
from bot.tables.broadcasts import broadcasts
from bot.tables.members import members
from bot.tables.outbox import deliveries

AHEAD = 50_000
"""Members who are found out at once, before they are queued."""


class _Fate(NamedTuple):
    state: str
    verdict_why: str | None
    n: int


_OF_THIS = deliveries.c.broadcast_id == bindparam("broadcast")
_NEWEST = Query(int, select(func.coalesce(func.max(deliveries.c.id), 0)).where(_OF_THIS))
_FATES = Query(
    _Fate,
    select(deliveries.c.state, deliveries.c.verdict_why, func.count().label("n"))
    .where(_OF_THIS, deliveries.c.id > bindparam("after"))
    .group_by(deliveries.c.state, deliveries.c.verdict_why),
)
_QUEUED = Command(
    update(broadcasts)
    .where(broadcasts.c.id == bindparam("number"))
    .values(
        queued_to=bindparam("new_to"),
        queued=broadcasts.c.queued + bindparam("more"),
        held=broadcasts.c.held + bindparam("more_held"),
        queued_at=bindparam("new_at"),
    )
)
_TO_GROUP = Command(insert(deliveries).on_conflict_do_nothing(index_elements=[deliveries.c.key]))
_ON_ITS_WAY = Query(
    int,
    select(deliveries.c.id)
    .where(
        looked_through(deliveries.c.broadcast_id) == bindparam("about"),
        deliveries.c.state == Fate.SENDING.value,
        deliveries.c.lease_until <= bindparam("by"),
    )
    .limit(1),
)
_WHOSE = Query(
    int,
    select(members.c.id)
    .select_from(deliveries.join(members, members.c.telegram_id == deliveries.c.chat_id))
    .where(among(deliveries.c.id, "these"))
    .order_by(deliveries.c.id),
)


async def look_ahead(reading: Transaction, store: Store, found: Broadcast) -> deque[int] | Refusal:
    """The next members whom a broadcast is for, behind those that were looked at; none where all were.

    Whom a segment names may take as long to find out as to count, so that it is done beside whoever writes, and for
    many pages at once.

    Returns:
        Refusal: as of `parse` and `chosen`.
    """
    if not found.plan.audience:
        return deque()
    expression = parse(found.plan.audience)
    if isinstance(expression, Refusal):
        return expression
    named = await chosen(reading, expression, found.began_at or found.made_at, store)
    if isinstance(named, Refusal):
        return named
    behind = named.where(members.c.id > found.queued_to, members.c.telegram_id.is_not(None))
    return deque(await reading.all(Query(int, behind.order_by(members.c.id).limit(AHEAD))))


async def queue_some(work: Work, found: Broadcast, most: int, ahead: deque[int] | Refusal) -> bool:
    """Put another page of a running broadcast's recipients into the outbox; whether there may be more.

    Each recipient has it once, however often this is done: its row has a key of its own.

    Args:
        most: recipients in the page.
        ahead: as `look_ahead` found them; who is queued is taken off. Whoever has it for another broadcast's sake is
            found out here and now.
    """
    if isinstance(ahead, Refusal):
        await pause_by_itself(work, found, Why.SEGMENT_GONE)
        return False
    if found.act in ARRIVED and await _is_on_its_way(work, found):
        return False
    before = await work.the(_NEWEST, broadcast=found.id)
    if found.queued_to == 0 and found.act is Act.SEND:
        await _queue_groups(work, found)
    if found.act is Act.SEND:
        while ahead and ahead[0] <= found.queued_to:
            ahead.popleft()
        page = [ahead.popleft() for _ in range(min(most, len(ahead)))]
    else:
        page = await work.all(Query(int, _of_another(work, found).order_by(deliveries.c.id).limit(most)))
    held = await _queue_page(work, found, page, before) if page else 0
    await _note(work, found, before, page, held)
    return bool(page)


async def _is_on_its_way(work: Work, found: Broadcast) -> bool:
    """Whether something that was claimed before this one began may still arrive as it was."""
    by = (found.began_at or work.now) + LEASE
    return await work.one(_ON_ITS_WAY, about=found.about, by=by) is not None


async def _note(work: Work, found: Broadcast, before: int, page: Sequence[int], held: int) -> None:
    """Count what was put into the outbox, and that of which it was over at once."""
    fates = await work.all(_FATES, broadcast=found.id, after=before)
    await count(
        work,
        Counter({(found.id, one.state, one.verdict_why or ""): one.n for one in fates if one.state != Fate.QUEUED}),
    )
    await work.run(
        _QUEUED,
        number=found.id,
        new_to=page[-1] if page else found.queued_to,
        more=sum(one.n for one in fates),
        more_held=held,
        new_at=None if page else work.now,
    )
    work.posted.add(Lane.BROADCAST)


def _of_another(work: Work, found: Broadcast) -> Select[tuple[int]]:
    """Deliveries of the broadcast that it is about, behind those that were looked at, for whose recipients it is."""
    earlier = select(deliveries.c.id).where(deliveries.c.broadcast_id == found.about, deliveries.c.id > found.queued_to)
    if found.act is Act.AGAIN:
        return earlier.where(*failed_by(found.about, found.id))
    arrived = earlier.where(deliveries.c.state == Fate.DELIVERED.value, deliveries.c.message_id.is_not(None))
    if found.act is Act.CORRECT:
        return arrived
    return arrived.where(deliveries.c.settled_at > literal(work.now - RECALLED_WITHIN, UtcDateTime()))


async def _queue_page(work: Work, found: Broadcast, page: Sequence[int], before: int) -> int:
    """Put these into the outbox; how many of them were left out by lot."""
    if found.act in ARRIVED:
        await queue_arrived(work, found, page)
        return 0
    whom = await work.all(_WHOSE, these=listed(page)) if found.act is Act.AGAIN else page
    return await queue_members(work, found, whom, before)


async def _queue_groups(work: Work, found: Broadcast) -> None:
    """One post to each group, which has it when everybody else does."""
    kind, numbers = KINDS["broadcast_in_group"], {one.chat_id: one.id for one in await groups_to_write_to(work)}
    rows: list[dict[str, object]] = [
        {
            "key": f"broadcast:{found.id}:group:{chat}",
            "kind": kind.name,
            "data": {"group": numbers.get(chat, 0)},
            "chat_id": chat,
            "lane": kind.lane.value,
            "due": due_for_others(work, found),
            "best_before": found.good_until,
            "state": Fate.QUEUED.value,
            "attempts": 0,
            "chances": 0,
            "broadcast_id": found.id,
        }
        for chat in found.plan.groups
    ]
    await work.many(_TO_GROUP, rows)
