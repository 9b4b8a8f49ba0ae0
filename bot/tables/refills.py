"""How long things last members, who wants to be reminded of them when, and what they answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from bot.tables.base import Real, RowId, UtcDateTime, append_only, table_of

_WAITS = "stopped_at IS NULL AND nudged_at IS NULL"


class Refill(SQLModel, table=True):
    """A member and a thing: what is known of how long it lasts them, and when it is due; bot/rules/refills.py."""

    __table_args__ = (
        CheckConstraint("every_days > 0", name="every"),
        Index("ix_refill_due", "due_at", sqlite_where=text(_WAITS), postgresql_where=text(_WAITS)),
        Index("ix_refill_product_id", "product_id"),
        {"sqlite_with_rowid": False},
    )

    member_id: int = Field(primary_key=True, foreign_key="member.id", sa_type=RowId)
    product_id: int = Field(primary_key=True, foreign_key="product.id", sa_type=RowId)
    bought_at: datetime = Field(sa_type=UtcDateTime, description="when it was last bought")
    quantity: float = Field(sa_type=Real, description="how much, on that day")
    weight: float = Field(default=0.0, sa_type=Real, description="this and the next five: the member's habit")
    mean: float = Field(default=0.0, sa_type=Real)
    scatter: float = Field(default=0.0, sa_type=Real)
    amount: float = Field(default=0.0, sa_type=Real)
    amounts: float = Field(default=0.0, sa_type=Real)
    together: float = Field(default=0.0, sa_type=Real)
    lasted: int = Field(default=0, description="days that what was last bought has lasted, as they said")
    wanted_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="when they said they want it")
    every_days: int | None = Field(default=None, description="how long it lasts, as they said")
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="the day; none: can't be told")
    late_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="from when it is late")
    chance: float = Field(default=0.0, sa_type=Real, description="that it is bought within a week of that day")
    nudged_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="they were reminded this time")
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="they don't want to be")


class RefillTypical(SQLModel, table=True):
    """What is known of how long a thing lasts everybody: sums over their habits, made anew each night."""

    __tablename__ = "refill_typical"
    __table_args__ = ({"sqlite_with_rowid": False},)

    product_id: int = Field(primary_key=True, foreign_key="product.id", sa_type=RowId)
    habits: float = Field(sa_type=Real)
    weight: float = Field(sa_type=Real)
    total: float = Field(sa_type=Real)
    squares: float = Field(sa_type=Real)
    scatter: float = Field(sa_type=Real)
    amount: float = Field(sa_type=Real)
    amounts: float = Field(sa_type=Real)
    together: float = Field(sa_type=Real)


class RefillLater(SQLModel, table=True):
    """A member whose purchases changed in bulk, or in the past: what is known of them is learned anew from all."""

    __tablename__ = "refill_later"
    __table_args__ = ({"sqlite_with_rowid": False},)

    member_id: int = Field(primary_key=True, foreign_key="member.id", sa_type=RowId)


class RefillSame(SQLModel, table=True):
    """A product that is bought in another one's place: what is known of both is known of the other."""

    __tablename__ = "refill_same"
    __table_args__ = ({"sqlite_with_rowid": False},)

    product_id: int = Field(primary_key=True, foreign_key="product.id", sa_type=RowId)
    as_id: int = Field(foreign_key="product.id", sa_type=RowId)


class RefillNew(SQLModel, table=True):
    """A product that is told of in another way than before: at night, whoever bought it is learned anew."""

    __tablename__ = "refill_new"
    __table_args__ = ({"sqlite_with_rowid": False},)

    product_id: int = Field(primary_key=True, foreign_key="product.id", sa_type=RowId)


class RefillAnswer(SQLModel, table=True):
    """What a member said of a thing, at a reminder or by themselves."""

    __tablename__ = "refill_answer"
    __table_args__ = (Index("ix_refill_answer_member_id", "member_id", "product_id", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    member_id: int = Field(foreign_key="member.id", sa_type=RowId)
    product_id: int = Field(foreign_key="product.id", sa_type=RowId)
    answer: str = Field(max_length=8, description="one of bot/rules/refills.py")
    days: int | None = Field(default=None, description="how many they said")
    at: datetime = Field(sa_type=UtcDateTime)


refills = table_of(Refill)
typical_refills = table_of(RefillTypical)
refills_later = table_of(RefillLater)
same_refills = table_of(RefillSame)
new_refills = table_of(RefillNew)
refill_answers = append_only(RefillAnswer)
