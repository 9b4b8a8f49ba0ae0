"""Broadcasts that are let go: their list, the card that shows how far one is, and the buttons under it."""

from collections.abc import Awaitable, Callable

from bot.actions.broadcast_cards import leave_card, put_up_card, standing
from bot.actions.broadcast_moves import cancel_broadcast, pause_broadcast, resume_broadcast, take_back
from bot.actions.broadcasts import LISTED, Broadcast, find_broadcast, list_broadcasts
from bot.rules.broadcast_runs import State
from bot.rules.refusals import Refusal
from bot.rules.roles import Actor
from bot.shop import Work
from bot.words import broadcast_runs as words
from bot.words import broadcasts as drafts
from bot.words import refusals
from bot.words.message import Message
from handlers.broadcasts import Asked, sheet
from handlers.drafts import left
from handlers.visit import Kind, Reply, Visit


async def show_list(visit: Visit) -> Message:
    """`/broadcasts`: the newest; older ones from a number on."""
    await leave(visit)
    before = int(visit.args[0]) if visit.args else None
    found = await list_broadcasts(visit.work, before, LISTED + 1)
    lines = [
        drafts.Line(one.id, one.plan.title, one.act, one.state, one.began_at or one.begins_at or one.made_at)
        for one in found[:LISTED]
    ]
    return drafts.listed(visit.words, lines, visit.now, older=len(found) > LISTED, newer=before is not None)


async def show(visit: Visit) -> Message | Reply:
    """One of the list: a draft's sheet, or how it stands."""
    found = await find_broadcast(visit.work, int(visit.args[0]))
    if found is None:
        return left(visit)
    return await sheet(visit) if found.state is State.DRAFT else await card(visit, found)


async def card(visit: Visit, found: Broadcast) -> Message:
    """How it stands; the message is told anew from now on, while something happens."""
    stands = await standing(visit.work, found, visit.now)
    incoming = visit.incoming
    if incoming.kind is Kind.PRESS and incoming.message_id is not None and not incoming.over_media:
        await put_up_card(visit.work, stands, incoming.chat_id, incoming.message_id)
    return words.card(visit.words, stands, visit.now)


async def leave(visit: Visit) -> None:
    """Something else takes the card's place in the message that was pressed."""
    incoming = visit.incoming
    if incoming.kind is Kind.PRESS and incoming.message_id is not None:
        await leave_card(visit.work, incoming.chat_id, incoming.message_id)


async def pause(visit: Visit) -> Message | Reply:
    """Nothing more of it goes out for now."""
    return await _turn(visit, pause_broadcast)


async def change(visit: Visit) -> Message | Reply:
    """It is a draft again, with all its parts; nothing of it is out."""
    why = await take_back(visit.work, visit.actor, int(visit.args[0]))
    if why is not None:
        return Reply(toast=refusals.refused_toast(visit.words, why, visit.now))
    await leave(visit)
    return await sheet(visit)


async def resume(visit: Visit) -> Message | Reply:
    """It goes on."""
    return await _turn(visit, resume_broadcast)


async def ask_end(visit: Visit) -> Message | Reply:
    """Whether to end it for good."""
    found = await find_broadcast(visit.work, int(visit.args[0]))
    if found is None:
        return left(visit)
    await leave(visit)
    return words.ask_end(visit.words, await standing(visit.work, found, visit.now))


async def end(visit: Visit) -> Message | Reply:
    """It is over for whoever has not got it."""
    return await _turn(visit, cancel_broadcast)


async def _turn(visit: Visit, act: Callable[[Work, Actor, int], Awaitable[Refusal | None]]) -> Message | Reply:
    """What was wanted, and how it stands then; where it can't be, why, and how it stands."""
    number = int(visit.args[0])
    why = await act(visit.work, visit.actor, number)
    found = await find_broadcast(visit.work, number)
    if found is None:
        return left(visit)
    toast = refusals.refused_toast(visit.words, why, visit.now) if why is not None else None
    return Reply((await card(visit, found),), toast)


async def ask_repost(visit: Visit) -> Message | Reply:
    """Another post for one whose own is gone; in which language it was is the second argument, if there are several."""
    number, *language = visit.args
    found = await find_broadcast(visit.work, int(number))
    if found is None or found.state is not State.PAUSED:
        return left(visit)
    await leave(visit)
    if not language and len(found.plan.posts) > 1:
        return words.ask_which_to_repost(visit.words, found.id, list(found.plan.posts))
    await visit.ask("broadcast.post", Asked(found.id, *language))
    return words.ask_repost(visit.words)
