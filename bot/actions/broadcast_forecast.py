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

from bot.actions.broadcasts import GOOD_FOR
from bot.actions.coming import read_plans
from bot.actions.log import authorise
from bot.actions.recipients import LATELY, Whom, went, whom
from bot.actions.segments import chosen, counted
from bot.database import Query, Transaction
from bot.rules.broadcast_forecast import Forecast, add_up
from bot.rules.broadcast_when import How
from bot.rules.broadcasts import Plan
from bot.rules.care import Care
from bot.rules.coming import Plans
from bot.rules.contact import Case, Recipient, Verdict, judge
from bot.rules.deliveries import KINDS
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.segments import parse
from bot.shop import Shop, Store
from bot.tables.members import members

LOOKED_AT = 20_000
"""Members who are looked at, at most twice as many."""
PAGE = 5_000
"""Members in one read."""


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
        n = await reading.the(counted(named))
        of = max(1, n // LOOKED_AT)
        some = await reading.all(Query(int, named.where(members.c.id % of == 0).order_by(members.c.id)))
        verdicts: Counter[tuple[Verdict, bool]] = Counter()
        for first in range(0, len(some), PAGE):
            page, lately = await _read(reading, some[first : first + PAGE], plans, now)
            verdicts.update(_judged(_Look(shop.store, plan, plans, now), page, lately))
    return add_up(verdicts, n, len(some), len(plan.groups), pace, paid_pace if plan.can_be_paid else 0)


async def _read(
    reading: Transaction, some: Sequence[int], plans: Plans, now: datetime
) -> tuple[list[Whom], Mapping[int, list[datetime]]]:
    """What the policy goes by of these members, if they are on Telegram, and when messages that count went to them."""
    them = members.c.id.in_(some)
    page = await reading.all(whom(them), fresh=now - timedelta(days=plans.contact.low_score_days))
    lately: dict[int, list[datetime]] = defaultdict(list)
    if any(one.agreed for one in page):
        for one in await reading.all(went(them), since=now - LATELY):
            lately[one.member_id].append(one.settled_at)
    return page, lately


def _judged(look: _Look, page: Iterable[Whom], lately: Mapping[int, list[datetime]]) -> Counter[tuple[Verdict, bool]]:
    """What becomes of a page of members: how many, by verdict and whether they are left out by lot."""
    alike: dict[tuple[Recipient, datetime], Verdict] = {}
    found: Counter[tuple[Verdict, bool]] = Counter()
    for one in page:
        zone = look.store.zone_of(one.zone)
        due = _due(look, one.tier, zone)
        them = one.recipient(look.plans.contact, zone, lately.get(one.id, ()), due), due
        if them not in alike:
            alike[them] = _verdict(look, *them)
        found[alike[them], look.plans.leaves_out(one.id, Care.BROADCAST)] += 1
    return found


def _due(look: _Look, tier: int | None, zone: ZoneInfo) -> datetime:
    when, begins = look.plan.when, look.plan.when.begins(look.now)
    return max(look.now, when.due_for(tier, begins) if when.how is How.WAVES else when.due_in(zone, begins))


def _verdict(look: _Look, them: Recipient, due: datetime) -> Verdict:
    """What the policy says of members who are alike in all that it goes by, when it is their time."""
    rules = look.plans.contact
    if look.plan.closed_too:
        rules = replace(rules, closed_weekdays=(), closed_days=())
    until = look.plan.expires_at or look.plan.when.begins(look.now) + look.plan.when.lasts + GOOD_FOR
    return judge(Case(KINDS["broadcast"], until, them, rules, look.store.zone_info, due, due))
