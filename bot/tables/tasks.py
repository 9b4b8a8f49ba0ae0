"""What members ask staff to do for them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, UtcDateTime, table_of

_OPEN = "state != 'done'"


class Task(SQLModel, table=True):
    """Something to do for a member: taken by somebody, and then done."""

    __table_args__ = (
        CheckConstraint("state in ('open', 'taken', 'done')", name="known_state"),
        Index("ix_task_open", "id", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
        Index("ix_task_member_id", "member_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    kind: str = Field(max_length=8, description="one of bot/rules/tasks.py")
    member_id: int = Field(foreign_key="member.id", sa_type=RowId)
    product_id: int | None = Field(default=None, foreign_key="product.id", sa_type=RowId)
    said: bytes | None = Field(default=None, sa_type=LargeBinary, description="sealed: the member's words")
    state: str = Field(max_length=5)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    staff_id: int | None = Field(default=None, foreign_key="staff.id", sa_type=RowId, description="who took it")
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


tasks = table_of(Task)
