"""Who was given a kind of care and who was left out of it, and by which salt that is decided."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, UtcDateTime, append_only, table_of


class HoldoutSalt(SQLModel, table=True):
    """The one salt of the store: with another one, other members would be left out."""

    __tablename__ = "holdout_salt"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    salt: bytes = Field(sa_type=LargeBinary)


class Treatment(SQLModel, table=True):
    """A member's turn at a kind of care: they were written to, or left out.

    A broadcast gives a million members their turn: with a foreign key PostgreSQL would lock the row of each.
    """

    __table_args__ = (Index("ix_treatment_care", "care", "until"), {"sqlite_with_rowid": False})

    member_id: int = Field(primary_key=True, sa_type=RowId, sa_column_kwargs={"autoincrement": False})
    care: str = Field(primary_key=True, max_length=16)
    about: str = Field(primary_key=True, max_length=32, description="which turn: a day, a year, a season")
    at: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime, description="by when it is seen whether they came back")
    held: bool = Field(description="left out")


holdout_salts = append_only(HoldoutSalt)
treatments = table_of(Treatment)
