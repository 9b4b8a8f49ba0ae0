"""Foresees a broadcast by the contact policy's own function, asked once for all members who are alike to it.

Of a large segment an even part of the members is looked at and stands for the others, so that the answer takes as long
for a million as for some ten thousand; how many the segment names is always counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, String, cast, exists, func, literal, select

from bot.actions.broadcasts import GOOD_FOR
from bot.actions.coming import read_plans
from bot.actions.consents import agreed
from bot.actions.contact import LOW_AT, TALKING, UNASKED, open_matters
from bot.actions.log import authorise
from bot.actions.segments import chosen
from bot.database import Query, Transaction
from bot.rules.broadcast_forecast import Forecast, add_up
from bot.rules.broadcasts import How, Plan
from bot.rules.care import Care
from bot.rules.coming import Plans
from bot.rules.contact import Case, Matter, Recipient, Verdict, judge
from bot.rules.deliveries import KINDS, Topic
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.segments import parse
from bot.rules.times import local_day, start_of, week_of
from bot.shop import Shop, Store
from bot.tables.approvals import approvals
from bot.tables.contact import contact_choices
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.points import accounts

LOOKED_AT = 20_000
"""Members who are looked at, at most twice as many."""
PAGE = 5_000
"""Members in one read: others are heard in between."""
_WEEK_AND_A_DAY = timedelta(days=8)
"""The week of whoever is in the zone farthest from the store's began by then."""


class _Whom(NamedTuple):
    id: int
    on_telegram: bool
    zone: str | None
    tier: int | None
    reachable: bool
    agreed: bool | None
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


class _Look(NamedTuple):
    """For what, by which rules and when it is looked."""

    store: Store
    plan: Plan
    plans: Plans
    now: datetime


async def foresee_broadcast(
    shop: Shop, actor: Actor, plan: Plan, now: datetime, pace: float, paid_pace: int
) -> Forecast | Refusal:
    """What a broadcast will come to if it is let go now.

    Args:
        pace: messages a second that are usual.
        paid_pace: that the operator pays for; 0: none.

    Returns:
        Refusal: as of `parse` and `chosen`, where nobody can say whom it is for.
    """
    authorise(actor, Action.BROADCAST)
    if not plan.audience:
        return add_up({}, 0, 0, len(plan.groups), pace, paid_pace)
    expression = parse(plan.audience)
    if isinstance(expression, Refusal):
        return expression
    async with shop.work() as work:
        plans = await read_plans(work)
    async with shop.reading() as reading:
        named = await chosen(reading, expression, now, shop.store)
        if isinstance(named, Refusal):
            return named
        n = await reading.the(Query(int, named.with_only_columns(func.count(), maintain_column_froms=True)))
        of = max(1, n // LOOKED_AT)
        verdicts: Counter[tuple[Verdict, bool]] = Counter()
        looked_at = after = 0
        while True:
            some = named.where(members.c.id > after, members.c.id % of == 0).order_by(members.c.id).limit(PAGE)
            page = await _whom(reading, some, plans, now)
            if not page:
                break
            after, looked_at = page[-1].id, looked_at + len(page)
            went = await _went(reading, some, now) if any(one.agreed for one in page) else {}
            verdicts.update(_judged(_Look(shop.store, plan, plans, now), page, went))
    return add_up(verdicts, n, looked_at, len(plan.groups), pace, paid_pace)


async def _whom(reading: Transaction, some: Select[tuple[int]], plans: Plans, now: datetime) -> list[_Whom]:
    """What the policy goes by of these members, in the order of their numbers."""
    about = literal("member:") + cast(members.c.id, String)
    asked = (
        select(
            members.c.id,
            people.c.telegram_id.is_not(None).label("on_telegram"),
            people.c.zone,
            accounts.c.tier,
            people.c.unreachable_at.is_(None).label("reachable"),
            agreed(Topic.OFFERS, members.c.id).label("agreed"),
            contact_choices.c.opens,
            contact_choices.c.closes,
            contact_choices.c.cap,
            contact_choices.c.paused_until,
            TALKING.label("talking"),
            exists().where(approvals.c.subject == about, approvals.c.decided_at.is_(None)).label("approving"),
            accounts.c.frozen_at.is_not(None).label("frozen"),
            LOW_AT.label("low_at"),
        )
        .select_from(members)
        .outerjoin(people, people.c.telegram_id == members.c.telegram_id)
        .outerjoin(contact_choices, contact_choices.c.member_id == members.c.id)
        .outerjoin(accounts, accounts.c.member_id == members.c.id)
        .where(members.c.id.in_(some))
        .order_by(members.c.id)
    )
    return await reading.all(Query(_Whom, asked), fresh=now - timedelta(days=plans.contact.low_score_days))


async def _went(reading: Transaction, some: Select[tuple[int]], now: datetime) -> dict[int, list[datetime]]:
    """When messages that count went to these members lately."""
    asked = (
        select(members.c.id.label("member_id"), deliveries.c.settled_at)
        .select_from(members.join(deliveries, deliveries.c.chat_id == members.c.telegram_id))
        .where(
            members.c.id.in_(some),
            *UNASKED,
            deliveries.c.settled_at >= literal(now - _WEEK_AND_A_DAY, deliveries.c.settled_at.type),
            deliveries.c.state.in_(("delivered", "uncertain")),
        )
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    for one in await reading.all(Query(_Went, asked)):
        found[one.member_id].append(one.settled_at)
    return found


def _judged(look: _Look, page: Iterable[_Whom], went: Mapping[int, list[datetime]]) -> Counter[tuple[Verdict, bool]]:
    """What becomes of a page of members: how many, by verdict and whether they are left out by lot."""
    alike: dict[_Alike, Verdict] = {}
    found: Counter[tuple[Verdict, bool]] = Counter()
    for one in page:
        if not one.on_telegram:
            continue
        key = _alike(look, one, went.get(one.id, ()))
        if key not in alike:
            alike[key] = _verdict(look, key)
        found[alike[key], look.plans.leaves_out(one.id, Care.BROADCAST)] += 1
    return found


class _Alike(NamedTuple):
    """All that the policy goes by: members who are alike in it are judged alike."""

    zone: ZoneInfo
    due: datetime
    reachable: bool
    agreed: bool
    hours: tuple[int, int] | None
    cap: int | None
    used: int
    today: int
    paused_until: datetime | None
    matters: tuple[Matter, ...]


def _alike(look: _Look, one: _Whom, went: Sequence[datetime]) -> _Alike:
    zone, rules = look.store.zone_of(one.zone), look.plans.contact
    when, begins = look.plan.when, look.plan.when.begins(look.now)
    due = max(look.now, when.due_for(one.tier, begins) if when.how is How.WAVES else when.due_in(zone, begins))
    matters = open_matters(rules, talking=one.talking, approving=one.approving, frozen=one.frozen, low_at=one.low_at)
    return _Alike(
        zone,
        due,
        bool(one.reachable),
        bool(one.agreed),
        (one.opens, one.closes) if one.opens is not None and one.closes is not None else None,
        one.cap,
        sum(at >= week_of(due, zone)[0] for at in went),
        sum(at >= start_of(local_day(due, zone), zone) for at in went),
        one.paused_until,
        tuple(matters),
    )


def _verdict(look: _Look, key: _Alike) -> Verdict:
    """What the policy says of them when it is their time."""
    whom = Recipient(
        key.zone,
        key.reachable,
        key.agreed,
        key.hours,
        key.cap,
        used=key.used,
        today=key.today,
        paused_until=key.paused_until,
        matters=key.matters,
    )
    rules = look.plans.contact
    if look.plan.closed_too:
        rules = replace(rules, closed_weekdays=(), closed_days=())
    until = look.plan.expires_at or look.plan.when.begins(look.now) + look.plan.when.lasts + GOOD_FOR
    return judge(Case(KINDS["broadcast"], until, whom, rules, look.store.zone_info, key.due, key.due))
