"""What expires when, and keeping it for a week longer."""

from bot.actions.expiry import keep_points, schedule
from bot.rules.refusals import Refusal
from bot.words import expiry as words
from bot.words import refusals
from bot.words.expiry import Batch, Page
from bot.words.message import Message, Toast
from handlers.visit import Visit

DAYS = 365
PAGE = 12


async def show(visit: Visit) -> Message:
    """A page of what expires within a year, by days."""
    found = [Batch(*one) for one in await schedule(visit.work, visit.member_id, DAYS)]
    pages = max(1, -(-len(found) // PAGE))
    page = min(int(visit.args[0]), pages - 1)
    return words.schedule(visit.words, Page(found[page * PAGE : (page + 1) * PAGE], page, pages), visit.now)


async def keep(visit: Visit) -> Message | Toast:
    """What expires within a week is kept for a week longer; why not is said beside the warning, which stays."""
    done = await keep_points(visit.work, visit.actor, visit.member_id)
    if isinstance(done, Refusal):
        return refusals.refused_toast(visit.words, done, visit.now)
    return words.kept(visit.words, done.points, [Batch(*one) for one in done.batches], visit.now)
