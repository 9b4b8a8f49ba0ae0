"""Broadcasts being written: the post is shown, the sheet has every part of it."""

from dataclasses import replace
from typing import NamedTuple

from bot.actions.broadcast_moves import cancel_broadcast
from bot.actions.broadcast_sheet import sheet_of
from bot.actions.broadcasts import Broadcast, change_broadcast, find_broadcast, make_broadcast
from bot.actions.saved_segments import find_segment
from bot.rules.broadcast_runs import State
from bot.rules.broadcasts import ALBUM, EVERYBODY, MOST_TITLE, Plan, Post, PostKind
from bot.rules.labels import tidy_label
from bot.rules.names import clean
from bot.rules.refusals import Refusal
from bot.rules.segments import written
from bot.words import broadcasts as words
from bot.words import common, refusals
from bot.words.catalogs import Language
from bot.words.message import Message
from handlers.drafts import Flow, left
from handlers.visit import Reply, Visit


class Asked(NamedTuple):
    """What is being asked about a broadcast; 0 stands for one that isn't there yet.

    Args:
        part: a language for a post in it, else what is asked.
        album: the mark of an album of which more pictures may come.
        audience: to which members a new one goes, as a segment's line; empty for everybody.
    """

    number: int = 0
    part: str = ""
    album: str = ""
    audience: str = ""


ASKED = Flow("broadcast", Asked)


async def begin(visit: Visit) -> Message:
    """`/broadcast`, and the button of the list: show me the post."""
    await visit.ask("broadcast.post", Asked())
    return words.ask_post(visit.words)


async def begin_to(visit: Visit) -> Message | Reply:
    """The button of a saved segment: show me the post for these."""
    chosen = await find_segment(visit.work, int(visit.args[0]))
    if chosen is None:
        return left(visit)
    await visit.ask("broadcast.post", Asked(audience=written(chosen.expression)))
    return words.ask_post(visit.words)


async def ask_post(visit: Visit) -> Message | Reply:
    """Another post for a draft, or one in a language; the language is the second argument, if there is one."""
    found = await draft(visit)
    if found is None:
        return left(visit)
    language = visit.args[1] if len(visit.args) > 1 else ""
    await visit.ask("broadcast.post", Asked(found.id, language))
    return words.ask_post(visit.words, Language(language) if language else None)


async def take_post(visit: Visit) -> Message | Reply:
    """The post, or another picture of its album; whatever else comes after an album is no answer."""
    asked, incoming = ASKED.draft(visit), visit.incoming
    if asked is None:
        return left(visit)
    if incoming.edited:
        return Reply()  # who gets a copy later gets it as it is then
    if asked.album:
        return (
            await _add_to_album(visit, asked) if incoming.album == asked.album else common.not_understood(visit.words)
        )
    if incoming.post is None:
        return words.not_copied(visit.words)
    post = incoming.post
    if incoming.album:
        post = replace(post, kind=PostKind.ALBUM)
    number = await _keep_post(visit, asked, post)
    if isinstance(number, Refusal):
        return refusals.refused(visit.words, number, visit.now)
    if incoming.album:
        await visit.ask("broadcast.post", asked._replace(number=number, album=incoming.album))
    else:
        await visit.asked()
    found = await find_broadcast(visit.work, number)
    if found is not None and found.state is State.PAUSED:
        return words.reposted(visit.words, number)
    return await _sheet(visit, number)


async def _add_to_album(visit: Visit, asked: Asked) -> Reply:
    """Its pictures come one by one, in messages of their own; nothing more is said of them."""
    found = await find_broadcast(visit.work, asked.number)
    had = found.plan.posts.get(asked.part) if found is not None else None
    came = visit.incoming.post
    if found is not None and had is not None and came is not None and len(had.message_ids) < ALBUM:
        numbers = tuple(sorted({*had.message_ids, *came.message_ids}))
        posts = {**found.plan.posts, asked.part: replace(had, message_ids=numbers)}
        await change_broadcast(visit.work, visit.actor, found.id, replace(found.plan, posts=posts))
    return Reply()


async def _keep_post(visit: Visit, asked: Asked, post: Post) -> int | Refusal:
    """Keep the post, in a new draft or in the one it is for; that one's number."""
    if not asked.number:
        plan = Plan(title=_title(visit, post), posts={"": post}, audience=asked.audience or EVERYBODY)
        return await make_broadcast(visit.work, visit.actor, plan)
    found = await find_broadcast(visit.work, asked.number)
    if found is None:
        return Refusal("broadcast_none")
    plan = replace(found.plan, posts={**found.plan.posts, asked.part: post})
    if not asked.part and not plan.named:
        plan = replace(plan, title=_title(visit, post))
    return await change_broadcast(visit.work, visit.actor, found.id, plan) or found.id


def _title(visit: Visit, post: Post) -> str:
    """What the post begins with, or what it is."""
    first = clean((post.question or visit.text).strip().partition("\n")[0])
    return first[:MOST_TITLE] or words.post_name(visit.words, post.kind)


async def ask_title(visit: Visit) -> Message | Reply:
    """What shall those who run the shop call it?"""
    found = await draft(visit)
    return left(visit) if found is None else await _ask_title(visit, found)


async def _ask_title(visit: Visit, found: Broadcast, why: Refusal | None = None) -> Message:
    await visit.ask("broadcast.title", Asked(found.id))
    return refusals.and_again(visit.words, why, words.ask_title(visit.words, found.id, found.plan.title), visit.now)


async def take_title(visit: Visit) -> Message | Reply:
    """That is what it is called."""
    asked = ASKED.draft(visit)
    found = await find_broadcast(visit.work, asked.number) if asked is not None else None
    if found is None or found.state is not State.DRAFT:
        return left(visit)
    title = tidy_label(visit.text, MOST_TITLE)
    if isinstance(title, Refusal):
        return await _ask_title(visit, found, title)
    return await changed(visit, found, replace(found.plan, title=title, named=True))


async def sheet(visit: Visit) -> Message | Reply:
    """A draft with all its parts; whatever was asked about it is not asked any more."""
    if visit.known.step is not None and visit.known.step.startswith("broadcast."):
        await visit.asked()
    return await _sheet(visit, int(visit.args[0]))


async def turn(visit: Visit) -> Message | Reply:
    """On closed days too, or not; at the paid pace, or not."""
    found = await draft(visit)
    if found is None:
        return left(visit)
    plan = found.plan
    if visit.args[1] == "closed":
        return await changed(visit, found, replace(plan, closed_too=not plan.closed_too))
    return await changed(visit, found, replace(plan, paid=not plan.paid))


async def drop(visit: Visit) -> Message | Reply:
    """The draft is thrown away."""
    found = await draft(visit)
    if found is None:
        return left(visit)
    await visit.asked()
    why = await cancel_broadcast(visit.work, visit.actor, found.id)
    return words.thrown_away(visit.words) if why is None else refusals.refused(visit.words, why, visit.now)


async def draft(visit: Visit) -> Broadcast | None:
    """The draft whose number is the first argument; None if it is none any more."""
    found = await find_broadcast(visit.work, int(visit.args[0]))
    return found if found is not None and found.state is State.DRAFT else None


async def changed(visit: Visit, found: Broadcast, plan: Plan) -> Message | Reply:
    """The draft with a part that is another now, or why it can't be."""
    if visit.known.step is not None and visit.known.step.startswith("broadcast."):
        await visit.asked()
    why = await change_broadcast(visit.work, visit.actor, found.id, plan)
    if why is not None:
        return refusals.refused(visit.words, why, visit.now)
    return await _sheet(visit, found.id)


async def _sheet(visit: Visit, number: int) -> Message | Reply:
    found = await find_broadcast(visit.work, number)
    if found is None or found.state is not State.DRAFT:
        return left(visit)
    return words.sheet(visit.words, await sheet_of(visit.work, found), visit.now)
