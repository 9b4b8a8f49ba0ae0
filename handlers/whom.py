"""For whom something is, as it is chosen with a button: every member, a tier and above, a saved segment."""

from collections.abc import Sequence

from bot.actions.saved_segments import find_segment, saved
from bot.actions.tiers import read_tiers
from bot.rules.conditions import Everybody, Tier
from bot.rules.groups import Rule
from bot.rules.refusals import Refusal
from bot.rules.segments import written
from bot.rules.tiers import Tier as Level
from bot.words.common import own_text
from bot.words.whom import MEMBERS, SEGMENT
from handlers.visit import Visit


async def chosen(visit: Visit, said: str) -> Rule | Refusal:
    """The rule that a button said; `group_choose` where what it named isn't there any more."""
    if said == MEMBERS:
        return Rule(written(Everybody()))
    if said.startswith(SEGMENT):
        kept = await find_segment(visit.work, int(said.removeprefix(SEGMENT)))
        return Rule(written(kept.expression), kept.id) if kept is not None else Refusal("group_choose")
    level = next((one for one in await _levels(visit) if str(one.id) == said), None)
    name = own_text(visit.words, level.names) if level is not None else ""
    return Rule(written(Tier(name, above=True))) if name else Refusal("group_choose")


async def options(visit: Visit) -> tuple[Sequence[Level], Sequence[tuple[int, str]]]:
    """The tiers, and the segments that are kept, by number with their names."""
    return await _levels(visit), [(one.id, one.name) for one in await saved(visit.work)]


async def _levels(visit: Visit) -> Sequence[Level]:
    table = await read_tiers(visit.work)
    return table.tiers if table is not None else ()
