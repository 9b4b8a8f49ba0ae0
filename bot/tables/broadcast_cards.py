"""The cards on which those who run the shop watch a broadcast go out: one a person, in their newest message of it."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, TelegramId, UtcDateTime, table_of


class BroadcastCard(SQLModel, table=True):
    """Somebody's card; it goes when it has told the end."""

    __tablename__ = "broadcast_card"
    __table_args__ = ({"sqlite_with_rowid": False},)

    broadcast_id: int = Field(primary_key=True, foreign_key="broadcast.id", sa_type=RowId)
    chat_id: int = Field(primary_key=True, sa_type=TelegramId)
    shown: str = Field(max_length=64, description="the delivery whose message is the card")
    posted: str | None = Field(default=None, max_length=64, description="the newest delivery that changes it")
    edits: int = Field(default=0)
    state: str = Field(max_length=9, description="as it was told")
    settled: int = Field(default=0, sa_type=BigInteger, description="recipients that were settled then")
    told_at: datetime = Field(sa_type=UtcDateTime)
    next_at: datetime = Field(sa_type=UtcDateTime, index=True, description="not told again before")


broadcast_cards = table_of(BroadcastCard)
