"""Whoever edits what they said in a conversation edits it for the other side as well, as long as it is open."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.actions.conversations import key_for_member, key_for_staff
from bot.actions.log import authorise
from bot.actions.outbox import post
from bot.actions.said import said_differently, why_not_said
from bot.actions.waiting import team
from bot.database import Query
from bot.rules.conversations import Remark
from bot.rules.media import WITHOUT_TEXT, Media
from bot.rules.outcomes import State
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.conversations import conversation_messages, conversations
from bot.tables.outbox import deliveries


class Spoken(NamedTuple):
    """Something that was said in a conversation that is open; `staff_id` is None where the member said it."""

    id: int
    staff_id: int | None
    media: bytes | None


class _Passed(NamedTuple):
    kind: str
    chat_id: int
    data: object
    state: str


_SPOKEN = Query(
    Spoken,
    select(*(conversation_messages.c[name] for name in Spoken._fields))
    .join(conversations, conversations.c.id == conversation_messages.c.conversation_id)
    .where(
        conversation_messages.c.from_chat == bindparam("chat"),
        conversation_messages.c.message_id == bindparam("message"),
        conversations.c.state == "open",
    ),
)
_PASSED = Query(
    _Passed, select(*(deliveries.c[name] for name in _Passed._fields)).where(deliveries.c.key == bindparam("about"))
)


async def spoken_as(work: Work, chat_id: int, message_id: int) -> Spoken | None:
    """What was said with a message of somebody's; None if nothing was, or the conversation is over."""
    return await work.one(_SPOKEN, chat=chat_id, message=message_id)


async def amend(work: Work, actor: Actor, spoken: Spoken, remark: Remark) -> Refusal | None:
    """Put other words, or another picture, in the place of what was said, for both sides.

    What can't be edited, such as a sticker, or a place that moves, stays as it was.

    Returns:
        Why it can't be passed on, as `why_not_said`; None if it is.
    """
    authorise(actor, Action.TALK_TO_STAFF if spoken.staff_id is None else Action.ANSWER_MEMBERS)
    before = Media.of(work.vault.open(spoken.media)) if spoken.media else None
    if any(one is not None and one.form in WITHOUT_TEXT for one in (before, remark.media)):
        return None
    if refusal := why_not_said(remark):
        return refusal
    await said_differently(work, spoken.id, remark)
    for key in await _keys(work, spoken):
        passed = await work.one(_PASSED, about=key)
        # What hasn't left yet is put into words when it does.
        if passed is not None and passed.state != State.QUEUED and isinstance(passed.data, Mapping):
            await post(work, passed.kind, passed.chat_id, f"{key}:{work.now:%y%m%d%H%M%S%f}", passed.data, edits=key)
    return None


async def _keys(work: Work, spoken: Spoken) -> list[str]:
    if spoken.staff_id is not None:
        return [key_for_member(spoken.id)]
    return [key_for_staff(spoken.id, colleague) for colleague in await team(work)]
