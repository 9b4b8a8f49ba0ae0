"""What is done about a broadcast that is out: sent to those whom it failed, taken back, put right."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.actions.broadcast_acts import correct, recall, send_again
from bot.actions.broadcast_cards import standing
from bot.actions.broadcast_failed import failed_ones
from bot.actions.broadcasts import find_broadcast
from bot.rules.refusals import Refusal
from bot.rules.rewards import units
from bot.words import broadcast_acts as words
from bot.words import refusals
from bot.words.message import Message
from handlers.broadcast_runs import card
from handlers.drafts import Flow, left
from handlers.visit import Kind, Reply, Visit


class Righting(NamedTuple):
    """The right words for a broadcast so far, by language in Telegram's HTML.

    Args:
        asked: the language that is asked for.
        right: those in which it is right as it is.
    """

    number: int
    asked: str = ""
    texts: Mapping[str, str] = {}
    right: tuple[str, ...] = ()
    ready: bool = False


RIGHTING = Flow("broadcast", Righting)


async def ask_again(visit: Visit) -> Message | Reply:
    """Whether to send it to those whom Telegram refused it."""
    found = await find_broadcast(visit.work, int(visit.args[0]))
    if found is None:
        return left(visit)
    stands, failed = await standing(visit.work, found, visit.now), await failed_ones(visit.work, found)
    return words.ask_again(visit.words, stands, failed)


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
    missing = next((code for code in found.plan.posts if code not in draft.texts and code not in draft.right), None)
    if missing is None and not draft.texts:
        await visit.asked()
        return await card(visit, found)
    if missing is None:
        draft = draft._replace(ready=True)
        await visit.ask("broadcast.right", RIGHTING.plain(draft))
        return words.preview(visit.words, await standing(visit.work, found, visit.now), draft.texts)
    await visit.ask("broadcast.right", RIGHTING.plain(draft._replace(asked=missing)))
    return words.ask_right(visit.words, missing, one_of=len(found.plan.posts))


async def take_right(visit: Visit) -> Message | Reply:
    """The right words, formatted as they shall be."""
    draft = RIGHTING.draft(visit)
    if draft is None:
        return left(visit)
    if visit.incoming.edited:
        return Reply()
    if draft.ready or visit.incoming.kind is not Kind.TEXT:
        return await _ask(visit, draft)
    if refusal := await _too_long(visit, draft):
        asked = await _ask(visit, draft)
        return refusals.and_again(visit.words, refusal, asked, visit.now) if isinstance(asked, Message) else asked
    return await _ask(visit, draft._replace(texts={**draft.texts, draft.asked: visit.incoming.html()}))


async def _too_long(visit: Visit, draft: Righting) -> Refusal | None:
    """`broadcast_text_long` for what has no room there: under a picture there is less than in a text."""
    found = await find_broadcast(visit.work, draft.number)
    post = found.plan.posts.get(draft.asked) if found is not None else None
    if post is None or units(visit.text) <= post.kind.most_words:
        return None
    return Refusal("broadcast_text_long", {"most": post.kind.most_words})


async def is_right(visit: Visit) -> Message | Reply:
    """In this language it says what it should."""
    draft = RIGHTING.draft(visit)
    if draft is None or draft.ready:
        return left(visit)
    return await _ask(visit, draft._replace(right=(*draft.right, draft.asked)))


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
