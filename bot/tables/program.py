"""The rule by which purchases earn: every version of it, of which the newest holds."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from bot.rules.points import Rounding
from bot.tables.base import UtcDateTime, append_only

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


programs = append_only(Program)
