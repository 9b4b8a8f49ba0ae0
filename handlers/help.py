"""Help for each role, and the way out of whatever is being asked."""

from bot.words import common
from bot.words import help as words
from bot.words.message import Message
from handlers.visit import Kind, Visit


async def show(visit: Visit) -> Message:
    """`/help`."""
    return words.help_for(visit.words, visit.actor, visit.work.store.name)


async def cancel(visit: Visit) -> Message:
    """`/cancel` and every cancel button."""
    if visit.known.step is None and visit.incoming.kind is not Kind.PRESS:
        return common.nothing_to_cancel(visit.words)
    await visit.asked()
    return common.cancelled(visit.words)
