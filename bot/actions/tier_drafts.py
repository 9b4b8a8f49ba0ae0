"""The table of tiers as somebody of the staff has edited it so far; nothing of it holds before it is applied."""

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise
from bot.actions.tiers import all_tiers, from_plain, plain, read_tiers
from bot.database import Command, Query
from bot.rules.roles import Action, Actor
from bot.rules.tiers import Measure, Span, TierTable
from bot.shop import Work
from bot.tables.tiers import tier_drafts

NO_TIERS = TierTable(Measure.POINTS, Span.ROLLING, grace_days=30, tiers=(), version=0)
"""What a store without a table begins with."""


def _data(data: object) -> TierTable:
    if not isinstance(data, dict):
        raise TypeError(f"a draft is a mapping, not {data!r}")
    return from_plain(data)


_MINE = Query(_data, select(tier_drafts.c.data).where(tier_drafts.c.staff_id == bindparam("staff")))
_INSERT = insert(tier_drafts)
_KEEP = Command(
    _INSERT.on_conflict_do_update(
        index_elements=[tier_drafts.c.staff_id],
        set_={"data": _INSERT.excluded.data, "changed_at": _INSERT.excluded.changed_at},
    )
)
_DROP = Command(delete(tier_drafts).where(tier_drafts.c.staff_id == bindparam("staff")))


async def table_in_force(work: Work) -> TierTable:
    """The table that holds; an empty one of version 0 in a store that has never had tiers."""
    return await read_tiers(work) or NO_TIERS


async def read_draft(work: Work, actor: Actor) -> TierTable | None:
    """What somebody has edited and not applied; None where they haven't."""
    authorise(actor, Action.EDIT_PROGRAM)
    return await work.one(_MINE, staff=actor.staff_id)


async def keep_draft(work: Work, actor: Actor, table: TierTable) -> None:
    """Keep a table as edited so far; one that is as the table that holds is no draft."""
    authorise(actor, Action.EDIT_PROGRAM)
    if table == await table_in_force(work):
        await drop_draft(work, actor)
    else:
        await work.run(_KEEP, staff_id=actor.staff_id, data=plain(table), changed_at=work.now)


async def drop_draft(work: Work, actor: Actor) -> None:
    """Throw a draft away."""
    await work.run(_DROP, staff=actor.staff_id)


async def new_tier_id(work: Work, draft: TierTable) -> int:
    """A number that no tier of this store has ever had."""
    tables = [draft, *await all_tiers(work)]
    return max((tier.id for table in tables for tier in table.tiers), default=0) + 1
