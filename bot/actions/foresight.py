"""What becomes of all that comes to members: what waits in the outbox and what jobs will find, judged together."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import String, bindparam, cast, exists, literal, select

from bot.actions.coming import Stretch, coming_to, topics_of
from bot.actions.contact import LOW_AT, TALKING, UNASKED, open_matters
from bot.database import Query, Transaction
from bot.rules.coming import Plans
from bot.rules.contact import ContactRules, Recipient, needs_facts
from bot.rules.deliveries import KINDS, Kind, Lane
from bot.rules.foresight import Coming, Foreseen, foresee
from bot.rules.times import local_day, start_of, week_of
from bot.shop import Store
from bot.tables.approvals import approvals
from bot.tables.contact import contact_choices
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.points import accounts


class _Whom(NamedTuple):
    id: int
    zone: str | None
    reachable: bool
    opens: int | None
    closes: int | None
    cap: int | None
    paused_until: datetime | None
    talking: bool
    approving: bool
    frozen: bool
    low_at: datetime | None


class _Went(NamedTuple):
    member_id: int
    settled_at: datetime


class _Waiting(NamedTuple):
    member_id: int
    kind: str
    due: datetime
    best_before: datetime | None


_THEM = (
    members.c.id.between(bindparam("first"), bindparam("last")),
    members.c.telegram_id.is_not(None),
    members.c.forgotten_at.is_(None),
)
_ABOUT_THEM = literal("member:") + cast(members.c.id, String)
_WHOM = Query(
    _Whom,
    select(
        members.c.id,
        people.c.zone,
        people.c.unreachable_at.is_(None).label("reachable"),
        contact_choices.c.opens,
        contact_choices.c.closes,
        contact_choices.c.cap,
        contact_choices.c.paused_until,
        TALKING.label("talking"),
        exists().where(approvals.c.subject == _ABOUT_THEM, approvals.c.decided_at.is_(None)).label("approving"),
        accounts.c.frozen_at.is_not(None).label("frozen"),
        LOW_AT.label("low_at"),
    )
    .select_from(members)
    .join(people, people.c.telegram_id == members.c.telegram_id)
    .outerjoin(contact_choices, contact_choices.c.member_id == members.c.id)
    .outerjoin(accounts, accounts.c.member_id == members.c.id)
    .where(*_THEM),
)
_TO_THEM = members.join(deliveries, deliveries.c.chat_id == members.c.telegram_id)
_WENT = Query(
    _Went,
    select(members.c.id.label("member_id"), deliveries.c.settled_at)
    .select_from(_TO_THEM)
    .where(
        *_THEM,
        *UNASKED,
        deliveries.c.settled_at >= bindparam("since"),
        deliveries.c.state.in_(("delivered", "uncertain")),
    ),
)
_WAITING = Query(
    _Waiting,
    select(members.c.id.label("member_id"), deliveries.c.kind, deliveries.c.due, deliveries.c.best_before)
    .select_from(_TO_THEM)
    .where(
        *_THEM,
        deliveries.c.lane != Lane.LIVE.value,
        deliveries.c.settled_at.is_(None),
        deliveries.c.due < bindparam("until"),
    ),
)


_WEEK_AND_A_DAY = timedelta(days=8)
"""The week of whoever is in the zone farthest from the store's began by then."""


async def foresee_for(
    work: Transaction, plans: Plans, store: Store, them: Stretch, now: datetime, until: datetime
) -> list[Sequence[Foreseen]]:
    """What becomes of all that is due to these members before an instant if nothing else happens, for each of them."""
    topics = await topics_of(work, them)
    coming: dict[int, list[Coming]] = defaultdict(list)
    for waits in await work.all(_WAITING, until=until, **them._asdict()):
        kind = KINDS.get(waits.kind)
        if kind is not None and is_unasked(kind):
            coming[waits.member_id].append(Coming(kind, waits.due, waits.best_before))
    for member_id, found in (await coming_to(work, plans, store, them, topics, now, until)).items():
        coming[member_id] += found
    if not coming:
        return []
    went: dict[int, list[datetime]] = defaultdict(list)
    for one in await work.all(_WENT, since=now - _WEEK_AND_A_DAY, **them._asdict()):
        went[one.member_id].append(one.settled_at)
    fresh = now - timedelta(days=plans.contact.low_score_days)
    return [
        foresee(
            _recipient(row, plans.contact, store, went[row.id], now),
            topics.get(row.id, ()),
            coming[row.id],
            plans.contact,
            store.zone_info,
            now,
        )
        for row in await work.all(_WHOM, fresh=fresh, **them._asdict())
        if row.id in coming
    ]


def is_unasked(kind: Kind) -> bool:
    """Whether members are told of a kind of message by itself, at hours that are theirs."""
    return needs_facts(kind) and not kind.about_work


def _recipient(row: _Whom, rules: ContactRules, store: Store, went: Sequence[datetime], now: datetime) -> Recipient:
    zone = store.zone_of(row.zone)
    since = (week_of(now, zone)[0], start_of(local_day(now, zone), zone)) if went else (now, now)
    matters = open_matters(rules, talking=row.talking, approving=row.approving, frozen=row.frozen, low_at=row.low_at)
    return Recipient(
        zone,
        bool(row.reachable),
        hours=(row.opens, row.closes) if row.opens is not None and row.closes is not None else None,
        cap=row.cap,
        used=sum(at >= since[0] for at in went),
        today=sum(at >= since[1] for at in went),
        paused_until=row.paused_until,
        matters=tuple(matters),
    )
