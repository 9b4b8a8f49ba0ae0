"""The owner's table of tiers: edited part by part in a draft, counted on all members, and only then applied."""

from dataclasses import replace
from hashlib import sha256

from bot.actions.tier_drafts import (
    drop_draft,
    keep_draft,
    lapse_draft,
    propose_tiers,
    read_draft,
    table_in_force,
    waiting_tiers,
)
from bot.actions.tier_reviews import outlook_of
from bot.rules.refusals import Refusal
from bot.rules.tiers import TierTable, plain
from bot.shop import Shop
from bot.words import approvals, refusals, tier_preview
from bot.words import tier_table as words
from bot.words.message import Message
from bot.words.tier_table import Pending
from handlers.drafts import left
from handlers.visit import Reply, Visit


async def show(visit: Visit) -> Message:
    """The table as it is edited, or as it holds; whatever was asked about it is not asked any more."""
    await visit.asked()
    lapsed = await lapse_draft(visit.work, visit.actor)
    table, changed = await table_now(visit)
    return await _shown(visit, table, changed=changed, lapsed=lapsed)


async def _shown(visit: Visit, table: TierTable, *, changed: bool, lapsed: bool = False) -> Message:
    waits = await waiting_tiers(visit.work, visit.actor)
    pending = Pending(waits.until, waits.table == table) if waits else None
    return words.table(visit.words, table, visit.now, changed=changed, lapsed=lapsed, pending=pending)


async def table_now(visit: Visit) -> tuple[TierTable, bool]:
    """The table, and whether it is a draft."""
    draft = await read_draft(visit.work, visit.actor)
    return (draft, True) if draft is not None else (await table_in_force(visit.work), False)


async def show_tier(visit: Visit) -> Message | Reply:
    """One tier."""
    await visit.asked()
    table, _ = await table_now(visit)
    tier = table.tier(int(visit.args[0]))
    return left(visit) if tier is None else words.tier(visit.words, table, tier)


async def remove(visit: Visit) -> Message | Reply:
    """A tier goes; its members are settled when the table is applied."""
    table, _ = await table_now(visit)
    tiers = tuple(tier for tier in table.tiers if tier.id != int(visit.args[0]))
    await keep_draft(visit.work, visit.actor, replace(table, tiers=tiers))
    return await show(visit)


async def drop(visit: Visit) -> Message:
    """The changes are thrown away."""
    await drop_draft(visit.work, visit.actor)
    return await show(visit)


async def preview(visit: Visit) -> Message | Reply:
    """What the draft would mean is counted, beside whoever sells meanwhile."""
    await visit.asked()
    table = await read_draft(visit.work, visit.actor)
    if table is None:
        return await _no_draft(visit)
    if why := await _why_not(visit, table):
        return refusals.and_again(visit.words, why, await _shown(visit, table, changed=True), visit.now)

    before = await table_in_force(visit.work)

    async def count(shop: Shop) -> Message:
        return tier_preview.preview(visit.words, before, table, await outlook_of(shop, table), _mark(table))

    return Reply((tier_preview.counting(visit.words),), then=count)


async def _no_draft(visit: Visit) -> Message | Reply:
    """Its changes have lapsed, which is said with the table that holds; or there were none."""
    if not await lapse_draft(visit.work, visit.actor):
        return left(visit)
    return await _shown(visit, await table_in_force(visit.work), changed=False, lapsed=True)


async def _why_not(visit: Visit, table: TierTable) -> Refusal | None:
    if (await table_in_force(visit.work)).version != table.version:
        return Refusal("tiers_changed")
    return table.refused()


async def apply(visit: Visit) -> Message | Reply:
    """The table that was previewed holds from now on, or waits for a colleague's yes."""
    mark, meant = visit.args
    table = await read_draft(visit.work, visit.actor)
    if table is None:
        return await _no_draft(visit)
    if _mark(table) != mark:
        return left(visit)
    up, down = (int(n) for n in meant.split("."))
    asked = await propose_tiers(visit.work, visit.actor, table, up, down)
    if isinstance(asked, Refusal):
        return refusals.and_again(visit.words, asked, await _shown(visit, table, changed=True), visit.now)
    if asked.people:
        return approvals.waits(visit.words, asked.people, asked.until, visit.now)
    return tier_preview.applied(visit.words, await table_in_force(visit.work))


def _mark(table: TierTable) -> str:
    """A mark of exactly this table."""
    return sha256(repr(plain(table)).encode()).hexdigest()[:8]
