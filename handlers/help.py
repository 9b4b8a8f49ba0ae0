"""Help for each role, and the way out of whatever is being asked."""

from bot.actions.payments import withdraw
from bot.words import common
from bot.words import help as words
from bot.words.message import Message
from handlers.visit import Kind, Visit


async def show(visit: Visit) -> Message:
    """`/help`."""
    return words.help_for(visit.words, visit.actor, visit.work.store.name)


async def cancel(visit: Visit) -> Message:
    """`/cancel` and every cancel button; a member whom the till asked needn't answer any more."""
    if visit.known.step is None and visit.incoming.kind is not Kind.PRESS:
        return common.nothing_to_cancel(visit.words)
    await visit.asked()
    if visit.actor.staff_id is not None:
        await withdraw(visit.work, visit.actor)
    return common.cancelled(visit.words)
