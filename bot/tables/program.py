"""The program: the rule by which purchases earn, and the terms of the points; of each the newest version holds."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from bot.rules.points import Rounding
from bot.tables.base import Json, UtcDateTime, append_only

_ROUNDINGS = ", ".join(f"'{rounding}'" for rounding in Rounding)


class Program(SQLModel, table=True):
    """A version of the rule; entries name the one they came from."""

    __table_args__ = (
        CheckConstraint(
            f"points > 0 AND per > 0 AND months > 0 AND starter >= 0 AND rounding in ({_ROUNDINGS})", name="sensible"
        ),
    )

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    points: int = Field(sa_type=BigInteger)
    per: int = Field(sa_type=BigInteger, description="minor units")
    rounding: str = Field(max_length=8)
    months: int
    starter: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=32)


class Terms(SQLModel, table=True):
    """A version of what points are worth, how they are spent and how they end."""

    __table_args__ = (
        CheckConstraint(
            "worth_points > 0 AND worth_amount >= 0 AND pay_share BETWEEN 0 AND 100 AND extend_months BETWEEN 0 AND 12 "
            "AND adjust_alone >= 0 AND return_days >= 0",
            name="sensible",
        ),
    )

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    worth_points: int = Field(sa_type=BigInteger, description="so many points are worth")
    worth_amount: int = Field(sa_type=BigInteger, description="so many minor units")
    pays: bool = Field(description="a part of a purchase can be paid with points")
    pay_share: int = Field(description="percent of a purchase, at most, for members without a tier")
    keeps: bool = Field(description="members may keep points alive for a week, once a year")
    extend_months: int = Field(description="months, at most, that points of unreachable members are extended")
    adjust_alone: int = Field(sa_type=BigInteger, description="points that one manager may adjust alone")
    return_days: int = Field(description="days within which an unused voucher can be returned")
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=32)


class TierTable(SQLModel, table=True):
    """A version of the tiers."""

    __tablename__ = "tier_table"
    __table_args__ = (
        CheckConstraint("measure in ('points', 'spent')", name="known_measure"),
        CheckConstraint("span in ('rolling', 'year')", name="known_span"),
    )

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    measure: str = Field(max_length=8, description="points earned or money spent")
    span: str = Field(max_length=8, description="over twelve rolling months or a calendar year")
    grace_days: int
    tiers: object = Field(sa_type=Json, description="from the lowest to the highest")
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=32)


programs = append_only(Program)
terms = append_only(Terms)
tier_tables = append_only(TierTable)
