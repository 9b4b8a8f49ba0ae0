"""The terms of points: reading those that hold, trying others on ninety days, and letting them hold from now on."""

import asyncio
from collections import Counter
from dataclasses import fields
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise
from bot.actions.tiers import read_tiers
from bot.actions.versions import apply_next
from bot.database import Command, Query
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.terms import Terms
from bot.rules.terms_trial import Alike, TermsTrial, most_payable, paid_with
from bot.rules.trial import DAYS
from bot.shop import Shop, Work
from bot.tables.points import accounts
from bot.tables.program import terms
from bot.tables.purchases import purchases

_NEWEST = Query(
    Terms, select(*(terms.c[field.name] for field in fields(Terms))).order_by(terms.c.version.desc()).limit(1)
)
_ADD = Command(insert(terms).on_conflict_do_nothing())

_OUTSTANDING = Query(int, select(cast(func.coalesce(func.sum(accounts.c.points), 0), BigInteger)))
_ALIKE = (
    purchases.c.amount,
    purchases.c.paid_points,
    purchases.c.paid_worth,
    purchases.c.refunded,
    accounts.c.tier,
)
_BOUGHT = Query(
    Alike,
    select(*_ALIKE, func.count().label("times"))
    .select_from(purchases)
    .join(accounts, accounts.c.member_id == purchases.c.member_id)
    .where(
        purchases.c.at > bindparam("since"),
        purchases.c.at <= bindparam("until"),
        purchases.c.amount > 0,
        purchases.c.undone_at.is_(None),
    )
    .group_by(*_ALIKE),
)


async def read_terms(work: Work) -> Terms:
    """The terms that hold; in a store that has set none, a hundred points are worth one of the main unit."""
    return await work.one(_NEWEST) or Terms(worth_points=100, worth_amount=10**work.store.currency_info.digits)


async def try_terms(shop: Shop, actor: Actor, before: Terms, after: Terms, now: datetime) -> TermsTrial:
    """What other terms would mean for the points outstanding, and would have meant for ninety days of purchases.

    Purchases are read a day at a time, beside whoever writes, and counted beside the loop.

    Args:
        before: those that hold.
        after: ones that make sense.
        now: when the days end.
    """
    authorise(actor, Action.EDIT_PROGRAM)
    times: Counter[tuple[int, int, int, int, int | None]] = Counter()
    async with shop.reading() as reading:
        tiers = await read_tiers(reading)
        outstanding = await reading.the(_OUTSTANDING)
    for day in range(DAYS, 0, -1):
        async with shop.reading() as reading:
            bought = await reading.all(_BOUGHT, since=now - timedelta(days=day), until=now - timedelta(days=day - 1))
        for one in bought:
            times[one[:5]] += one.times
    alike = [Alike(*each, n) for each, n in times.items()]
    paid = await asyncio.to_thread(paid_with, alike)
    most_before, most_after = [await asyncio.to_thread(most_payable, which, tiers, alike) for which in (before, after)]
    return TermsTrial(before, after, DAYS, times.total(), outstanding, paid, most_before, most_after)


async def apply_terms(work: Work, actor: Actor, changed: Terms) -> Terms | Refusal:
    """Let terms hold from now on.

    Args:
        changed: its `version` is the one it was edited from.

    Returns:
        The terms with their own version, or why not: those of `apply_next`.
    """
    return await apply_next(work, actor, "terms", changed, read_terms, _ADD)
