"""What is done about a broadcast that is out: sent to those whom it failed, taken back, put right."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.actions.broadcast_acts import correct, recall, send_again
from bot.actions.broadcast_cards import standing
from bot.actions.broadcasts import find_broadcast
from bot.rules.refusals import Refusal
from bot.words import broadcast_acts as words
from bot.words import refusals
from bot.words.message import Message
from handlers.broadcast_runs import card
from handlers.drafts import Flow, left
from handlers.visit import Kind, Reply, Visit


class Righting(NamedTuple):
    """The right words for a broadcast so far, by language in Telegram's HTML; `asked` is the one that is asked for."""

    number: int
    asked: str = ""
    texts: Mapping[str, str] = {}
    ready: bool = False


RIGHTING = Flow("broadcast", Righting)


async def ask_again(visit: Visit) -> Message | Reply:
    """Whether to send it to those whom Telegram refused it."""
    found = await find_broadcast(visit.work, int(visit.args[0]))
    return left(visit) if found is None else words.ask_again(visit.words, await standing(visit.work, found, visit.now))


async def again(visit: Visit) -> Message | Reply:
    """Once more to these, and to nobody else."""
    return await _begun(visit, await send_again(visit.work, visit.actor, int(visit.args[0])))


async def ask_recall(visit: Visit) -> Message | Reply:
    """Whether to take it back from everybody."""
    found = await find_broadcast(visit.work, int(visit.args[0]))
    return left(visit) if found is None else words.ask_recall(visit.words, await standing(visit.work, found, visit.now))


async def recall_now(visit: Visit) -> Message | Reply:
    """It is deleted wherever it is."""
    return await _begun(visit, await recall(visit.work, visit.actor, int(visit.args[0])))


async def ask_right(visit: Visit) -> Message | Reply:
    """What it should say: in each language in which it was said."""
    return await _ask(visit, Righting(int(visit.args[0])))


async def _ask(visit: Visit, draft: Righting) -> Message | Reply:
    """Ask for the next language; when there are all, show them."""
    found = await find_broadcast(visit.work, draft.number)
    if found is None:
        return left(visit)
    missing = next((language for language in found.plan.posts if language not in draft.texts), None)
    if missing is None:
        draft = draft._replace(ready=True)
        await visit.ask("broadcast.right", RIGHTING.plain(draft))
        return words.preview(visit.words, await standing(visit.work, found, visit.now), draft.texts)
    await visit.ask("broadcast.right", RIGHTING.plain(draft._replace(asked=missing)))
    return words.ask_right(visit.words, missing)


async def take_right(visit: Visit) -> Message | Reply:
    """The right words, formatted as they shall be."""
    draft = RIGHTING.draft(visit)
    if draft is None:
        return left(visit)
    if visit.incoming.edited:
        return Reply()
    if draft.ready or visit.incoming.kind is not Kind.TEXT:
        return await _ask(visit, draft)
    return await _ask(visit, draft._replace(texts={**draft.texts, draft.asked: visit.incoming.html()}))


async def right_now(visit: Visit) -> Message | Reply:
    """Other words in its place, wherever it is."""
    draft = RIGHTING.draft(visit)
    if draft is None or not draft.ready or draft.number != int(visit.args[0]):
        return left(visit)
    await visit.asked()
    return await _begun(visit, await correct(visit.work, visit.actor, draft.number, draft.texts))


async def _begun(visit: Visit, number: int | Refusal) -> Message | Reply:
    """How the new one stands, or why there is none."""
    if isinstance(number, Refusal):
        return Reply(toast=refusals.refused_toast(visit.words, number, visit.now))
    found = await find_broadcast(visit.work, number)
    return left(visit) if found is None else await card(visit, found)
