"""Which lots a member was told about before they expire, and by which delivery."""

from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, table_of


class ExpiryWarning(SQLModel, table=True):
    """A lot was named in a warning so many days ahead; the delivery says what became of it."""

    __tablename__ = "expiry_warning"
    __table_args__ = ({"sqlite_with_rowid": False},)

    lot_id: int = Field(primary_key=True, foreign_key="lot.id", sa_type=RowId)
    days: int = Field(primary_key=True, description="30 or 7")
    delivery_key: str = Field(max_length=120, index=True)


expiry_warnings = table_of(ExpiryWarning)
