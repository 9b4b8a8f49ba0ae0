"""Which lots a member was told about before they expire, and by which delivery."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, UtcDateTime, table_of


class ExpiryWarning(SQLModel, table=True):
    """A lot was named in a warning so many days ahead, on its way or arrived; the row of one that failed is deleted."""

    __tablename__ = "expiry_warning"
    __table_args__ = (
        Index(
            "ix_expiry_warning_open",
            "delivery_key",
            sqlite_where=text("arrived_at IS NULL"),
            postgresql_where=text("arrived_at IS NULL"),
        ),
        {"sqlite_with_rowid": False},
    )

    lot_id: int = Field(primary_key=True, foreign_key="lot.id", sa_type=RowId)
    days: int = Field(primary_key=True, description="30 or 7")
    delivery_key: str = Field(max_length=120)
    arrived_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="none: it is on its way")


expiry_warnings = table_of(ExpiryWarning)
