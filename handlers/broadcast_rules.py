"""The owner's rules of broadcasts: as they are, and a part of them changed."""

from dataclasses import replace

from bot.actions.care import read_care
from bot.rules.broadcasts import MOST_ALONE, BroadcastRules
from bot.rules.care import Care, not_between
from bot.words import broadcast_rules as words
from bot.words.broadcast_rules import Part
from bot.words.message import Message
from handlers.care import held, hold_now
from handlers.editing import Answer, Draft, Editing, in_words, number, told
from handlers.visit import Visit


async def show(visit: Visit) -> Message:
    """The rules that hold; whatever was asked about them is not asked any more."""
    await RULES.leave(visit)
    return words.show(visit.words, await read_care(visit.work, Care.BROADCAST, BroadcastRules))


def _changed(rules: BroadcastRules, n: int) -> BroadcastRules:
    return replace(rules, approve_above=n)


RULES = Editing(
    Care.BROADCAST.value,
    Draft[Part, BroadcastRules],
    {Part.ABOVE: Answer(number(not_between(0, MOST_ALONE), _changed))},
    held(Care.BROADCAST, BroadcastRules),
    hold_now(Care.BROADCAST),
    in_words(words.ask, told(words.preview), words.applied),
)
