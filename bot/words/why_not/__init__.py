"""Why the shop says no: for each key of a Refusal a sentence that says what would be right."""

from collections.abc import Mapping

from bot.words.why_not import care, events, files, groups, many, rewards, segments, shop, till
from bot.words.why_not.says import Says

SENTENCES: Mapping[str, Says] = {
    key: says
    for area in (till, rewards, care, files, shop, groups, many, segments, events)
    for key, says in area.SENTENCES.items()
}
"""Plain sentences without markup, since they stand in messages and in toasts."""
