"""Puts a broadcast's recipients into the outbox, a row for each, page by page.

Whom it can't reach, or who agreed to no offers, has a row as well, of which it is over at once: so the list of who got
it and who did not, and why, is whole, and the contact policy is asked only of those who may.
"""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    String,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    null,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from bot.actions.broadcast_counts import count
from bot.actions.broadcast_failed import failed_by
from bot.actions.broadcast_moves import pause_by_itself
from bot.actions.broadcasts import Broadcast
from bot.actions.claims import LEASE
from bot.actions.consents import agreed
from bot.actions.groups import groups_to_write_to
from bot.actions.holdout import leave_out, left_out
from bot.actions.segments import chosen
from bot.database import Command, Query, Transaction, among
from bot.rules.broadcast_runs import RECALLED_WITHIN, Act, Why
from bot.rules.broadcast_when import How
from bot.rules.care import Care
from bot.rules.contact import What
from bot.rules.contact import Why as Because
from bot.rules.deliveries import KINDS, Lane, Topic
from bot.rules.outcomes import State as Fate
from bot.rules.refusals import Refusal
from bot.rules.segments import parse
from bot.shop import Store, Work
from bot.tables.base import UtcDateTime
from bot.tables.broadcasts import broadcasts
from bot.tables.groups import groups
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.points import accounts

AHEAD = 50_000
"""Members who are found out at once, before they are queued."""
T = TypeVar("T")


class _Fate(NamedTuple):
    state: str
    verdict_why: str | None
    n: int


class _Zone(NamedTuple):
    zone: str | None


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
_COLUMNS = (
    *("key", "kind", "data", "chat_id", "lane", "due", "best_before", "edits", "state", "reason", "attempts"),
    *("chances", "settled_at", "priority", "verdict", "verdict_why", "broadcast_id"),
)
_ON_ITS_WAY = Query(
    int,
    select(deliveries.c.id)
    .where(
        deliveries.c.broadcast_id == bindparam("about"),
        deliveries.c.state == Fate.SENDING.value,
        deliveries.c.lease_until <= bindparam("by"),
    )
    .limit(1),
)
_ABOUT_ARRIVED = frozenset({Act.RECALL, Act.CORRECT})
"""What is done to messages that arrived."""
_KINDS = {
    Act.SEND: KINDS["broadcast"],
    Act.AGAIN: KINDS["broadcast"],
    Act.RECALL: KINDS["broadcast_recalled"],
    Act.CORRECT: KINDS["broadcast_corrected"],
}


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
    if found.act in _ABOUT_ARRIVED and await _is_on_its_way(work, found):
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
    held = await _queue_page(work, found, page) if page else 0
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


async def _queue_page(work: Work, found: Broadcast, page: Sequence[int]) -> int:
    """Put these into the outbox; how many of them were left out by lot."""
    if found.act in _ABOUT_ARRIVED:
        await work.run(_inserted(*_about_arrived(work, found, page)))
        return 0
    to = _to_members(page, found)
    reached = people.c.unreachable_at.is_(None) & people.c.telegram_id.is_not(None)
    may = reached & func.coalesce(agreed(Topic.OFFERS, members.c.id), false())
    held = await leave_out(work, Care.BROADCAST, to.with_only_columns(members.c.id).where(may), _turn(found))
    if held:
        to = to.where(not_(left_out(Care.BROADCAST, _turn(found), members.c.id)))
    why = case((~reached, Because.UNREACHABLE.value), (~may, Because.NO_CONSENT.value), else_=None)
    known = (members.c.id, members.c.telegram_id, (await _due(work, found, to)).label("due"), why.label("why"))
    # Found out once for each, and not again wherever it is written.
    each = to.with_only_columns(*known, maintain_column_froms=True).cte("each").prefix_with("MATERIALIZED")
    values = {
        **_shared(work, found),
        "key": literal(f"broadcast:{found.id}:", String) + cast(each.c.id, String),
        "chat_id": each.c.telegram_id,
        "due": each.c.due,
        "state": case((each.c.why.is_(None), Fate.QUEUED.value), else_=Fate.DROPPED.value),
        "reason": each.c.why,
        "verdict": case((each.c.why.is_(None), None), else_=What.DROP.value),
        "verdict_why": each.c.why,
        "settled_at": case((each.c.why.is_(None), None), else_=literal(work.now, UtcDateTime())),
    }
    # Without any condition SQLite would read ON CONFLICT as that of a join.
    await work.run(_inserted(select(each.c.id).where(each.c.id > 0), values))
    return held


def _turn(found: Broadcast) -> str:
    """As which turn it is known in /effect."""
    return f"broadcast:{found.id}"


def _to_members(page: Sequence[int], found: Broadcast) -> Select[tuple[int]]:
    """The members who are meant, each with what is known of them as a person and a customer."""
    number, whom = members.c.id, members.outerjoin(people, people.c.member_id == members.c.id)
    if found.act is Act.AGAIN:
        number, whom = deliveries.c.id, whom.join(deliveries, deliveries.c.chat_id == members.c.telegram_id)
    whom = whom.outerjoin(accounts, accounts.c.member_id == members.c.id)
    return select(members.c.id).select_from(whom).where(among(number, page))


def _about_arrived(
    work: Work, found: Broadcast, page: Sequence[int]
) -> tuple[Select[tuple[int]], dict[str, ColumnElement[Any]]]:
    """What is to be done to messages that arrived: to each its own."""
    number, corrects = cast(deliveries.c.id, String), found.act is Act.CORRECT
    group = select(groups.c.id).where(groups.c.chat_id == deliveries.c.chat_id).scalar_subquery()
    in_group = deliveries.c.chat_id < 0
    values = {
        **_shared(work, found),
        "key": literal(f"{found.act}:{found.id}:", String) + number,
        "data": case((in_group, _data("group", group)), else_="{}") if corrects else _data("arrived", deliveries.c.id),
        "chat_id": deliveries.c.chat_id,
        "edits": deliveries.c.key if corrects else null(),
        "due": literal(work.now, UtcDateTime()),
        "state": literal(Fate.QUEUED.value),
    }
    if corrects:
        values["kind"] = case((in_group, "broadcast_corrected_in_group"), else_="broadcast_corrected")
    return select(deliveries.c.id).where(among(deliveries.c.id, page)), values


def _data(name: str, number: ColumnElement[int]) -> ColumnElement[str]:
    return literal(f'{{"{name}":', String) + func.coalesce(cast(number, String), "0") + "}"


def _shared(work: Work, found: Broadcast) -> dict[str, ColumnElement[Any]]:
    """What all rows of a broadcast have alike."""
    kind = _KINDS[found.act]
    until = found.good_until or work.now
    return {
        **dict.fromkeys(_COLUMNS, null()),
        "kind": literal(kind.name),
        "data": literal("{}"),
        "lane": literal(kind.lane.value),
        "best_before": literal(until, UtcDateTime()),
        "attempts": literal(0),
        "chances": literal(0),
        "priority": literal(kind.priority.value) if kind.capped else null(),
        "broadcast_id": literal(found.id),
    }


def _inserted(source: Select[tuple[int]], values: Mapping[str, ColumnElement[Any]]) -> Command:
    columns = [values[name].label(name) for name in _COLUMNS]
    rows = source.with_only_columns(*columns, maintain_column_froms=True)
    into = insert(deliveries).from_select(_COLUMNS, rows, include_defaults=False)
    return Command(into.on_conflict_do_nothing(index_elements=[deliveries.c.key]))


async def _due(work: Work, found: Broadcast, to: Select[tuple[int]]) -> ColumnElement[datetime]:
    """When each of them may have it."""
    when, began = found.plan.when, found.began_at or work.now
    if when.how is How.WAVES:
        tiers = {tier for wave in when.waves for tier in wave.tiers}
        due = {tier: when.due_for(tier, began) for tier in sorted(tiers)}
        return _by(accounts.c.tier, due, when.due_for(None, began))
    if when.how is How.THEIR_ZONE:
        zones = await work.all(Query(_Zone, to.with_only_columns(people.c.zone, maintain_column_froms=True).distinct()))
        due_in = {one.zone: when.due_in(work.store.zone_of(one.zone), began) for one in zones if one.zone}
        return _by(people.c.zone, due_in, when.due_in(work.store.zone_info, began))
    return literal(began, UtcDateTime())


def _by(column: Column[T], due: Mapping[T, datetime], otherwise: datetime) -> ColumnElement[datetime]:
    if not due:
        return literal(otherwise, UtcDateTime())
    whens = [(column == one, literal(at, UtcDateTime())) for one, at in due.items()]
    return case(*whens, else_=literal(otherwise, UtcDateTime()))


async def _queue_groups(work: Work, found: Broadcast) -> None:
    """One post to each group."""
    kind, numbers = KINDS["broadcast_in_group"], {one.chat_id: one.id for one in await groups_to_write_to(work)}
    rows: list[dict[str, object]] = [
        {
            "key": f"broadcast:{found.id}:group:{chat}",
            "kind": kind.name,
            "data": {"group": numbers.get(chat, 0)},
            "chat_id": chat,
            "lane": kind.lane.value,
            "due": work.now,
            "best_before": found.good_until,
            "state": Fate.QUEUED.value,
            "attempts": 0,
            "chances": 0,
            "broadcast_id": found.id,
        }
        for chat in found.plan.groups
    ]
    await work.many(_TO_GROUP, rows)
