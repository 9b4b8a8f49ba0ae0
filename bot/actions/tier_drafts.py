"""The table of tiers as somebody of the staff has edited it so far; nothing of it holds before it is applied."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.actions.approvals import Asked, Kind, Request, ask_approval
from bot.actions.log import authorise
from bot.actions.tiers import all_tiers, apply_tiers, read_tiers
from bot.database import Command, Query
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.tiers import Measure, Span, TierTable, from_plain, plain
from bot.shop import Work
from bot.tables.approvals import approvals
from bot.tables.tiers import tier_drafts

NO_TIERS = TierTable(Measure.POINTS, Span.ROLLING, grace_days=30, tiers=(), version=0)
"""What a store without a table begins with."""
DRAFT_LASTS = timedelta(days=7)
"""How long changes wait for being applied, from the last of them: later nobody remembers what they were for."""


class Waits(NamedTuple):
    """A table that waits for a colleague's yes, and until when."""

    table: TierTable
    until: datetime


def _waits(data: Mapping[str, object], until: datetime) -> Waits:
    return Waits(from_plain(data["table"]), until)


_HELD_BY = tier_drafts.c.staff_id == bindparam("staff")
_MINE = Query(from_plain, select(tier_drafts.c.data).where(_HELD_BY, tier_drafts.c.changed_at > bindparam("since")))
_INSERT = insert(tier_drafts)
_KEEP = Command(
    _INSERT.on_conflict_do_update(
        index_elements=[tier_drafts.c.staff_id],
        set_={"data": _INSERT.excluded.data, "changed_at": _INSERT.excluded.changed_at},
    )
)
_DROP = Command(delete(tier_drafts).where(_HELD_BY))
_WAITING = Query(
    _waits,
    select(approvals.c.data, approvals.c.expires_at)
    .where(
        approvals.c.subject == bindparam("about"),
        approvals.c.action == bindparam("act"),
        approvals.c.decided_at.is_(None),
        approvals.c.expires_at > bindparam("now"),
    )
    .order_by(approvals.c.id.desc())
    .limit(1),
)
_LAPSE = Command(delete(tier_drafts).where(_HELD_BY, tier_drafts.c.changed_at <= bindparam("since")))


async def table_in_force(work: Work) -> TierTable:
    """The table that holds; an empty one of version 0 in a store that has never had tiers."""
    return await read_tiers(work) or NO_TIERS


async def read_draft(work: Work, actor: Actor) -> TierTable | None:
    """What somebody has edited and not applied; None where they haven't, or no more since a week."""
    authorise(actor, Action.EDIT_TIERS)
    return await work.one(_MINE, staff=actor.staff_id, since=work.now - DRAFT_LASTS)


async def keep_draft(work: Work, actor: Actor, table: TierTable) -> None:
    """Keep a table as edited so far; one that is as the table that holds is no draft."""
    authorise(actor, Action.EDIT_TIERS)
    if table == await table_in_force(work):
        await drop_draft(work, actor)
    else:
        await work.run(_KEEP, staff_id=actor.staff_id, data=plain(table), changed_at=work.now)


async def drop_draft(work: Work, actor: Actor) -> None:
    """Throw a draft away."""
    await work.run(_DROP, staff=actor.staff_id)


async def lapse_draft(work: Work, actor: Actor) -> bool:
    """Throw a draft away that has waited for a week; whether there was one."""
    authorise(actor, Action.EDIT_TIERS)
    return await work.run(_LAPSE, staff=actor.staff_id, since=work.now - DRAFT_LASTS) > 0


async def waiting_tiers(work: Work, actor: Actor) -> Waits | None:
    """The changed table that waits for a colleague's yes; None where none does, or the tiers have changed since."""
    authorise(actor, Action.EDIT_TIERS)
    held = await table_in_force(work)
    return await work.one(_WAITING, act=APPLYING.action.value, about=_subject(held), now=work.now)


async def new_tier_id(work: Work, draft: TierTable) -> int:
    """A number that no tier of this store has ever had."""
    tables = [draft, *await all_tiers(work)]
    return max((tier.id for table in tables for tier in table.tiers), default=0) + 1


async def propose_tiers(work: Work, actor: Actor, table: TierTable, up: int, down: int) -> Asked | Refusal:
    """Ask a colleague to approve a table, and apply it at once where there is none who could.

    Args:
        table: its `version` is the one it was edited from.
        up: how many members would go up, as the one who asks has seen it.
        down: how many would go down at their review.

    Returns:
        Refusal: those of `apply_tiers`.
    """
    authorise(actor, Action.EDIT_TIERS)
    before = await table_in_force(work)
    if refusal := table.refused():
        return refusal
    if before.version != table.version:
        return Refusal("tiers_changed")
    data = {"table": plain(table), "before": plain(before), "up": up, "down": down}
    return await ask_approval(work, actor, APPLYING, _subject(table), data, "")


def _subject(table: TierTable) -> str:
    return f"tiers:{table.version + 1}"


async def _carry_out(work: Work, request: Request, _: Actor | None) -> Refusal | None:
    table = from_plain(request.data["table"])
    applied = await apply_tiers(work, request.asker, table)
    if isinstance(applied, Refusal):
        return applied
    if await read_draft(work, request.asker) == table:
        await drop_draft(work, request.asker)
    return None


APPLYING = Kind(Action.EDIT_TIERS, _carry_out)
