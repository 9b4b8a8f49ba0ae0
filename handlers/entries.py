"""A member's entries for the staff, by pages, and why each of them is there."""

from bot.actions.balance import overview
from bot.actions.members import member_by_id, member_name
from bot.actions.reasons import reasons_for
from bot.rules.roles import Action, allowed
from bot.words import common, reasons
from bot.words import entries as words
from bot.words.entries import Entries
from bot.words.message import Go, Message, Toast
from handlers.find import gone
from handlers.visit import Reply, Visit

PAGE = 6


async def page(visit: Visit) -> Message | Reply:
    """A page of entries."""
    member_id, number = (int(arg) for arg in visit.args)
    member = await member_by_id(visit.work, member_id)
    if member is None:
        return gone(visit)
    held, _, found = await overview(visit.work, member_id, PAGE + 1, number * PAGE)
    shown = Entries(
        member_id,
        member_name(visit.work, member),
        member.card,
        held.points,
        held.debt,
        found[:PAGE],
        page=number,
        pages=number + (2 if len(found) > PAGE else 1),
    )
    may_adjust = allowed(visit.actor, Action.ADJUST) and member_id != visit.actor.member_id
    return words.entries(visit.words, shown, visit.now, may_adjust)


async def why(visit: Visit) -> Message | Toast:
    """The reasons behind one entry."""
    entry_id, member_id, number = visit.args
    found = await reasons_for(visit.work, visit.actor, int(member_id), int(entry_id))
    if found is None:
        return common.stale(visit.words)
    return reasons.why(visit.words, found, Go("entries.page", member_id, number), visit.now, staff=True)
