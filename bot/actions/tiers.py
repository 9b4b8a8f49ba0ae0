"""The table of tiers: the one that holds, those before it, and letting another hold from now on."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise, note
from bot.database import Command, Query, Transaction
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.tiers import TierTable, from_plain, plain
from bot.shop import Work
from bot.tables.program import tier_tables


@lru_cache(16)
def _table(version: int, measure: str, span: str, grace_days: int, tiers: str) -> TierTable:
    """A row as a table; one that is read with every sale is read from its text once."""
    told = {"version": version, "measure": measure, "span": span, "grace_days": grace_days, "tiers": json.loads(tiers)}
    return from_plain(told)


_TABLES = select(
    tier_tables.c.version,
    tier_tables.c.measure,
    tier_tables.c.span,
    tier_tables.c.grace_days,
    type_coerce(tier_tables.c.tiers, Text).label("tiers"),
).order_by(tier_tables.c.version.desc())
_NEWEST = Query(_table, _TABLES.limit(1))
_ALL = Query(_table, _TABLES)
_ADD = Command(insert(tier_tables).on_conflict_do_nothing())


async def read_tiers(work: Transaction) -> TierTable | None:
    """The table that holds; None in a store that has never had tiers."""
    return await work.one(_NEWEST)


async def names_of_tiers(work: Transaction) -> list[Mapping[str, str]]:
    """What the tiers that there are now are called, each by language."""
    table = await read_tiers(work)
    return [tier.names for tier in table.tiers] if table is not None else []


async def all_tiers(work: Transaction) -> list[TierTable]:
    """Every table there was, the one that holds first."""
    return await work.all(_ALL)


async def apply_tiers(work: Work, actor: Actor, table: TierTable) -> TierTable | Refusal:
    """Let a table hold from now on; the job settles everybody against it.

    Args:
        table: its `version` is the one it was edited from, 0 where there was none.

    Returns:
        The table with its own version, the one that held where nothing is changed; `tiers_changed` if somebody else's
        edit came first, or why it makes no sense.
    """
    authorise(actor, Action.EDIT_TIERS)
    if refusal := table.refused():
        return refusal
    before = await read_tiers(work)
    if table == before:
        return before
    applied = replace(table, version=table.version + 1)
    told = plain(applied)
    if (before.version if before else 0) != table.version or not await work.run(
        _ADD, **told, at=work.now, actor=actor.name
    ):
        return Refusal("tiers_changed")
    await note(work, actor, Action.EDIT_TIERS, f"tiers:{applied.version}", plain(before) if before else None, told)
    return applied
