"""Tags on a member: put on and taken off by whoever serves them."""

from typing import NamedTuple

from bot.actions.members import MemberRow, member_by_id, member_name
from bot.actions.tags import put_tag, tag_called, tags_of, take_tag_off, used_tags
from bot.rules.refusals import Refusal
from bot.words import refusals
from bot.words import tags as words
from bot.words.message import Message
from handlers.drafts import Flow, left
from handlers.find import gone
from handlers.visit import Reply, Visit

MOST = 12
"""Tags of others that are offered."""


class Tagging(NamedTuple):
    """Whom the next tag is put on."""

    member_id: int


TAGGING = Flow("tags", Tagging)


async def show(visit: Visit) -> Message | Reply:
    """A member's tags."""
    return await _show(visit, int(visit.args[0]))


async def put_on(visit: Visit) -> Message | Reply:
    """One that others have."""
    member_id, number = (int(arg) for arg in visit.args)
    name = await tag_called(visit.work, number)
    if name is None:
        return left(visit)
    return await _put(visit, member_id, name)


async def take(visit: Visit) -> Message | Reply:
    """One that was written."""
    tagging = TAGGING.draft(visit)
    return left(visit) if tagging is None else await _put(visit, tagging.member_id, visit.text)


async def take_off(visit: Visit) -> Message | Reply:
    """One goes."""
    member_id, number = (int(arg) for arg in visit.args)
    await take_tag_off(visit.work, visit.actor, member_id, number)
    return await _show(visit, member_id)


async def _put(visit: Visit, member_id: int, name: str) -> Message | Reply:
    if await member_by_id(visit.work, member_id) is None:
        return gone(visit)
    put = await put_tag(visit.work, visit.actor, member_id, name)
    return await _show(visit, member_id, put if isinstance(put, Refusal) else None)


async def _show(visit: Visit, member_id: int, why: Refusal | None = None) -> Message | Reply:
    member = await member_by_id(visit.work, member_id)
    if member is None:
        return gone(visit)
    await visit.ask("tags.name", Tagging(member_id))
    return refusals.and_again(visit.words, why, await _tags(visit, member), visit.now)


async def _tags(visit: Visit, member: MemberRow) -> Message:
    theirs = await tags_of(visit.work, member.id)
    others = [tag for tag in await used_tags(visit.work, MOST) if tag not in theirs]
    return words.tags(visit.words, member.id, member_name(visit.work, member), member.card, theirs, others)
