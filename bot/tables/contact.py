"""What each member chose of how often and when they are written to unasked."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, UtcDateTime, table_of


class ContactChoice(SQLModel, table=True):
    """A member's own choices; where one is empty, the shop's rule holds for them."""

    __tablename__ = "contact_choice"
    __table_args__ = (
        CheckConstraint("cap between 1 and 7", name="sensible_cap"),
        CheckConstraint("8 <= opens and opens < closes and closes <= 21", name="sensible_hours"),
    )

    member_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_type=RowId, sa_column_kwargs={"autoincrement": False}
    )
    cap: int | None = Field(default=None, description="messages in a calendar week of theirs, at most")
    opens: int | None = Field(default=None, description="the hour of their day from which they may be written to")
    closes: int | None = Field(default=None, description="the hour from which they may not any more")
    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


contact_choices = table_of(ContactChoice)
