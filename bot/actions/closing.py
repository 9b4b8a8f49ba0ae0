"""How a conversation ends: the member is told, and some days later asked whether we put right what it was about."""

from datetime import datetime, timedelta
from typing import NamedTuple

from bot.actions.conversations import Conversation, chat_of, end_conversation, idle_conversations
from bot.actions.log import authorise, note
from bot.actions.nps import survey_of_conversation
from bot.actions.outbox import post
from bot.actions.people import find_person
from bot.actions.surveys import read_rules
from bot.database import Transaction
from bot.rules.nps import Band, band
from bot.rules.roles import Action, Actor
from bot.rules.surveys import asked_at
from bot.shop import Work


class Ended(NamedTuple):
    """A conversation that is over: whose it was, and whether they will be asked if it was put right."""

    member_id: int
    asks: bool


async def close_conversation(work: Work, actor: Actor, number: int) -> Ended | None:
    """End a conversation, as somebody who talks to the member does; None if it was over already."""
    authorise(actor, Action.ANSWER_MEMBERS)
    ended = await _end(work, number)
    if ended is not None:
        await note(work, actor, Action.ANSWER_MEMBERS, f"member:{ended.member_id}")
    return ended


async def anything_idle(work: Transaction, by: datetime) -> bool:
    """Whether a conversation has rested for so long by an instant that it is over."""
    return bool(await idle_conversations(work, by, 1))


async def end_idle(work: Work, most: int) -> int:
    """End conversations that have rested for long, the shop having had the last word; how many, up to `most`."""
    found = await idle_conversations(work, work.now, most)
    for number in found:
        await _end(work, number)
    return len(found)


async def _end(work: Work, number: int) -> Ended | None:
    ended = await end_conversation(work, number)
    return None if ended is None else Ended(ended.member_id, await _ask_whether_right(work, ended))


async def _ask_whether_right(work: Work, ended: Conversation) -> bool:
    found = await survey_of_conversation(work, ended.id)
    chat = await chat_of(work, ended.member_id)
    if found is None or chat is None or found.score is None or found.put_right is not None:
        return False
    if band(found.score) is not Band.DETRACTOR:
        return False
    rules = await read_rules(work)
    known = await find_person(work, chat)
    zone = work.store.zone_of(known.zone if known else None)
    due = asked_at(work.now + timedelta(days=rules.right_days), rules.hour, zone)
    return await post(work, "put_right", chat, f"put_right:{found.id}", {"survey": found.id}, due=due)
