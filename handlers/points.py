"""The balance, its entries by pages, and why each of them is there."""

from bot.actions.balance import overview
from bot.actions.expiry import why_not_kept
from bot.actions.reasons import reasons_for
from bot.rules.expiry import LATE, within
from bot.words import common, reasons
from bot.words import points as words
from bot.words.message import Go, Message, Toast
from bot.words.points import Balance, Expiring
from handlers.tiers import mine_of
from handlers.visit import Visit

PAGE = 6


async def show(visit: Visit) -> Message:
    """`/points`."""
    return await _page(visit, 0)


async def page(visit: Visit) -> Message:
    """Another page of entries."""
    return await _page(visit, int(visit.args[0]))


async def _page(visit: Visit, number: int) -> Message:
    held, expiring, found = await overview(visit.work, visit.member_id, PAGE + 1, number * PAGE)
    soon = expiring is not None and expiring.at <= within(LATE, visit.now, visit.work.store.zone_info)
    balance = Balance(
        held.points,
        held.debt,
        Expiring(*expiring) if expiring else None,
        found[:PAGE],
        page=number,
        pages=number + (2 if len(found) > PAGE else 1),
        keeps=soon and await why_not_kept(visit.work, visit.member_id) is None,
        mine=await mine_of(visit),
        frozen=held.frozen_at is not None,
    )
    return words.balance(visit.words, balance, visit.now)


async def why(visit: Visit) -> Message | Toast:
    """The reasons behind one entry."""
    entry_id, page = visit.args
    found = await reasons_for(visit.work, visit.actor, visit.member_id, int(entry_id))
    if found is None:
        return common.stale(visit.words)
    return reasons.why(visit.words, found, Go("points.page", page), visit.now)
