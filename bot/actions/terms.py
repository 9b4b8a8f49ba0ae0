"""The terms of points: reading those that hold, trying others on ninety days, and letting them hold from now on."""

import asyncio
from dataclasses import fields
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise
from bot.actions.tiers import read_tiers
from bot.actions.versions import apply_next
from bot.database import Command, Query
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.terms import Terms
from bot.rules.terms_trial import Buyer, TermsTrial, Tried, try_on
from bot.rules.trial import DAYS
from bot.shop import Shop, Work
from bot.tables.points import accounts
from bot.tables.program import terms
from bot.tables.purchases import purchases

PAGE = 2000
"""Members read in one snapshot, so that none stays open long."""

_NEWEST = Query(
    Terms, select(*(terms.c[field.name] for field in fields(Terms))).order_by(terms.c.version.desc()).limit(1)
)
_ADD = Command(insert(terms).on_conflict_do_nothing())

_PAGE = (
    select(accounts.c.member_id.label("id"), accounts.c.points, accounts.c.tier)
    .where(accounts.c.member_id > bindparam("after"))
    .order_by(accounts.c.member_id)
    .limit(PAGE)
    .subquery()
)


def _kept(paid: ColumnElement[int]) -> ColumnElement[int]:
    """What of a payment refunds did not give back, in proportion as they do."""
    return _sum(paid - paid * purchases.c.refunded // purchases.c.amount)


def _sum(amount: ColumnElement[int]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)


# An outer join, so that SQLite goes from the members to their purchases and not the other way round.
_BUYERS = Query(
    Buyer,
    select(
        *_PAGE.c,
        func.count(purchases.c.id).label("purchases"),
        _sum(purchases.c.amount - purchases.c.refunded).label("bought"),
        _kept(purchases.c.paid_points).label("paid_points"),
        _kept(purchases.c.paid_worth).label("paid_worth"),
    )
    .select_from(_PAGE)
    .outerjoin(
        purchases,
        and_(
            purchases.c.member_id == _PAGE.c.id,
            purchases.c.at > bindparam("since"),
            purchases.c.at <= bindparam("until"),
            purchases.c.amount > 0,
            purchases.c.undone_at.is_(None),
        ),
    )
    .group_by(*_PAGE.c)
    .order_by(_PAGE.c.id),
)


_OUTSTANDING = Query(int, select(_sum(accounts.c.points)))


async def read_terms(work: Work) -> Terms:
    """The terms that hold; in a store that has set none, a hundred points are worth one of the main unit."""
    return await work.one(_NEWEST) or Terms(worth_points=100, worth_amount=10**work.store.currency_info.digits)


async def try_terms(shop: Shop, actor: Actor, before: Terms, after: Terms, now: datetime) -> TermsTrial:
    """What other terms would mean for the points outstanding, and would have meant for ninety days of purchases.

    Members are read a page at a time, beside whoever writes, and counted beside the loop.

    Args:
        before: those that hold.
        after: ones that make sense.
        now: when the days end.
    """
    authorise(actor, Action.EDIT_PROGRAM)
    async with shop.reading() as reading:
        tiers = await read_tiers(reading)
        outstanding = await reading.the(_OUTSTANDING)
    tried, last, since = Tried(), 0, now - timedelta(days=DAYS)
    while True:
        async with shop.reading() as reading:
            buyers = await reading.all(_BUYERS, after=last, since=since, until=now)
        if not buyers:
            return TermsTrial(before, after, DAYS, outstanding, tried)
        tried, last = tried.and_then(await asyncio.to_thread(try_on, buyers, before, after, tiers)), buyers[-1].id


async def apply_terms(work: Work, actor: Actor, changed: Terms) -> Terms | Refusal:
    """Let terms hold from now on.

    Args:
        changed: its `version` is the one it was edited from.

    Returns:
        The terms with their own version, or why not: those of `apply_next`.
    """
    return await apply_next(work, actor, "terms", changed, read_terms, _ADD)
