"""The table of tiers and who stands where in it."""

from sqlalchemy import select

from bot.database import Query, Transaction
from bot.rules.tiers import Measure, Span, Tier, TierTable
from bot.tables.program import tier_tables


def _table(version: int, measure: str, span: str, grace_days: int, tiers: object) -> TierTable:
    if not isinstance(tiers, list):
        raise TypeError(f"tiers are a list, not {tiers!r}")
    return TierTable(Measure(measure), Span(span), grace_days, tuple(Tier(**one) for one in tiers), version)


_NEWEST = Query(
    _table,
    select(
        tier_tables.c.version,
        tier_tables.c.measure,
        tier_tables.c.span,
        tier_tables.c.grace_days,
        tier_tables.c.tiers,
    )
    .order_by(tier_tables.c.version.desc())
    .limit(1),
)


async def read_tiers(work: Transaction) -> TierTable | None:
    """The table that holds; None in a store without tiers."""
    return await work.one(_NEWEST)
