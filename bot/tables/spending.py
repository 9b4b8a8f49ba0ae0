"""Codes with which a member lets the till spend, and payments with points that wait for the member's yes."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary
from sqlmodel import Field, SQLModel

from bot.tables.base import Json, RowId, UtcDateTime, table_of


class SpendCode(SQLModel, table=True):
    """A code that a member's own tap made: good for a minute, once. Only hashes of it are kept."""

    __tablename__ = "spend_code"
    __table_args__ = (
        CheckConstraint("purpose in ('pay', 'use')", name="known_purpose"),
        Index("ix_spend_code_digits", "digits_hash", "expires_at"),
        {"sqlite_autoincrement": True},  # rows are deleted, and deliveries go on naming them
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    member_id: int = Field(foreign_key="account.member_id", sa_type=RowId, index=True)
    purpose: str = Field(max_length=4)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True, description="of the QR code's secret")
    digits_hash: bytes = Field(sa_type=LargeBinary, description="blind index of the eight digits")
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    staff_id: int | None = Field(default=None, foreign_key="staff.id", sa_type=RowId, description="who took it")


class Payment(SQLModel, table=True):
    """A purchase that is to be paid partly with points, asked of the member in their own chat.

    One that is still `asked` after its time has lapsed; asking again is another payment.
    """

    __table_args__ = (
        CheckConstraint("state in ('asked', 'paid', 'declined', 'refused', 'withdrawn')", name="known_state"),
        CheckConstraint("points > 0 AND worth > 0 AND worth <= amount", name="a_part_of_it"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    code_id: int = Field(foreign_key="spend_code.id", index=True, sa_type=RowId)
    member_id: int = Field(foreign_key="account.member_id", sa_type=RowId, index=True)
    staff_id: int = Field(foreign_key="staff.id", sa_type=RowId)
    branch_id: int | None = Field(default=None, foreign_key="branch.id", sa_type=RowId)
    receipt: str = Field(max_length=64)
    amount: int = Field(sa_type=BigInteger, description="minor units, all of it")
    points: int = Field(sa_type=BigInteger)
    worth: int = Field(sa_type=BigInteger, description="minor units")
    goods: object = Field(sa_type=Json)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    state: str = Field(max_length=9)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    purchase_id: int | None = Field(default=None, foreign_key="purchase.id", sa_type=RowId)


spend_codes = table_of(SpendCode)
payments = table_of(Payment)
