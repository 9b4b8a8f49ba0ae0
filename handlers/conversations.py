"""Conversations with members: the staff answer in their own chat, and what a member writes reaches them."""

from typing import NamedTuple

from bot.actions.closing import close_conversation
from bot.actions.conversations import conversation, member_says, staff_say, take_conversation
from bot.actions.members import member_by_id, member_name
from bot.actions.said import said_in
from bot.rules.conversations import Form, Media
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
    heard = _heard(visit)
    if isinstance(heard, Message | Reply):
        return heard
    said = await staff_say(visit.work, visit.actor, number, visit.text, heard, visit.words.language)
    if isinstance(said, Refusal):
        return refusals.refused(visit.words, said, visit.now)
    found = await conversation(visit.work, number)
    if not said or found is None:
        return words.closed_already(visit.words)
    if visit.known.step == "conversations.line":
        await visit.ask("conversations.line", Draft(number))
    return words.passed_on(visit.words, await _name(visit, found.member_id), number)


async def hear(visit: Visit) -> Message | Reply:
    """What a member writes while a conversation of theirs is open goes to the staff."""
    heard = _heard(visit)
    if isinstance(heard, Message | Reply):
        return heard
    said = await member_says(visit.work, visit.actor, visit.text, heard, visit.words.language)
    if isinstance(said, Refusal):
        return refusals.refused(visit.words, said, visit.now)
    return words.passed_on_to_staff(visit.words) if said else left(visit)


def _heard(visit: Visit) -> Media | Message | Reply | None:
    """The photo or voice note that came along, if one did; a picture that came as a file is made a photo first."""
    picture, voice = visit.incoming.picture, visit.incoming.voice
    if voice is not None:
        return Media(Form.VOICE, voice)
    if picture is None:
        return words.only_words(visit.words) if visit.incoming.kind is Kind.OTHER else None
    if picture.why_not is not None:
        return refusals.refused(visit.words, picture.why_not, visit.now)
    return Reply(develop=picture) if picture.as_file else Media(Form.PHOTO, picture.file_id)


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
