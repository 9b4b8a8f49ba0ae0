"""Conversations with members: the staff answer in their own chat, and what a member writes reaches them."""

from typing import NamedTuple

from bot.actions.amending import amend, spoken_as
from bot.actions.closing import close_conversation
from bot.actions.conversations import conversation, member_says, staff_say, take_conversation
from bot.actions.members import member_by_id, member_name
from bot.actions.said import said_in
from bot.rules.conversations import Remark
from bot.rules.refusals import Refusal
from bot.words import conversations as words
from bot.words import refusals
from bot.words.message import Message
from handlers.drafts import Flow, left
from handlers.visit import Kind, Reply, Visit


class Draft(NamedTuple):
    """Whom somebody of the staff talks to."""

    conversation_id: int


TALK = Flow("conversations", Draft)


async def talk(visit: Visit) -> Message | Reply:
    """Somebody of the staff begins, or goes on, to talk to a member."""
    number = int(visit.args[0])
    found = await take_conversation(visit.work, visit.actor, number)
    if found is None:
        return words.closed_already(visit.words)
    await visit.ask("conversations.line", Draft(number))
    name = await _name(visit, found.member_id)
    return words.talk(visit.words, name, await said_in(visit.work, number), visit.now, number)


async def line(visit: Visit) -> Message | Reply:
    """What they write goes to the member."""
    draft = TALK.draft(visit)
    return left(visit) if draft is None else await _pass_on(visit, draft.conversation_id)


async def reply(visit: Visit) -> Message | Reply:
    """A reply to what a member said goes to that member, whatever else is being asked."""
    return await _pass_on(visit, int(visit.args[0]))


async def _pass_on(visit: Visit, number: int) -> Message | Reply:
    if is_a_game(visit):
        return words.only_words(visit.words)
    said = await staff_say(visit.work, visit.actor, number, remark(visit))
    if isinstance(said, Refusal):
        return refusals.refused(visit.words, said, visit.now)
    found = await conversation(visit.work, number)
    if not said or found is None:
        return words.closed_already(visit.words)
    if visit.known.step == "conversations.line":
        await visit.ask("conversations.line", Draft(number))
    if await goes_on(visit):
        return Reply()
    return words.passed_on(visit.words, await _name(visit, found.member_id), number)


async def hear(visit: Visit) -> Message | Reply:
    """What a member writes while a conversation of theirs is open goes to the staff."""
    if is_a_game(visit):
        return words.only_words(visit.words)
    said = await member_says(visit.work, visit.actor, remark(visit))
    if isinstance(said, Refusal):
        return refusals.refused(visit.words, said, visit.now)
    if not said:
        return left(visit)
    return Reply() if await goes_on(visit) else words.passed_on_to_staff(visit.words)


async def edit(visit: Visit) -> Message | Reply:
    """Whoever edits what they said edits it for the other side; nobody has to be told that it worked."""
    incoming = visit.incoming
    spoken = await spoken_as(visit.work, incoming.chat_id, incoming.message_id or 0)
    refused = await amend(visit.work, visit.actor, spoken, remark(visit)) if spoken is not None else None
    return Reply() if refused is None else refusals.refused(visit.words, refused, visit.now)


def remark(visit: Visit) -> Remark:
    """What came in, to be passed on."""
    incoming = visit.incoming
    return Remark(visit.text, visit.words.language, incoming.media, incoming.chat_id, incoming.message_id)


async def goes_on(visit: Visit) -> bool:
    """Whether it is another picture of an album: its pictures come one by one, and one answer is enough."""
    incoming = visit.incoming
    if not incoming.album or incoming.message_id is None:
        return False
    return await spoken_as(visit.work, incoming.chat_id, incoming.message_id - 1) is not None


def is_a_game(visit: Visit) -> bool:
    """Whether it is a poll, a die or the like, which is neither text nor anything that can be sent on."""
    return visit.incoming.kind is Kind.OTHER and visit.incoming.media is None


async def close(visit: Visit) -> Message:
    """It is over."""
    if visit.known.step == "conversations.line":
        await visit.asked()
    ended = await close_conversation(visit.work, visit.actor, int(visit.args[0]))
    if ended is None:
        return words.closed_already(visit.words)
    return words.closed(visit.words, await _name(visit, ended.member_id), asks=ended.asks)


async def _name(visit: Visit, member_id: int) -> str:
    member = await member_by_id(visit.work, member_id)
    return member_name(visit.work, member) if member else ""
