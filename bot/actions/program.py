"""The earning rule: reading it, trying a new one on the last ninety days, and letting it hold from now on."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise
from bot.actions.versions import apply_next, plain
from bot.database import Command, Query, Transaction
from bot.rules.points import EarningRule, Rounding
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM, Action, Actor
from bot.rules.terms import Terms
from bot.rules.trial import DAYS, Alike, Trial, given, in_all
from bot.shop import Shop, Work
from bot.tables.members import members
from bot.tables.program import programs
from bot.tables.purchases import purchases


def _rule(version: int, points: int, per: int, rounding: str, months: int, starter: int) -> EarningRule:
    return EarningRule(points, per, Rounding(rounding), months, starter, version)


_RULE = select(
    programs.c.version,
    programs.c.points,
    programs.c.per,
    programs.c.rounding,
    programs.c.months,
    programs.c.starter,
)
_NEWEST = Query(_rule, _RULE.order_by(programs.c.version.desc()).limit(1))
_VERSION = Query(_rule, _RULE.where(programs.c.version == bindparam("number")))
_ADD = Command(insert(programs).on_conflict_do_nothing())


_ALIKE = (purchases.c.amount, purchases.c.paid_worth, purchases.c.refunded, purchases.c.multiplier)
_SINCE: BindParameter[datetime] = bindparam("since")
_UNTIL: BindParameter[datetime] = bindparam("until")
_BOUGHT = Query(
    Alike,
    select(*_ALIKE, func.count().label("times"))
    .where(purchases.c.at > _SINCE, purchases.c.at <= _UNTIL, purchases.c.undone_at.is_(None))
    .group_by(*_ALIKE),
)
_JOINED = Query(
    int, select(func.count()).select_from(members).where(members.c.joined_at > _SINCE, members.c.joined_at <= _UNTIL)
)


async def open_program(work: Work, digits: int) -> None:
    """Give a store that has no rule its first: a point for one of the main unit, or for 100 where it has no parts.

    Args:
        digits: of the minor unit of the store's currency.
    """
    first = EarningRule(points=1, per=10**digits if digits else 100)
    await work.run(_ADD, **plain(first), at=work.now, actor=SYSTEM.name)


async def read_rule(work: Transaction) -> EarningRule:
    """The rule that holds."""
    return await work.the(_NEWEST)


async def read_version(work: Work, version: int) -> EarningRule:
    """The rule as it was when an entry followed it; LookupError if there was no such version."""
    return await work.the(_VERSION, number=version)


async def try_rule(shop: Shop, actor: Actor, rule: EarningRule, terms: Terms, now: datetime) -> Trial:
    """What a rule would have given on the last ninety days' purchases, and cost, beside the one that holds.

    Each purchase counts with the multiplier that its buyer had, and less what was refunded of it. They are read a day
    at a time, beside whoever writes, and counted beside the loop.

    Args:
        rule: one that makes sense.
        terms: what points are worth.
        now: when the days end.
    """
    authorise(actor, Action.EDIT_PROGRAM)
    times: Counter[tuple[int, int, int, int]] = Counter()
    async with shop.reading() as reading:
        before = await read_rule(reading)
        joined = await reading.the(_JOINED, since=now - timedelta(days=DAYS), until=now)
    for day in range(DAYS, 0, -1):
        async with shop.reading() as reading:
            bought = await reading.all(_BOUGHT, since=now - timedelta(days=day), until=now - timedelta(days=day - 1))
        for one in bought:
            times[one[:4]] += one.times
    alike = [Alike(*each, n) for each, n in times.items()]
    given_before, given_after = [await asyncio.to_thread(given, which, alike) for which in (before, rule)]
    return Trial(
        before,
        rule,
        DAYS,
        times.total(),
        joined,
        in_all(before, terms, given_before, joined),
        in_all(rule, terms, given_after, joined),
    )


async def apply_rule(work: Work, actor: Actor, rule: EarningRule) -> EarningRule | Refusal:
    """Let a rule hold from now on; points already earned stay as they are.

    Args:
        rule: its `version` is the one it was edited from.

    Returns:
        The rule with its own version, or why not: those of `apply_next`.
    """
    return await apply_next(work, actor, "program", rule, read_rule, _ADD)
