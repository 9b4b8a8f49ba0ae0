"""The store itself: one row, seeded from the environment at the first start and edited in chat from then on."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from bot.tables.base import Json, UtcDateTime, table_of


class Store(SQLModel, table=True):
    """One database is one store."""

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: int = Field(primary_key=True)
    name: str = Field(max_length=64)
    zone: str = Field(max_length=64, description="IANA name; local days are dates in it")
    currency: str = Field(max_length=3, description="ISO 4217; never changes")
    language: str = Field(max_length=8)
    privacy_contact: str = Field(default="", max_length=200)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    install: str = Field(
        max_length=36, description="where it was opened; a restored copy has another and starts paused"
    )
    introduced: object = Field(
        default=None, sa_type=Json, nullable=True, description="marks of what Telegram was told about the bot, by text"
    )
    paused_why: str | None = Field(
        default=None, max_length=200, description="why nothing is sent by itself, as bot/rules/pauses.py says"
    )


stores = table_of(Store)
