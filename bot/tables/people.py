"""Whoever has spoken to the bot on Telegram, member or not, and the answer we are waiting for from them."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, TelegramId, UtcDateTime, table_of


class Person(SQLModel, table=True):
    """A Telegram account that has started the bot; its private chat has the same id."""

    __table_args__ = (
        Index(
            "ix_person_unreachable_at",
            "unreachable_at",
            sqlite_where=text("unreachable_at IS NOT NULL"),
            postgresql_where=text("unreachable_at IS NOT NULL"),
        ),
        # In the order of members, whatever their numbers at Telegram are: many are asked about one after the other.
        Index("ix_person_member_id", "member_id", "unreachable_at", "zone", "language", "client_language"),
    )

    telegram_id: int = Field(primary_key=True, sa_type=RowId, sa_column_kwargs={"autoincrement": False})
    member_id: int | None = Field(
        default=None, foreign_key="member.id", sa_type=RowId, description="the member who has this account"
    )
    name: bytes = Field(sa_type=LargeBinary, description="sealed")
    client_language: str | None = Field(default=None, max_length=16, description="what their Telegram says")
    language: str | None = Field(default=None, max_length=8, description="what they chose; wins over the client's")
    zone: str | None = Field(default=None, max_length=64, description="theirs; the store's where empty")
    first_seen: datetime = Field(sa_type=UtcDateTime)
    unreachable_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="blocked or deactivated")
    menu: str | None = Field(
        default=None, max_length=16, description="mark of the commands their chat was given; none: everybody's"
    )


class Step(SQLModel, table=True):
    """The one answer awaited from a person: it survives a restart, and a new question replaces it."""

    telegram_id: int = Field(primary_key=True, sa_type=TelegramId, sa_column_kwargs={"autoincrement": False})
    name: str = Field(max_length=64, description="which answer: a name in handlers/routes/")
    data: bytes = Field(sa_type=LargeBinary, description="sealed JSON: what was answered so far")
    expires_at: datetime = Field(sa_type=UtcDateTime)


people = table_of(Person)
steps = table_of(Step)
