"""Conversations between a member and the staff: opened, carried both ways through the outbox, closed.

Where either side sits is no matter here: what somebody says is kept once, sealed, and a delivery to the other side
names it by number.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise, note
from bot.actions.outbox import post
from bot.actions.said import keep_line, why_not_said
from bot.actions.telling import tell
from bot.actions.waiting import Colleague, remind_later, team
from bot.database import Command, Query, Transaction
from bot.rules.conversations import GOES_ON, IDLE, Remark, Why
from bot.rules.media import WITHOUT_TEXT
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.conversations import conversation_messages, conversations
from bot.tables.members import members
from bot.tables.people import people


class Conversation(NamedTuple):
    """One, as it stands."""

    id: int
    member_id: int
    why: str
    state: str
    staff_id: int | None
    waiting_since: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether something can still be said in it."""
        return self.state == "open"


_ONE = select(*(conversations.c[name] for name in Conversation._fields))
_BY_ID = Query(Conversation, _ONE.where(conversations.c.id == bindparam("number")))
_OPEN = conversations.c.state == "open"
_OF_MEMBER = Query(Conversation, _ONE.where(conversations.c.member_id == bindparam("member"), _OPEN))
_LATELY = Query(
    Conversation,
    _ONE.where(conversations.c.member_id == bindparam("member"), conversations.c.closed_at > bindparam("since"))
    .order_by(conversations.c.id.desc())
    .limit(1),
)
_BEGIN = Query(int, insert(conversations).on_conflict_do_nothing().returning(conversations.c.id))
_THIS = conversations.c.id == bindparam("number")
_MEMBER_SPOKE = Command(
    update(conversations)
    .where(_THIS, _OPEN)
    .values(spoken_at=bindparam("at"), waiting_since=func.coalesce(conversations.c.waiting_since, bindparam("at")))
)
_STAFF_SPOKE = Command(
    update(conversations)
    .where(_THIS, _OPEN)
    .values(spoken_at=bindparam("at"), waiting_since=None, staff_id=bindparam("clerk"))
)
_TAKE = Command(update(conversations).where(_THIS, _OPEN).values(staff_id=bindparam("clerk")))
_CLOSE = Command(
    update(conversations).where(_THIS, _OPEN).values(state="closed", closed_at=bindparam("at"), waiting_since=None)
)
_GOES_ON = Command(update(conversations).where(_THIS).values(state="open", closed_at=None))
_IDLE = Query(
    int,
    select(conversations.c.id)
    .where(_OPEN, conversations.c.waiting_since.is_(None), conversations.c.spoken_at < bindparam("before"))
    .order_by(conversations.c.id)
    .limit(bindparam("most")),
)
_STAFF_HAS_SPOKEN = Query(
    int,
    select(conversation_messages.c.id)
    .where(
        conversation_messages.c.conversation_id == bindparam("number"), conversation_messages.c.staff_id.is_not(None)
    )
    .limit(1),
)
_CHAT = Query(
    int,
    select(people.c.telegram_id)
    .join(members, members.c.telegram_id == people.c.telegram_id)
    .where(members.c.id == bindparam("member"), members.c.forgotten_at.is_(None), people.c.unreachable_at.is_(None)),
)


async def open_conversation(work: Work, member_id: int, why: Why) -> int:
    """Open a conversation in which the member waits for an answer; or the number of the one that is open."""
    made = await work.one(
        _BEGIN,
        member_id=member_id,
        why=why.value,
        state="open",
        opened_at=work.now,
        spoken_at=work.now,
        waiting_since=work.now,
    )
    if made is None:
        return (await work.the(_OF_MEMBER, member=member_id)).id
    await remind_later(work, made)
    return made


async def conversation(work: Transaction, number: int) -> Conversation | None:
    """A conversation by its number."""
    return await work.one(_BY_ID, number=number)


async def conversation_of(work: Transaction, member_id: int) -> Conversation | None:
    """The open conversation of a member."""
    return await work.one(_OF_MEMBER, member=member_id)


async def conversation_to_go_on(work: Work, member_id: int) -> Conversation | None:
    """The conversation to which belongs what a member says: the one that is open, or was closed not long ago."""
    if (found := await conversation_of(work, member_id)) is not None:
        return found
    return await work.one(_LATELY, member=member_id, since=work.now - GOES_ON)


async def member_says(work: Work, actor: Actor, remark: Remark) -> bool | Refusal:
    """Pass on what a member says to whoever talks to them, or to everybody who may.

    Returns:
        False if none of theirs is open or was closed lately, which opens it again; or why it can't be passed on, as
            `why_not_said`.
    """
    authorise(actor, Action.TALK_TO_STAFF)
    if actor.member_id is None:
        raise ValueError("only a member talks to the staff")
    found = await conversation_to_go_on(work, actor.member_id)
    if found is None:
        return False
    if refusal := why_not_said(remark):
        return refusal
    if not found.is_open:
        await work.run(_GOES_ON, number=found.id)
    await _member_said(work, found, remark)
    return True


async def _member_said(work: Work, found: Conversation, remark: Remark) -> None:
    line = await keep_line(work, found.id, None, remark)
    await work.run(_MEMBER_SPOKE, number=found.id, at=work.now)
    if found.waiting_since is None:
        await remind_later(work, found.id)
    for colleague in await _listeners(work, found):
        data = {"conversation": found.id, "member": found.member_id, "said": line}
        await _pass_on(work, "member_said", colleague.telegram_id, key_for_staff(line, colleague), data, remark)


async def note_reason(work: Work, number: int, remark: Remark) -> bool:
    """Pass on why a member gave the score that the conversation began with; False if it isn't open any more."""
    found = await work.one(_BY_ID, number=number)
    if found is None or not found.is_open:
        return False
    await _member_said(work, found, remark)
    return True


async def staff_say(work: Work, actor: Actor, number: int, remark: Remark) -> bool | Refusal:
    """Pass on to a member what somebody of the staff says, who talks to them from then on.

    Returns:
        False if it isn't open any more; `member_gone` if they can't be told, or why it can't be passed on.
    """
    authorise(actor, Action.ANSWER_MEMBERS)
    found = await work.one(_BY_ID, number=number)
    if found is None or not found.is_open:
        return False
    if refusal := why_not_said(remark):
        return refusal
    chat = await chat_of(work, found.member_id)
    if chat is None:
        return Refusal("member_gone")
    line = await keep_line(work, number, actor.staff_id, remark)
    await work.run(_STAFF_SPOKE, number=number, at=work.now, clerk=actor.staff_id)
    await _pass_on(work, "staff_said", chat, key_for_member(line), {"said": line}, remark)
    return True


async def _pass_on(work: Work, kind: str, chat_id: int, key: str, data: Mapping[str, object], remark: Remark) -> None:
    await post(work, kind, chat_id, key, data)
    if remark.media is not None and remark.media.form in WITHOUT_TEXT:
        await post(work, kind, chat_id, f"{key}:itself", {**data, "itself": True})


def key_for_staff(line: int, colleague: Colleague) -> str:
    """The delivery of a member's words to somebody of the staff."""
    return f"said:{line}:{colleague.id}"


def key_for_member(line: int) -> str:
    """The delivery of the staff's words to a member."""
    return f"said:{line}"


async def take_conversation(work: Work, actor: Actor, number: int) -> Conversation | None:
    """From now on the actor talks to the member; None if it isn't open any more."""
    authorise(actor, Action.ANSWER_MEMBERS)
    if not await work.run(_TAKE, number=number, clerk=actor.staff_id):
        return None
    taken = await work.the(_BY_ID, number=number)
    await note(work, actor, Action.ANSWER_MEMBERS, f"member:{taken.member_id}")
    return taken


async def end_conversation(work: Work, number: int) -> Conversation | None:
    """End a conversation, whoever or whatever ends it; None if it was over already."""
    if not await work.run(_CLOSE, number=number, at=work.now):
        return None
    ended = await work.the(_BY_ID, number=number)
    if await work.one(_STAFF_HAS_SPOKEN, number=number):
        await tell(work, ended.member_id, "conversation_over", f"conversation_over:{number}:{work.now.isoformat()}", {})
    return ended


async def chat_of(work: Work, member_id: int) -> int | None:
    """The private chat of a member who can be written to."""
    return await work.one(_CHAT, member=member_id)


async def idle_conversations(work: Transaction, by: datetime, most: int) -> list[int]:
    """Open conversations in which the shop has had the last word long ago, by an instant."""
    return await work.all(_IDLE, before=by - IDLE, most=most)


async def _listeners(work: Work, found: Conversation) -> Sequence[Colleague]:
    everybody = await team(work)
    theirs = [one for one in everybody if one.id == found.staff_id]
    return theirs or everybody
