"""What is said in conversations: kept once, sealed, shown to whoever joins in, and found again by a reply to it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.database import Command, Query
from bot.rules.conversations import MOST_BESIDE_MEDIA, MOST_SAID, Line, Remark, Said
from bot.rules.media import Media
from bot.rules.refusals import Refusal
from bot.shop import Work
from bot.tables.broadcasts import broadcasts
from bot.tables.conversations import conversation_messages, conversations
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.staff import staff
from bot.tables.surveys import surveys

LISTED = 10
"""The newest lines that are shown to whoever joins in."""


class _Told(NamedTuple):
    data: object


class _Said(NamedTuple):
    said: bytes | None
    media: bytes | None
    name: bytes | None
    score: int | None
    plan: object


class _Line(NamedTuple):
    said: bytes | None
    media: bytes | None
    name: bytes | None
    at: datetime


_CLERK = people.alias("clerk")
_ADD_LINE = Query(int, insert(conversation_messages).returning(conversation_messages.c.id))
_CHANGE_LINE = Command(
    update(conversation_messages)
    .where(conversation_messages.c.id == bindparam("line"))
    .values({name: bindparam(name) for name in ("said", "media", "language")})
)
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
_TOLD_OF = Query(
    _Told,
    select(deliveries.c.data).where(
        deliveries.c.chat_id == bindparam("chat"), deliveries.c.message_id == bindparam("message")
    ),
)
_SAID = Query(
    _Said,
    select(
        conversation_messages.c.said,
        conversation_messages.c.media,
        func.coalesce(_CLERK.c.name, staff.c.name, people.c.name, members.c.name).label("name"),
        surveys.c.score,
        broadcasts.c.plan,
    )
    .select_from(
        conversation_messages.join(conversations, conversations.c.id == conversation_messages.c.conversation_id)
        .join(members, members.c.id == conversations.c.member_id)
        .outerjoin(people, people.c.telegram_id == members.c.telegram_id)
        .outerjoin(staff, staff.c.id == conversation_messages.c.staff_id)
        .outerjoin(_CLERK, _CLERK.c.telegram_id == staff.c.telegram_id)
        .outerjoin(surveys, surveys.c.conversation_id == conversations.c.id)
        .outerjoin(broadcasts, broadcasts.c.id == conversation_messages.c.broadcast_id)
    )
    .where(conversation_messages.c.id == bindparam("line")),
)


def why_not_said(remark: Remark) -> Refusal | None:
    """Why something can't be passed on: `said_long` (`most`) or `said_nothing`; None if it can."""
    most = MOST_BESIDE_MEDIA if remark.media else MOST_SAID
    if len(remark.text) > most:
        return Refusal("said_long", {"most": most})
    return None if remark.text.strip() or remark.media else Refusal("said_nothing")


async def keep_line(work: Work, number: int, staff_id: int | None, remark: Remark) -> int:
    """Keep something that was said; its number, by which deliveries name it.

    Args:
        number: the conversation's.
        staff_id: who of the staff said it; None for the member.
    """
    return await work.the(
        _ADD_LINE,
        conversation_id=number,
        staff_id=staff_id,
        at=work.now,
        from_chat=remark.chat_id,
        message_id=remark.message_id,
        broadcast_id=remark.about,
        **_sealed(work, remark),
    )


async def said_differently(work: Work, line: int, remark: Remark) -> None:
    """Keep something else in the place of what was said."""
    await work.run(_CHANGE_LINE, line=line, **_sealed(work, remark))


def _sealed(work: Work, remark: Remark) -> dict[str, object]:
    return {
        "said": work.vault.seal(remark.text) if remark.text else None,
        "media": work.vault.seal(remark.media.kept) if remark.media else None,
        "language": remark.language,
    }


async def said(work: Work, line: int) -> Said | None:
    """Something that was said, to be passed on; None once it is forgotten."""
    found = await work.one(_SAID, line=line)
    if found is None or (found.said is None and found.media is None):
        return None
    text, media, name = (work.vault.open(sealed) if sealed else "" for sealed in found[:3])
    about = str(found.plan["title"]) if isinstance(found.plan, dict) else ""
    return Said(text, Media.of(media) if media else None, name, found.score, about)


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


async def told_of(work: Work, chat_id: int, message_id: int) -> int | None:
    """The conversation that a message of ours in a chat of the staff's speaks of."""
    told = await work.one(_TOLD_OF, chat=chat_id, message=message_id)
    number = told.data.get("conversation") if told is not None and isinstance(told.data, dict) else None
    return number if isinstance(number, int) else None
