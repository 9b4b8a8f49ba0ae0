"""Reads what is known to come to members by itself before its job has posted it; bot/rules/coming.py says when.

The gate asks for one member, so that a place of the week is kept for what is more urgent; the owner's calendar and
`/why` ask for all of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, exists, select

from bot.actions.birthday_rules import read_birthday_rules
from bot.actions.care import read_care
from bot.actions.finds import FINDERS, Finder, Look
from bot.actions.holdout import salt_of
from bot.actions.tiers import read_tiers
from bot.database import Query, Transaction, among, listed
from bot.rules.care import Care
from bot.rules.coming import (
    Plans,
    Span,
    Whose,
)
from bot.rules.contact import ContactRules
from bot.rules.deliveries import Priority, Topic
from bot.rules.foresight import Coming
from bot.rules.holdout import Shares
from bot.rules.refills import RefillRules
from bot.rules.surveys import SurveyRules
from bot.rules.win_back import WinBack
from bot.shop import Store, Work
from bot.tables.members import consents, members
from bot.tables.people import people
from bot.tables.points import accounts
from bot.tables.staff import staff


class _Whose(NamedTuple):
    id: int
    zone: str | None
    tier: int | None
    last_at: datetime | None
    askable: bool


class _Consent(NamedTuple):
    member_id: int
    topic: str
    given: bool


_THEM = among(members.c.id, "them")
_WHOSE = Query(
    _Whose,
    select(
        members.c.id,
        people.c.zone,
        accounts.c.tier,
        accounts.c.last_at,
        and_(
            members.c.joined_at.is_not(None),
            ~exists().where(staff.c.telegram_id == members.c.telegram_id, staff.c.dismissed_at.is_(None)),
        ).label("askable"),
    )
    .select_from(members)
    .join(people, people.c.telegram_id == members.c.telegram_id)
    .outerjoin(accounts, accounts.c.member_id == members.c.id)
    .where(_THEM, members.c.forgotten_at.is_(None), people.c.unreachable_at.is_(None)),
)
_CONSENTS = Query(
    _Consent,
    select(consents.c.member_id, consents.c.topic, consents.c.given)
    .where(among(consents.c.member_id, "them"))
    .order_by(consents.c.member_id, consents.c.id),
)


Topics = Mapping[int, Set[Topic]]
"""What members agreed to, by their numbers."""


async def read_plans(work: Work) -> Plans:
    """By what rules the shop writes by itself."""
    table = await read_tiers(work)
    return Plans(
        await read_care(work, Care.CONTACT, ContactRules),
        await read_birthday_rules(work),
        await read_care(work, Care.REFILL, RefillRules),
        await read_care(work, Care.SURVEY, SurveyRules),
        await read_care(work, Care.WIN_BACK, WinBack),
        await read_care(work, Care.HOLDOUT, Shares),
        await salt_of(work),
        [tier.id for tier in table.tiers] if table else (),
    )


async def topics_of(work: Transaction, them: Collection[int]) -> dict[int, set[Topic]]:
    """What each of them agreed to."""
    topics: dict[int, set[Topic]] = defaultdict(set)
    for consent in await work.all(_CONSENTS, them=listed(them)):
        if consent.given:
            topics[consent.member_id].add(Topic(consent.topic))
        else:
            topics[consent.member_id].discard(Topic(consent.topic))
    return topics


async def coming_to(
    work: Transaction, plans: Plans, store: Store, them: Collection[int], topics: Topics, now: datetime, until: datetime
) -> Mapping[int, Sequence[Coming]]:
    """All that comes to these members by itself and is not in the outbox yet.

    Args:
        until: what is due later is left out.
    """
    return await _read(work, plans, store, them, topics, Span.between(now, until, store.zone_info), FINDERS)


async def more_urgent(
    work: Work, plans: Plans, topics: Topics, member_ids: Collection[int], than: Priority, until: datetime
) -> Mapping[int, Sequence[Coming]]:
    """What comes to members by itself, takes a place of their week and is more urgent than a kind of message.

    Args:
        topics: what they agreed to, at least.
    """
    finders = [finder for finder in FINDERS if Priority.SERVICE < finder.urgency < than]
    if not finders or not member_ids:
        return {}
    span = Span.between(work.now, until, work.store.zone_info)
    return await _read(work, plans, work.store, member_ids, topics, span, finders)


async def _read(
    work: Transaction,
    plans: Plans,
    store: Store,
    them: Collection[int],
    topics: Topics,
    span: Span,
    finders: Iterable[Finder],
) -> Mapping[int, Sequence[Coming]]:
    wanted = frozenset[Topic]().union(*topics.values())
    finders = [finder for finder in finders if finder.topic is None or finder.topic in wanted]
    if not finders:
        return {}
    whose = {
        row.id: Whose(
            row.id, store.zone_of(row.zone), frozenset(topics.get(row.id, ())), row.tier, row.last_at, bool(row.askable)
        )
        for row in await work.all(_WHOSE, them=listed(them))
    }
    look = Look(plans, span, whose, listed(them))
    found: dict[int, list[Coming]] = defaultdict(list)
    for finder in finders if whose else ():
        for member_id, one in await finder.find(work, look):
            if one.due < span.until:
                found[member_id].append(one)
    return found
