"""What hangs on a broadcast: its buttons, its posts in other languages, and whoever sees it before the others."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions.broadcasts import Broadcast, find_broadcast
from bot.actions.events import upcoming
from bot.actions.groups import groups_to_write_to
from bot.actions.rewards import list_rewards
from bot.rules.broadcast_runs import State
from bot.rules.broadcasts import MOST_BUTTONS, Button, Does, is_address
from bot.rules.names import clean
from bot.rules.refusals import Refusal
from bot.rules.rewards import RewardKind, RewardState
from bot.words import broadcast_buttons as words
from bot.words import refusals
from bot.words.catalogs import Language
from bot.words.common import own_text
from bot.words.message import Message
from handlers.broadcasts import ASKED, Asked, changed, draft
from handlers.drafts import left
from handlers.visit import Reply, Visit

MOST_CHOICES = 40
"""Rewards that are offered for a button, the newest; more would not be read."""
_ONCE = frozenset({Does.NOT_INTERESTED})


async def show(visit: Visit) -> Message | Reply:
    """The buttons, and what can be added."""
    found = await draft(visit)
    return left(visit) if found is None else await _show(visit, found)


async def _show(visit: Visit, found: Broadcast) -> Message:
    had = {one.does for one in found.plan.buttons}
    groups, events = await groups_to_write_to(visit.work), await upcoming(visit.work, visit.now)
    adds = [
        does
        for does in Does
        if len(found.plan.buttons) < MOST_BUTTONS
        and not (does in _ONCE and does in had)
        and (groups or does is not Does.GROUP)
        and (events or does is not Does.EVENT)
    ]
    return words.ask_buttons(visit.words, found.id, found.plan, adds)


async def take_away(visit: Visit) -> Message | Reply:
    """One of them is no more."""
    found, place = await draft(visit), int(visit.args[1])
    if found is None or place >= len(found.plan.buttons):
        return left(visit)
    buttons = found.plan.buttons[:place] + found.plan.buttons[place + 1 :]
    return await _hang(visit, found, buttons)


async def add(visit: Visit) -> Message | Reply:
    """One more: a link is written, a reward or a group chosen."""
    found, does = await draft(visit), list(Does)[int(visit.args[1])]
    if found is None:
        return left(visit)
    match does:
        case Does.LINK:
            return await _ask_link(visit, found)
        case Does.NOT_INTERESTED:
            return await _hang(visit, found, (*found.plan.buttons, Button(does, words.labels(does))))
    return words.ask_value(visit.words, found.id, does, await _choices(visit, does))


async def _choices(visit: Visit, does: Does) -> list[tuple[int, str]]:
    if does is Does.GROUP:
        return [(one.id, one.title) for one in await groups_to_write_to(visit.work)]
    if does is Does.EVENT:
        return [(one.id, own_text(visit.words, one.names)) for one in await upcoming(visit.work, visit.now)]
    rewards, _ = await list_rewards(visit.work, MOST_CHOICES)
    return [
        (one.id or 0, own_text(visit.words, one.names))
        for one in rewards
        if one.state is RewardState.ACTIVE and one.kind is not RewardKind.DONATION
    ]


async def choose(visit: Visit) -> Message | Reply:
    """It leads to this reward or group."""
    found, does, value = await draft(visit), list(Does)[int(visit.args[1])], visit.args[2]
    if found is None:
        return left(visit)
    return await _hang(visit, found, (*found.plan.buttons, Button(does, words.labels(does), value)))


async def _hang(visit: Visit, found: Broadcast, buttons: Sequence[Button]) -> Message | Reply:
    await changed(visit, found, replace(found.plan, buttons=tuple(buttons)))
    again = await draft(visit)
    return left(visit) if again is None else await _show(visit, again)


async def _ask_link(visit: Visit, found: Broadcast, why: Refusal | None = None) -> Message:
    await visit.ask("broadcast.link", Asked(found.id, "link"))
    return refusals.and_again(visit.words, why, words.ask_link(visit.words, found.id), visit.now)


async def take_link(visit: Visit) -> Message | Reply:
    """What stands on the button, by language, and the address it opens."""
    asked = ASKED.draft(visit)
    found = await find_broadcast(visit.work, asked.number) if asked is not None else None
    if asked is None or found is None or found.state is not State.DRAFT:
        return left(visit)
    button = read_link(visit.text)
    if isinstance(button, Refusal):
        return await _ask_link(visit, found, button)
    visit.args = (str(found.id),)
    return await _hang(visit, found, (*found.plan.buttons, button))


def read_link(text: str) -> Button | Refusal:
    """A button as it is written: its label, for languages of their own in lines before it, and an address at the end.

        ru: В магазин
        To the shop https://example.com

    Returns:
        `broadcast_link` where there is no label or no address, or two labels in one language.
    """
    *_, address = text.split() or [""]
    labels: dict[str, str] = {}
    for line in text.strip().removesuffix(address).strip().splitlines():
        code, colon, rest = line.partition(":")
        language = next((one for one in Language if one.lower() == code.strip().lower()), None) if colon else None
        if (language or "") in labels:
            return Refusal("broadcast_link")
        labels[language or ""] = clean(rest if language else line)
    if not is_address(address) or not all(labels.values()) or not labels:
        return Refusal("broadcast_link")
    return Button(Does.LINK, labels, address)


async def ask_language(visit: Visit) -> Message | Reply:
    """In which language another post, or one post less?"""
    found = await draft(visit)
    return left(visit) if found is None else words.ask_language(visit.words, found.id, found.plan)


async def drop_language(visit: Visit) -> Message | Reply:
    """Readers of this language get everybody's post again."""
    found, language = await draft(visit), visit.args[1]
    if found is None:
        return left(visit)
    posts = {key: post for key, post in found.plan.posts.items() if key != language}
    return await changed(visit, found, replace(found.plan, posts=posts))
