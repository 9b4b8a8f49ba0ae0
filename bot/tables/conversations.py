"""Conversations between a member and the staff, and what was said in them, wherever either of them sits."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, TelegramId, UtcDateTime, table_of


class Conversation(SQLModel, table=True):
    """A member and the staff talking; a member has one open at most."""

    __table_args__ = (
        CheckConstraint("state in ('open', 'closed')", name="known_state"),
        Index(
            "uq_conversation_open",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_conversation_member_id", "member_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    member_id: int = Field(foreign_key="member.id", sa_type=RowId)
    why: str = Field(max_length=16, description="what it began with, one of bot/rules/conversations.py")
    state: str = Field(max_length=6, description="open or closed")
    opened_at: datetime = Field(sa_type=UtcDateTime)
    staff_id: int | None = Field(
        default=None, foreign_key="staff.id", sa_type=RowId, description="who talks to them; none: nobody has begun"
    )
    waiting_since: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="since when the member waits for an answer; none: they don't"
    )
    spoken_at: datetime = Field(sa_type=UtcDateTime, description="when anybody last said anything")
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ConversationMessage(SQLModel, table=True):
    """Something that one of them said, as it was passed on."""

    __tablename__ = "conversation_message"
    __table_args__ = (Index("ix_conversation_message_from", "from_chat", "message_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    conversation_id: int = Field(foreign_key="conversation.id", sa_type=RowId, index=True)
    staff_id: int | None = Field(
        default=None, foreign_key="staff.id", sa_type=RowId, description="who of the staff said it; none: the member"
    )
    said: bytes | None = Field(default=None, sa_type=LargeBinary, description="sealed; none: forgotten")
    media: bytes | None = Field(default=None, sa_type=LargeBinary, description="sealed: bot/rules/media.py")
    language: str = Field(max_length=8, description="of whoever said it")
    at: datetime = Field(sa_type=UtcDateTime)
    from_chat: int | None = Field(default=None, sa_type=TelegramId, description="where it was said; none: forgotten")
    message_id: int | None = Field(default=None, sa_type=TelegramId, description="Telegram's number of it there")
    broadcast_id: int | None = Field(default=None, sa_type=RowId, description="the broadcast that it answers")


conversations = table_of(Conversation)
conversation_messages = table_of(ConversationMessage)
