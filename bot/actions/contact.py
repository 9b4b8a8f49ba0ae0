"""What the contact policy goes by, read for one message: the shop's rules, the member's choices, what is open."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, Integer, String, and_, bindparam, exists, func, or_, select

from bot.actions.care import read_care
from bot.actions.coming import more_urgent
from bot.actions.consents import agreed
from bot.actions.people import Known
from bot.database import Query, Transaction
from bot.rules.care import Care
from bot.rules.coming import Plans
from bot.rules.contact import Case, ContactRules, Matter, Recipient, Why, needs_facts
from bot.rules.deliveries import Kind, Lane, Priority
from bot.rules.foresight import places_kept
from bot.rules.nps import DETRACTORS
from bot.rules.times import local_day, start_of, week_of
from bot.shop import Work
from bot.tables.approvals import approvals
from bot.tables.contact import contact_choices
from bot.tables.conversations import conversations
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.points import accounts
from bot.tables.surveys import surveys


class Waiting(NamedTuple):
    """What of a delivery the policy goes by."""

    id: int
    kind: Kind
    chat_id: int
    best_before: datetime | None
    closed_too: bool = False
    """The shop's closed days don't hold it back."""


class _Asked(NamedTuple):
    """A message of which more has to be read, whom it is for, and where they are."""

    waiting: Waiting
    member_id: int
    zone: ZoneInfo


class _Facts(NamedTuple):
    opens: int | None
    closes: int | None
    cap: int | None
    paused_until: datetime | None
    agreed: bool | None
    used: int
    today: int
    ahead: int
    talking: bool
    approving: bool
    frozen: bool
    low_at: datetime | None


UNASKED = (deliveries.c.lane != Lane.LIVE.value, deliveries.c.priority.is_not(None))
"""That a delivery counts towards somebody's week, for the index of what is unasked."""
_MEMBER: BindParameter[int] = bindparam("member")
_MINE: BindParameter[int] = bindparam("mine")
_RANK: BindParameter[int] = bindparam("rank", type_=Integer)
_THEIRS = (deliveries.c.chat_id == bindparam("person"), *UNASKED)
_WENT = (*_THEIRS, deliveries.c.state.in_(("delivered", "uncertain")))
_USED = select(func.count()).where(*_WENT, deliveries.c.settled_at >= bindparam("week")).scalar_subquery()
_TODAY = select(func.count()).where(*_WENT, deliveries.c.settled_at >= bindparam("day")).scalar_subquery()
_AHEAD = (
    select(func.count())
    .where(
        *_THEIRS,
        deliveries.c.settled_at.is_(None),
        or_(deliveries.c.priority < _RANK, and_(deliveries.c.priority == _RANK, deliveries.c.id < _MINE)),
        deliveries.c.due < bindparam("next_week"),
        or_(deliveries.c.best_before.is_(None), deliveries.c.best_before >= bindparam("now")),
    )
    .scalar_subquery()
)
"""What is more urgent, waits and wants a place of the same week."""
AGREED = agreed(bindparam("topic", type_=String), members.c.id)
"""Whether the member of a row agreed to a topic."""
LOW_AT = (
    select(func.max(surveys.c.answered_at))
    .where(
        surveys.c.member_id == members.c.id,
        surveys.c.score <= DETRACTORS,
        surveys.c.answered_at > bindparam("fresh"),
        or_(surveys.c.put_right.is_(None), surveys.c.put_right.is_(False)),
    )
    .scalar_subquery()
)
"""When the member of a row last gave a low score that is fresh and was not put right."""
TALKING = exists().where(conversations.c.member_id == members.c.id, conversations.c.state == "open")
"""Whether the member of a row is in a conversation with the staff."""
_FACTS = Query(
    _Facts,
    select(
        contact_choices.c.opens,
        contact_choices.c.closes,
        contact_choices.c.cap,
        contact_choices.c.paused_until,
        AGREED.label("agreed"),
        _USED.label("used"),
        _TODAY.label("today"),
        _AHEAD.label("ahead"),
        TALKING.label("talking"),
        exists().where(approvals.c.subject == bindparam("about"), approvals.c.decided_at.is_(None)).label("approving"),
        accounts.c.frozen_at.is_not(None).label("frozen"),
        LOW_AT.label("low_at"),
    )
    .select_from(members)
    .outerjoin(contact_choices, contact_choices.c.member_id == members.c.id)
    .outerjoin(accounts, accounts.c.member_id == members.c.id)
    .where(members.c.id == _MEMBER),
)


async def contact_rules(work: Transaction) -> ContactRules:
    """The shop's own rules of when it writes."""
    return await read_care(work, Care.CONTACT, ContactRules)


async def cases_of(work: Work, waiting: Sequence[tuple[Waiting, Known | None]], plans: Plans) -> list[Case]:
    """Everything the policy is to judge messages by, as of now, read in a few trips; live answers cost none.

    What is more urgent and known to come in the same week keeps its place, in the outbox or not.

    Args:
        waiting: each with its recipient; None for a group, or somebody who never spoke to the bot.
        plans: the shop's, as `read_plans` reads them.
    """
    asked = [
        _Asked(one, known.member_id, work.store.zone_of(known.zone))
        for one, known in waiting
        if known is not None and known.member_id is not None and needs_facts(one.kind)
    ]
    weeks = {zone: _week_in(work.now, zone) for zone in {one.zone for one in asked}}
    rows = await work.each(_FACTS, [_facts_asked(work, one, weeks[one.zone], plans.contact) for one in asked])
    facts = {one.waiting.id: row for one, [row] in zip(asked, rows, strict=True)}
    coming = await _coming_before(work, plans, [one for one in asked if facts[one.waiting.id].agreed])
    return [_case(work, one, known, facts.get(one.id), coming.get(one.id, 0), plans.contact) for one, known in waiting]


async def _coming_before(work: Work, plans: Plans, asked: Sequence[_Asked]) -> dict[int, int]:
    """How many places of the week each of these messages leaves to what is more urgent and still to come."""
    by_week: dict[tuple[Priority, ZoneInfo], list[_Asked]] = defaultdict(list)
    for one in asked:
        if one.waiting.kind.capped:
            by_week[one.waiting.kind.priority, one.zone].append(one)
    kept = {}
    for (priority, zone), some in by_week.items():
        until = week_of(work.now, zone)[1]
        coming = await more_urgent(work, plans, [one.member_id for one in some], priority, until)
        for waiting, member_id, _ in some:
            kept[waiting.id] = places_kept(coming.get(member_id, ()), waiting.kind, work.now, zone)
    return kept


def _case(work: Work, one: Waiting, known: Known | None, facts: _Facts | None, kept: int, rules: ContactRules) -> Case:
    zone = work.store.zone_of(known.zone if known is not None else None)
    whom = Recipient(zone, known is None or known.unreachable_at is None)
    if facts is not None:
        whom = _informed(whom, facts, kept, rules)
    if one.closed_too:
        rules = replace(rules, closed_weekdays=(), closed_days=())
    return Case(one.kind, one.best_before, whom, rules, work.store.zone_info, work.now, work.now)


def _week_in(now: datetime, zone: ZoneInfo) -> dict[str, object]:
    """When somebody's week, their day and the next week begin, as it is asked for."""
    week, next_week = week_of(now, zone)
    return {"week": week, "day": start_of(local_day(now, zone), zone), "next_week": next_week}


def _facts_asked(work: Work, one: _Asked, week: Mapping[str, object], rules: ContactRules) -> dict[str, object]:
    waiting, member_id, _ = one
    return {
        **week,
        "member": member_id,
        "about": f"member:{member_id}",
        "person": waiting.chat_id,
        "mine": waiting.id,
        "rank": waiting.kind.priority.value,
        "topic": waiting.kind.topic.value if waiting.kind.topic else None,
        "now": work.now,
        "fresh": work.now - timedelta(days=rules.low_score_days),
    }


def _informed(whom: Recipient, facts: _Facts, kept: int, rules: ContactRules) -> Recipient:
    return replace(
        whom,
        agreed=bool(facts.agreed),
        hours=(facts.opens, facts.closes) if facts.opens is not None and facts.closes is not None else None,
        cap=facts.cap,
        used=facts.used,
        ahead=facts.ahead + kept,
        today=facts.today,
        paused_until=facts.paused_until,
        matters=tuple(
            open_matters(
                rules, talking=facts.talking, approving=facts.approving, frozen=facts.frozen, low_at=facts.low_at
            )
        ),
    )


def open_matters(
    rules: ContactRules, *, talking: bool, approving: bool, frozen: bool, low_at: datetime | None
) -> Iterator[Matter]:
    """What is open between a member and the shop.

    Args:
        talking: they are in a conversation with the staff.
        approving: something about them waits for a second person's yes.
        frozen: their points are not spent since they said that it wasn't them.
        low_at: when they last gave a low score.
    """
    for why, is_open in ((Why.CONVERSATION, talking), (Why.APPROVAL, approving), (Why.FROZEN, frozen)):
        if is_open:
            yield Matter(why)
    if low_at is not None:
        yield Matter(Why.LOW_SCORE, low_at + timedelta(days=rules.low_score_days))
