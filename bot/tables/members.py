"""Members: the customers who enrolled, and what each agreed to."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, TelegramId, UtcDateTime, append_only, table_of

_MERGED = text("merged_into IS NOT NULL")
_STANDING = text("joined_at IS NOT NULL AND merged_into IS NULL AND forgotten_at IS NULL")


class Member(SQLModel, table=True):
    """A customer. One known only from an import has no `joined_at` and nobody writes to them."""

    __table_args__ = (
        Index("ix_member_merged_into", "merged_into", sqlite_where=_MERGED, postgresql_where=_MERGED),
        Index(
            "ix_member_standing",
            "id",
            "telegram_id",
            "joined_at",
            "merged_into",
            "forgotten_at",  # nothing, of those who are in it, but SQLite looks for it elsewhere if it isn't here
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    card: str = Field(unique=True, max_length=12)
    telegram_id: int | None = Field(default=None, unique=True, sa_type=TelegramId)
    external_id: str | None = Field(default=None, unique=True, max_length=64, description="their number at the till")
    name: bytes | None = Field(default=None, sa_type=LargeBinary, description="sealed")
    phone: bytes | None = Field(default=None, sa_type=LargeBinary, description="sealed")
    phone_index: bytes | None = Field(default=None, unique=True, sa_type=LargeBinary, description="blind index")
    source: str = Field(max_length=16, description="telegram, till or import")
    created_at: datetime = Field(sa_type=UtcDateTime)
    joined_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    merged_into: int | None = Field(default=None, foreign_key="member.id", sa_type=RowId)
    forgotten_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NameWord(SQLModel, table=True):
    """A blind index of each word of a member's name, by which staff find them."""

    __tablename__ = "name_word"

    member_id: int = Field(primary_key=True, foreign_key="member.id", sa_type=RowId)
    word: bytes = Field(primary_key=True, sa_type=LargeBinary, index=True)


class Consent(SQLModel, table=True):
    """One yes or no of a member, kept for ever: the newest of a topic holds."""

    __table_args__ = (
        CheckConstraint("topic in ('birthday', 'refill', 'offers', 'surveys')", name="known_topic"),
        Index("ix_consent_topic", "topic", "member_id", "id", "given"),
        Index("ix_consent_taken_back", "at", sqlite_where=text("NOT given"), postgresql_where=text("NOT given")),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    member_id: int = Field(foreign_key="member.id", sa_type=RowId, index=True)
    topic: str = Field(max_length=16)
    given: bool
    wording: str = Field(max_length=64, description="language and version of the sentence they saw")
    source: str = Field(max_length=16, description="where: settings, join, stop")
    at: datetime = Field(sa_type=UtcDateTime)


class Forgotten(SQLModel, table=True):
    """A keyed hash of an id or phone of somebody who was forgotten, so that no import brings them back."""

    mark: bytes = Field(primary_key=True, sa_type=LargeBinary)
    at: datetime = Field(sa_type=UtcDateTime)


members = table_of(Member)
name_words = table_of(NameWord)
consents = append_only(Consent)
forgotten = table_of(Forgotten)
