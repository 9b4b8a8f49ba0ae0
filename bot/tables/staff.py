"""Who works here, at which branch, and the one-time codes by which they came."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, TelegramId, UtcDateTime, table_of

ROLES = "role in ('cashier', 'agent', 'manager', 'owner')"


class Branch(SQLModel, table=True):
    """One of the store's places."""

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    name: str = Field(max_length=64)


class Staff(SQLModel, table=True):
    """A person who works here; a row is never deleted, since sales name it."""

    __table_args__ = (
        CheckConstraint(ROLES, name="known_role"),
        Index(
            "uq_staff_at_work",
            "telegram_id",
            unique=True,
            sqlite_where=text("dismissed_at IS NULL"),
            postgresql_where=text("dismissed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    telegram_id: int = Field(sa_type=TelegramId)
    name: bytes = Field(sa_type=LargeBinary, description="sealed")
    role: str = Field(max_length=16)
    branch_id: int | None = Field(default=None, foreign_key="branch.id", sa_type=RowId)
    since: datetime = Field(sa_type=UtcDateTime)
    dismissed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Invitation(SQLModel, table=True):
    """A code that makes someone staff, once; only its SHA-256 is kept."""

    __table_args__ = (CheckConstraint(ROLES, name="known_role"),)

    code_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    role: str = Field(max_length=16)
    branch_id: int | None = Field(default=None, foreign_key="branch.id", sa_type=RowId)
    made_by: int | None = Field(default=None, foreign_key="staff.id", sa_type=RowId)
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WrongCode(SQLModel, table=True):
    """A wrong try at a code: five in ten minutes and no more are looked at; five at the owner's and it is void."""

    __tablename__ = "wrong_code"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    telegram_id: int = Field(sa_type=TelegramId, index=True)
    kind: str = Field(max_length=16)
    at: datetime = Field(sa_type=UtcDateTime)


branches = table_of(Branch)
staff = table_of(Staff)
invitations = table_of(Invitation)
wrong_codes = table_of(WrongCode)
