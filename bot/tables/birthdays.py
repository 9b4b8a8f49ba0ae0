"""Members' birthdays, and how each was kept."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, UtcDateTime, table_of


class Birthday(SQLModel, table=True):
    """A member's birthday, as they told it."""

    __table_args__ = (
        CheckConstraint("calendar in ('solar', 'lunar')", name="known_calendar"),
        CheckConstraint('month BETWEEN 1 AND 12 AND "day" BETWEEN 1 AND 31', name="a_day"),
        Index("ix_birthday_next_on", "next_on", "member_id"),
    )

    member_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_type=RowId, sa_column_kwargs={"autoincrement": False}
    )
    calendar: str = Field(max_length=8)
    month: int
    day: int
    leap: bool = Field(default=False, description="of a lunar year's leap month")
    year: bytes | None = Field(default=None, sa_type=LargeBinary, description="sealed; a lunar one where the day is")
    told_at: datetime = Field(sa_type=UtcDateTime)
    next_on: date = Field(description="the day of our calendar on which it is kept next")


class Greeting(SQLModel, table=True):
    """A birthday that was kept: what the member was given, and what they were told."""

    __table_args__ = (Index("ix_greeting_member_id", "member_id", "on", unique=True),)

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    member_id: int = Field(foreign_key="member.id", sa_type=RowId)
    on: date = Field(description="the day that was kept")
    begun_at: datetime = Field(sa_type=UtcDateTime)
    held: bool = Field(default=False, description="nothing was given or said, to see what that changes")
    points: int | None = Field(default=None, description="given for it")
    voucher_id: int | None = Field(default=None, foreign_key="voucher.id", sa_type=RowId, description="given for it")
    until: datetime | None = Field(default=None, sa_type=UtcDateTime, description="how long the gift is good")
    posted_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="when the greeting was posted")
    line: bytes | None = Field(default=None, sa_type=LargeBinary, description="sealed: a line of the staff's")
    voice: str | None = Field(default=None, max_length=200, description="Telegram's id of the staff's voice note")
    staff_id: int | None = Field(default=None, foreign_key="staff.id", sa_type=RowId, description="whose line it is")


birthdays = table_of(Birthday)
greetings = table_of(Greeting)
