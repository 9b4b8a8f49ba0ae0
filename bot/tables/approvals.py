"""What waits for a second person's yes, and the reasons for which staff changed somebody's points."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from bot.tables.base import Json, RowId, UtcDateTime, table_of


class Approval(SQLModel, table=True):
    """Somebody of the staff wants to do what takes two; a second one decides."""

    __table_args__ = (
        Index(
            "ix_approval_open",
            "subject",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    action: str = Field(max_length=48)
    subject: str = Field(default="", max_length=64, description="kind and id, such as member:12")
    data: object = Field(sa_type=Json, description="what is to be done; no person's name and no free text")
    note: bytes | None = Field(default=None, sa_type=LargeBinary, description="sealed: the reason given")
    asked_by: int = Field(foreign_key="staff.id", sa_type=RowId)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="staff.id", sa_type=RowId)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    approved: bool | None = Field(default=None)


class Adjustment(SQLModel, table=True):
    """Why an entry of the kind `adjust` is there. The reason is a person's words, so it can be forgotten."""

    entry_id: int = Field(
        primary_key=True, foreign_key="entry.id", sa_type=RowId, sa_column_kwargs={"autoincrement": False}
    )
    member_id: int = Field(foreign_key="account.member_id", sa_type=RowId, index=True)
    points: int = Field(sa_type=BigInteger)
    reason: bytes | None = Field(default=None, sa_type=LargeBinary, description="sealed; none once forgotten")
    asked_by: int = Field(foreign_key="staff.id", sa_type=RowId)
    approved_by: int | None = Field(default=None, foreign_key="staff.id", sa_type=RowId)


approvals = table_of(Approval)
adjustments = table_of(Adjustment)
