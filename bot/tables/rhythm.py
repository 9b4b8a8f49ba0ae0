"""From when each member is late by their own rhythm."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, UtcDateTime, table_of


class Rhythm(SQLModel, table=True):
    """What a member's purchases say of their next; reckoned anew at night after each of them."""

    __table_args__ = (
        Index(
            "ix_rhythm_late_at",
            "late_at",
            "member_id",
            sqlite_where=text("late_at IS NOT NULL"),
            postgresql_where=text("late_at IS NOT NULL"),
        ),
    )

    member_id: int = Field(
        primary_key=True, foreign_key="account.member_id", sa_type=RowId, sa_column_kwargs={"autoincrement": False}
    )
    since: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="the last purchase it was reckoned from"
    )
    late_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="none: nothing can be said, or this absence was looked at"
    )
    late_since: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="the same, whether the absence was looked at or not"
    )


rhythms = table_of(Rhythm)
