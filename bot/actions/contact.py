"""Has the contact policy judge messages that may be due, by what is known of their recipients now."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, or_, select

from bot.actions.care import read_care
from bot.actions.coming import Topics, more_urgent, topics_of
from bot.actions.recipients import LATELY, UNASKED, Addressee, Whom, went, whom
from bot.database import Query, Transaction, among, listed
from bot.rules.care import Care
from bot.rules.coming import Plans
from bot.rules.contact import Case, ContactRules, Recipient, Verdict, judge, needs_facts
from bot.rules.deliveries import KINDS, Kind, Priority
from bot.rules.foresight import places_kept
from bot.rules.times import week_of
from bot.shop import Work
from bot.tables.members import members
from bot.tables.outbox import deliveries


class Waiting(NamedTuple):
    """A delivery that is to be judged.

    Args:
        closed_too: the shop's closed days don't hold it back.
        at: when it would be sent, if not now.
    """

    id: int
    kind: Kind
    best_before: datetime | None
    closed_too: bool = False
    at: datetime | None = None


class _Asked(NamedTuple):
    """A message of which more has to be read, whom it is for, and where they are."""

    waiting: Waiting
    member_id: int
    zone: ZoneInfo


class _Ahead(NamedTuple):
    """When a message falls due that is more urgent than another to the same person, and waits as well."""

    id: int
    due: datetime


class _Facts(NamedTuple):
    """What had to be read of a recipient; `ahead` are places of their week that are another message's."""

    whom: Whom
    agreed: bool
    went: tuple[datetime, ...]
    ahead: int


class _Seen(NamedTuple):
    """All that the policy goes by; messages that are alike in it are judged once."""

    kind: str
    best_before: datetime | None
    closed_too: bool
    at: datetime
    zone: ZoneInfo
    reachable: bool
    facts: _Facts | None


_THEM = among(members.c.id, "them")
_WHOM, _WENT = whom(_THEM), went(_THEM)
_MINE = deliveries.alias("mine")
_AHEAD = Query(
    _Ahead,
    select(_MINE.c.id, deliveries.c.due)
    .select_from(_MINE.join(deliveries, deliveries.c.chat_id == _MINE.c.chat_id))
    .where(
        among(_MINE.c.id, "them"),
        *UNASKED,
        deliveries.c.settled_at.is_(None),
        or_(
            deliveries.c.priority < _MINE.c.priority,
            and_(deliveries.c.priority == _MINE.c.priority, deliveries.c.id < _MINE.c.id),
        ),
        or_(deliveries.c.best_before.is_(None), deliveries.c.best_before >= bindparam("now")),
    ),
)
"""What is more urgent, waits and wants a place of the same week."""


async def contact_rules(work: Transaction) -> ContactRules:
    """The shop's own rules of when it writes."""
    return await read_care(work, Care.CONTACT, ContactRules)


async def judged(work: Work, waiting: Sequence[tuple[Waiting, Addressee | None]], plans: Plans) -> list[Verdict]:
    """What the policy says of messages, by what is read of all their recipients in a few trips; live answers cost none.

    What is more urgent and known to come in the same week keeps its place, in the outbox or not.

    Args:
        waiting: each with its recipient; None for a group, or somebody who never spoke to the bot.
        plans: the shop's, as `read_plans` reads them.
    """
    facts = await _facts_of(
        work,
        [
            _Asked(one, known.member_id, work.store.zone_of(known.zone))
            for one, known in waiting
            if known is not None and known.member_id is not None and needs_facts(one.kind)
        ],
        plans,
    )
    alike: dict[_Seen, Verdict] = {}
    verdicts = []
    for one, known in waiting:
        zone, reachable = work.store.zone_of(known.zone if known else None), not known or known.unreachable_at is None
        when = one.at or work.now
        seen = _Seen(one.kind.name, one.best_before, one.closed_too, when, zone, reachable, facts.get(one.id))
        if seen not in alike:
            alike[seen] = _verdict(work, seen, plans.contact)
        verdicts.append(alike[seen])
    return verdicts


def _verdict(work: Work, seen: _Seen, rules: ContactRules) -> Verdict:
    whom, facts = Recipient(seen.zone, seen.reachable), seen.facts
    if facts is not None:
        whom = facts.whom.recipient(rules, seen.zone, facts.went, work.now)
        whom = replace(whom, agreed=facts.agreed, ahead=facts.ahead)
    if seen.closed_too:
        rules = replace(rules, closed_weekdays=(), closed_days=())
    return judge(Case(KINDS[seen.kind], seen.best_before, whom, rules, work.store.zone_info, work.now, seen.at))


async def _facts_of(work: Work, asked: Sequence[_Asked], plans: Plans) -> dict[int, _Facts]:
    """What the policy goes by beside the message, by the message's number."""
    if not asked:
        return {}
    them, since = [one.member_id for one in asked], work.now - LATELY
    fresh = work.now - timedelta(days=plans.contact.low_score_days)
    rows, gone = await work.together(_WHOM.of(fresh=fresh, them=listed(them)), _WENT.of(since=since, them=listed(them)))
    whose = {row.id: Whom(0, *row[1:]) for row in rows}  # alike, whoever they are
    topics = await topics_of(work, them)
    lately: dict[int, list[datetime]] = defaultdict(list)
    for one in gone:
        lately[one.member_id].append(one.settled_at)
    wanted = [
        one for one in asked if one.waiting.kind.capped and one.waiting.kind.topic in topics.get(one.member_id, ())
    ]
    ahead = await _waiting_before(work, wanted) + await _coming_before(work, plans, topics, wanted)
    return {
        one.id: _Facts(
            whose[member_id],
            one.kind.topic in topics.get(member_id, ()),
            tuple(lately.get(member_id, ())),
            ahead[one.id],
        )
        for one, member_id, _ in asked
        if member_id in whose
    }


async def _waiting_before(work: Work, asked: Sequence[_Asked]) -> Counter[int]:
    """How many places of the week each of these messages leaves to what is more urgent and waits."""
    zones = {one.waiting.id: one.zone for one in asked}
    found = await work.all(_AHEAD, now=work.now, them=listed(zones)) if zones else []
    return Counter(row.id for row in found if row.due < week_of(work.now, zones[row.id])[1])


async def _coming_before(work: Work, plans: Plans, topics: Topics, asked: Sequence[_Asked]) -> Counter[int]:
    """And to what is more urgent and still to come."""
    by_week: dict[tuple[Priority, ZoneInfo], list[_Asked]] = defaultdict(list)
    for one in asked:
        by_week[one.waiting.kind.priority, one.zone].append(one)
    kept = Counter[int]()
    for (priority, zone), some in by_week.items():
        until = week_of(work.now, zone)[1]
        coming = await more_urgent(work, plans, topics, [one.member_id for one in some], priority, until)
        for waiting, member_id, _ in some if coming else ():
            kept[waiting.id] = places_kept(coming.get(member_id, ()), waiting.kind, work.now, zone)
    return kept
