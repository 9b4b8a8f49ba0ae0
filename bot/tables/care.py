"""The rules of each kind of care; of each the newest holds."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from bot.tables.base import Json, RowId, UtcDateTime, append_only


class CareRule(SQLModel, table=True):
    """A version of the rules of one kind of care, as the owner set them."""

    __tablename__ = "care_rule"
    __table_args__ = (Index("ix_care_rule_care", "care", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    care: str = Field(max_length=16, description="one of bot/rules/care.py")
    data: object = Field(sa_type=Json, description="the fields that differ from what the shop opens with, or all")
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=32)


care_rules = append_only(CareRule)
