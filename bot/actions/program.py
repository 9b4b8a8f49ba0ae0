"""The earning rule: reading it, trying a new one on last month's purchases, and letting it hold from now on."""

from dataclasses import asdict
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise, note
from bot.database import Command, Query, Transaction
from bot.rules.points import EarningRule, Rounding, earned
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM, Action, Actor
from bot.shop import Work
from bot.tables.program import programs
from bot.tables.purchases import purchases

PREVIEW_DAYS = 30


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


class _Same(NamedTuple):
    amount: int
    times: int


_RECENT = Query(
    _Same,
    select(purchases.c.amount, func.count().label("times"))
    .where(purchases.c.at >= bindparam("since"), purchases.c.at <= bindparam("until"), purchases.c.undone_at.is_(None))
    .group_by(purchases.c.amount),
)


class Preview(NamedTuple):
    """A rule beside the one it would replace, on the purchases of the last `days` days."""

    before: EarningRule
    after: EarningRule
    days: int
    purchases: int
    points_before: int
    points_after: int


async def open_program(work: Work, digits: int) -> None:
    """Give a store that has no rule its first: a point for one of the main unit, or for 100 where it has no parts.

    Args:
        digits: of the minor unit of the store's currency.
    """
    first = EarningRule(points=1, per=10**digits if digits else 100)
    await work.run(_ADD, **_values(work, SYSTEM, first))


async def read_rule(work: Transaction) -> EarningRule:
    """The rule that holds."""
    return await work.the(_NEWEST)


async def read_version(work: Work, version: int) -> EarningRule:
    """The rule as it was when an entry followed it; LookupError if there was no such version."""
    return await work.the(_VERSION, number=version)


async def try_rule(work: Work, actor: Actor, rule: EarningRule) -> Preview | Refusal:
    """What a rule would have meant on the last 30 days' purchases, beside the one that holds."""
    authorise(actor, Action.EDIT_PROGRAM)
    if refusal := rule.refused():
        return refusal
    before = await read_rule(work)
    recent = await work.all(_RECENT, since=work.now - timedelta(days=PREVIEW_DAYS), until=work.now)
    return Preview(
        before,
        rule,
        PREVIEW_DAYS,
        purchases=sum(same.times for same in recent),
        points_before=sum(earned(before, same.amount) * same.times for same in recent),
        points_after=sum(earned(rule, same.amount) * same.times for same in recent),
    )


async def apply_rule(work: Work, actor: Actor, rule: EarningRule) -> EarningRule | Refusal:
    """Let a rule hold from now on; points already earned stay as they are.

    Args:
        rule: its `version` is the one it was edited from.

    Returns:
        The rule with its own version; `rule_changed` if somebody else's edit came first, or why it makes no sense.
    """
    authorise(actor, Action.EDIT_PROGRAM)
    if refusal := rule.refused():
        return refusal
    before = await read_rule(work)
    if before.version != rule.version:
        return Refusal("rule_changed")
    values = _values(work, actor, rule) | {"version": rule.version + 1}
    if await work.run(_ADD, **values) == 0:
        return Refusal("rule_changed")
    await note(work, actor, Action.EDIT_PROGRAM, f"program:{rule.version + 1}", asdict(before), asdict(rule))
    return await read_rule(work)


def _values(work: Work, actor: Actor, rule: EarningRule) -> dict[str, object]:
    return {
        "version": rule.version,
        "points": rule.points,
        "per": rule.per,
        "rounding": rule.rounding.value,
        "months": rule.months,
        "starter": rule.starter,
        "at": work.now,
        "actor": actor.name,
    }
