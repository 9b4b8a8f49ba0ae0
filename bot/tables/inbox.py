"""Updates from Telegram, kept before Telegram may forget them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from bot.tables.base import TelegramId, UtcDateTime, table_of


class Inbox(SQLModel, table=True):
    """One update. `state` goes from waiting to done, or after five tries to dead."""

    __table_args__ = (
        CheckConstraint("state in ('waiting', 'done', 'dead')", name="known_state"),
        Index(
            "ix_inbox_waiting",
            "user_id",
            "update_id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_inbox_received", "received_at"),
    )

    update_id: int = Field(primary_key=True, sa_type=TelegramId, sa_column_kwargs={"autoincrement": False})
    user_id: int = Field(
        sa_type=TelegramId, description="whose order it keeps: the sender, or the chat where there is none"
    )
    raw: bytes = Field(sa_type=LargeBinary, description="sealed JSON; emptied once handled")
    received_at: datetime = Field(sa_type=UtcDateTime)
    late: bool = Field(default=False, description="came after a silence: a press in it may be old and spends nothing")
    state: str = Field(max_length=8)
    tries: int = Field(default=0)
    error: str | None = Field(default=None, max_length=200, description="the kind of the last failure, never its text")


inbox = table_of(Inbox)
