"""Conversations between a member and the staff: opened, carried both ways through the outbox, closed.

Where either side sits is no matter here: what somebody says is kept once, sealed, and a delivery to the other side
names it by number.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.care import read_care
from bot.actions.log import authorise, note
from bot.actions.outbox import post
from bot.actions.telling import tell
from bot.database import Command, Query, Transaction
from bot.rules.care import Care
from bot.rules.conversations import IDLE, MOST_BESIDE_MEDIA, MOST_SAID, Line, Media, Said, Why
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.rules.surveys import SurveyRules
from bot.shop import Work
from bot.tables.conversations import conversation_messages, conversations
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.staff import staff
from bot.tables.surveys import surveys

LISTED = 10
"""The newest lines that are shown to whoever joins in."""
MOST_REMINDED = 50
"""Members of whom the staff are reminded on one day, the longest forgotten first."""
_A_DAY = timedelta(days=1)


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


class _Colleague(NamedTuple):
    id: int
    telegram_id: int


class _Waits(NamedTuple):
    id: int
    waiting_since: datetime


class _Told(NamedTuple):
    data: object


class _Said(NamedTuple):
    said: bytes | None
    media: bytes | None
    name: bytes | None
    score: int | None


class _Line(NamedTuple):
    said: bytes | None
    media: bytes | None
    name: bytes | None
    at: datetime


_CLERK = people.alias("clerk")
_ONE = select(*(conversations.c[name] for name in Conversation._fields))
_BY_ID = Query(Conversation, _ONE.where(conversations.c.id == bindparam("number")))
_OPEN = conversations.c.state == "open"
_OF_MEMBER = Query(Conversation, _ONE.where(conversations.c.member_id == bindparam("member"), _OPEN))
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
_IDLE = Query(
    int,
    select(conversations.c.id)
    .where(_OPEN, conversations.c.waiting_since.is_(None), conversations.c.spoken_at < bindparam("before"))
    .order_by(conversations.c.id)
    .limit(bindparam("most")),
)
_ADD_LINE = Query(int, insert(conversation_messages).returning(conversation_messages.c.id))
_LINES = Query(
    _Line,
    select(
        conversation_messages.c.said,
        conversation_messages.c.media,
        func.coalesce(people.c.name, staff.c.name).label("name"),
        conversation_messages.c.at,
    )
    .select_from(conversation_messages)
    .outerjoin(staff, staff.c.id == conversation_messages.c.staff_id)
    .outerjoin(people, people.c.telegram_id == staff.c.telegram_id)
    .where(conversation_messages.c.conversation_id == bindparam("number"))
    .order_by(conversation_messages.c.id.desc())
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
_TEAM = Query(
    _Colleague,
    select(staff.c.id, staff.c.telegram_id)
    .where(staff.c.role.in_(("agent", "manager", "owner")), staff.c.dismissed_at.is_(None))
    .order_by(staff.c.id),
)
_TOLD_OF = Query(
    _Told,
    select(deliveries.c.data).where(
        deliveries.c.chat_id == bindparam("chat"), deliveries.c.message_id == bindparam("message")
    ),
)
_CHAT = Query(
    int,
    select(people.c.telegram_id)
    .join(members, members.c.telegram_id == people.c.telegram_id)
    .where(members.c.id == bindparam("member"), members.c.forgotten_at.is_(None), people.c.unreachable_at.is_(None)),
)
_FORGOTTEN = Query(
    _Waits,
    select(conversations.c.id, conversations.c.waiting_since)
    .where(_OPEN, conversations.c.waiting_since < bindparam("before"))
    .order_by(conversations.c.waiting_since, conversations.c.id)
    .limit(bindparam("most")),
)
_SAID = Query(
    _Said,
    select(
        conversation_messages.c.said,
        conversation_messages.c.media,
        func.coalesce(_CLERK.c.name, staff.c.name, people.c.name, members.c.name).label("name"),
        surveys.c.score,
    )
    .select_from(
        conversation_messages.join(conversations, conversations.c.id == conversation_messages.c.conversation_id)
        .join(members, members.c.id == conversations.c.member_id)
        .outerjoin(people, people.c.telegram_id == members.c.telegram_id)
        .outerjoin(staff, staff.c.id == conversation_messages.c.staff_id)
        .outerjoin(_CLERK, _CLERK.c.telegram_id == staff.c.telegram_id)
        .outerjoin(surveys, surveys.c.conversation_id == conversations.c.id)
    )
    .where(conversation_messages.c.id == bindparam("line")),
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
    await _remind_later(work, made)
    return made


async def conversation(work: Transaction, number: int) -> Conversation | None:
    """A conversation by its number."""
    return await work.one(_BY_ID, number=number)


async def conversation_of(work: Transaction, member_id: int) -> Conversation | None:
    """The open conversation of a member."""
    return await work.one(_OF_MEMBER, member=member_id)


async def told_of(work: Work, chat_id: int, message_id: int) -> int | None:
    """The conversation that a message of ours in a chat of the staff's speaks of."""
    told = await work.one(_TOLD_OF, chat=chat_id, message=message_id)
    number = told.data.get("conversation") if told is not None and isinstance(told.data, dict) else None
    return number if isinstance(number, int) else None


def why_not_said(text: str, media: Media | None) -> Refusal | None:
    """Why something can't be passed on: `said_long` (`most`) or `said_nothing`; None if it can."""
    most = MOST_BESIDE_MEDIA if media else MOST_SAID
    if len(text) > most:
        return Refusal("said_long", {"most": most})
    return None if text.strip() or media else Refusal("said_nothing")


async def member_says(work: Work, actor: Actor, text: str, media: Media | None, language: str) -> bool | Refusal:
    """Pass on what a member says to whoever talks to them, or to everybody who may.

    Args:
        text: as they wrote it.
        media: what came along.
        language: of whoever says it.

    Returns:
        False if no conversation of theirs is open; or why it can't be passed on, as `why_not_said`.
    """
    authorise(actor, Action.TALK_TO_STAFF)
    if actor.member_id is None:
        raise ValueError("only a member talks to the staff")
    found = await conversation_of(work, actor.member_id)
    if found is None:
        return False
    if refusal := why_not_said(text, media):
        return refusal
    await _member_said(work, found, text, media, language)
    return True


async def _member_said(work: Work, found: Conversation, text: str, media: Media | None, language: str) -> None:
    line = await _keep(work, found.id, None, text, media, language)
    await work.run(_MEMBER_SPOKE, number=found.id, at=work.now)
    if found.waiting_since is None:
        await _remind_later(work, found.id)
    for colleague in await _listeners(work, found):
        data = {"conversation": found.id, "member": found.member_id, "said": line}
        await post(work, "member_said", colleague.telegram_id, f"said:{line}:{colleague.id}", data)


async def note_reason(work: Work, number: int, text: str, language: str) -> None:
    """Pass on why a member gave the score that the conversation began with."""
    found = await work.one(_BY_ID, number=number)
    if found is not None and found.is_open:
        await _member_said(work, found, text, None, language)


async def staff_say(
    work: Work, actor: Actor, number: int, text: str, media: Media | None, language: str
) -> bool | Refusal:
    """Pass on to a member what somebody of the staff says, who talks to them from then on.

    Returns:
        False if it isn't open any more; `member_gone` if they can't be told, or why it can't be passed on.
    """
    authorise(actor, Action.ANSWER_MEMBERS)
    found = await work.one(_BY_ID, number=number)
    if found is None or not found.is_open:
        return False
    if refusal := why_not_said(text, media):
        return refusal
    chat = await chat_of(work, found.member_id)
    if chat is None:
        return Refusal("member_gone")
    line = await _keep(work, number, actor.staff_id, text, media, language)
    await work.run(_STAFF_SPOKE, number=number, at=work.now, clerk=actor.staff_id)
    await post(work, "staff_said", chat, f"said:{line}", {"said": line})
    return True


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
        await tell(work, ended.member_id, "conversation_over", f"conversation_over:{number}", {})
    return ended


async def chat_of(work: Work, member_id: int) -> int | None:
    """The private chat of a member who can be written to."""
    return await work.one(_CHAT, member=member_id)


async def said(work: Work, line: int) -> Said | None:
    """Something that was said, to be passed on; None once it is forgotten."""
    found = await work.one(_SAID, line=line)
    if found is None or (found.said is None and found.media is None):
        return None
    text, media, name = (work.vault.open(sealed) if sealed else "" for sealed in found[:3])
    return Said(text, Media.of(media) if media else None, name, found.score)


async def waits_since(work: Work, number: int) -> str:
    """Since when a member waits for an answer in a conversation, as ISO text; empty if they don't."""
    found = await work.one(_BY_ID, number=number)
    return found.waiting_since.isoformat() if found and found.waiting_since else ""


async def idle_conversations(work: Transaction, by: datetime, most: int) -> list[int]:
    """Open conversations in which the shop has had the last word long ago, by an instant."""
    return await work.all(_IDLE, before=by - IDLE, most=most)


async def said_in(work: Work, number: int) -> list[Line]:
    """The newest lines of a conversation, the oldest of them first."""
    vault = work.vault
    found = await work.all(_LINES, number=number, most=LISTED)
    return [
        Line(
            vault.open(line.said) if line.said else "",
            Media.of(vault.open(line.media)).form if line.media else None,
            vault.open(line.name) if line.name else "",
            line.at,
        )
        for line in reversed(found)
    ]


async def team(work: Work) -> Sequence[_Colleague]:
    """Everybody who answers members: agents, managers and owners."""
    return await work.all(_TEAM)


async def _listeners(work: Work, found: Conversation) -> Sequence[_Colleague]:
    everybody = await team(work)
    theirs = [one for one in everybody if one.id == found.staff_id]
    return theirs or everybody


async def _keep(work: Work, number: int, staff_id: int | None, text: str, media: Media | None, language: str) -> int:
    return await work.the(
        _ADD_LINE,
        conversation_id=number,
        staff_id=staff_id,
        said=work.vault.seal(text) if text else None,
        media=work.vault.seal(media.kept) if media else None,
        language=language,
        at=work.now,
    )


async def anybody_forgotten(work: Transaction, by: datetime) -> bool:
    """Whether a member has been waiting for an answer for a day and longer, by an instant."""
    return bool(await work.all(_FORGOTTEN, before=by - _A_DAY, most=1))


async def remind_of_forgotten(work: Work) -> None:
    """Tell whoever answers members, once more each day, that somebody still waits: nothing else is sent to them."""
    for one in await work.all(_FORGOTTEN, before=work.now - _A_DAY, most=MOST_REMINDED):
        await _remind(work, one.id, one.waiting_since, work.now)


async def _remind_later(work: Work, number: int) -> None:
    """The member waits from now on: if nobody has answered in the set time, whoever could is told so."""
    rules = await read_care(work, Care.SURVEY, SurveyRules)
    await _remind(work, number, work.now, work.now + timedelta(hours=rules.answer_hours))


async def _remind(work: Work, number: int, since: datetime, due: datetime) -> None:
    for colleague in await team(work):
        data = {"conversation": number, "waiting": number, "since": since.isoformat(), "on": due.isoformat()}
        key = f"unanswered:{number}:{due:%y%m%d%H%M%S}:{colleague.id}"
        await post(work, "unanswered", colleague.telegram_id, key, data, due=due)
