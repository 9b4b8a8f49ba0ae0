"""What a member told the shop of what they think of it, and talked about with its staff: given back, and forgotten."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, or_, select, update

from bot.database import Command, Query
from bot.shop import Work
from bot.tables.conversations import conversation_messages, conversations
from bot.tables.members import members
from bot.tables.surveys import surveys


class Opinion(NamedTuple):
    """A question that was put to them, and what they answered; `reason` is sealed."""

    asked_at: datetime
    score: int | None
    answered_at: datetime | None
    reason: bytes | None
    language: str | None
    put_right: bool | None


class Spoken(NamedTuple):
    """Something said in a conversation; `said` and `media` are sealed."""

    at: datetime
    by_staff: bool
    said: bytes | None
    media: bytes | None
    language: str


_NUMBERS = select(members.c.id).where(
    or_(members.c.id == bindparam("member"), members.c.merged_into == bindparam("member"))
)
_OPINIONS = Query(
    Opinion,
    select(*(surveys.c[name] for name in Opinion._fields))
    .where(surveys.c.member_id.in_(_NUMBERS), ~surveys.c.held)
    .order_by(surveys.c.id.desc()),
)
_BY_STAFF: ColumnElement[bool] = conversation_messages.c.staff_id.is_not(None)
_SPOKEN = Query(
    Spoken,
    select(
        conversation_messages.c.at,
        _BY_STAFF.label("by_staff"),
        conversation_messages.c.said,
        conversation_messages.c.media,
        conversation_messages.c.language,
    )
    .join(conversations, conversations.c.id == conversation_messages.c.conversation_id)
    .where(conversations.c.member_id.in_(_NUMBERS))
    .order_by(conversation_messages.c.id.desc()),
)
_THEIRS = select(conversations.c.id).where(conversations.c.member_id == bindparam("member"))
_FORGET_REASONS = Command(update(surveys).where(surveys.c.member_id == bindparam("member")).values(reason=None))
_FORGET_WORDS = Command(
    update(conversation_messages)
    .where(conversation_messages.c.conversation_id.in_(_THEIRS))
    .values(said=None, media=None, from_chat=None, message_id=None)
)
_END = Command(
    update(conversations)
    .where(conversations.c.member_id == bindparam("member"), conversations.c.state == "open")
    .values(state="closed", closed_at=bindparam("at"), waiting_since=None)
)


async def opinions_of(work: Work, member_id: int) -> list[Opinion]:
    """What they answered, the newest first."""
    return await work.all(_OPINIONS, member=member_id)


async def spoken_with(work: Work, member_id: int) -> list[Spoken]:
    """What was said between them and the staff, the newest first."""
    return await work.all(_SPOKEN, member=member_id)


async def forget_opinions(work: Work, member_id: int) -> None:
    """Erase whatever they and the staff said in their own words; scores stay, and lead to nobody."""
    await work.run(_FORGET_REASONS, member=member_id)
    await work.run(_FORGET_WORDS, member=member_id)
    await work.run(_END, member=member_id, at=work.now)
