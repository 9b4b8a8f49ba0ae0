"""A second person's yes or no to what a colleague asked for."""

from bot.actions.decisions import decide
from bot.actions.mentions import with_mentions
from bot.rules.refusals import Refusal
from bot.words import approvals as words
from bot.words import refusals
from bot.words.message import Message, Toast
from handlers.visit import Visit


async def choose(visit: Visit) -> Message | Toast:
    """*Approve* or *Refuse* was pressed."""
    number, answer = visit.args
    came = await decide(visit.work, visit.actor, int(number), answer == "yes")
    if isinstance(came, Refusal):
        return refusals.refused_toast(visit.words, came, visit.now)
    return words.settled(visit.words, await with_mentions(visit.work, came))
