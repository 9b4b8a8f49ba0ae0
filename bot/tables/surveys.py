"""The question whether somebody would recommend the shop: whom it was put to, and what they answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, UtcDateTime, table_of


class Survey(SQLModel, table=True):
    """The question, put to one member once; a row whose message didn't arrive is deleted."""

    __table_args__ = (
        CheckConstraint("score IS NULL OR (score >= lowest AND score <= 10)", name="score_of_scale"),
        Index("ix_survey_member_id", "member_id", "asked_at"),
        Index(
            "ix_survey_on_its_way",
            "id",
            sqlite_where=text("arrived_at IS NULL AND NOT held"),
            postgresql_where=text("arrived_at IS NULL AND NOT held"),
        ),
        Index(
            "ix_survey_answered_at",
            "answered_at",
            sqlite_where=text("score IS NOT NULL"),
            postgresql_where=text("score IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    member_id: int = Field(foreign_key="member.id", sa_type=RowId)
    lowest: int = Field(description="of the scale up to 10: 0 or 1")
    asked_at: datetime = Field(sa_type=UtcDateTime, index=True, description="when it was put into the outbox")
    held: bool = Field(default=False, description="left out on purpose: their turn passed, and nothing was sent")
    arrived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    score: int | None = Field(default=None)
    answered_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="first; it can change for a day"
    )
    reason: bytes | None = Field(default=None, sa_type=LargeBinary, description="sealed")
    language: str | None = Field(default=None, max_length=8, description="in which they answered")
    conversation_id: int | None = Field(
        default=None, foreign_key="conversation.id", sa_type=RowId, index=True, description="that a low score began"
    )
    put_right: bool | None = Field(default=None)
    put_right_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


surveys = table_of(Survey)
