"""The audit log: who did what to what, before and after; append-only."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.tables.base import Json, RowId, UtcDateTime, append_only


class LogLine(SQLModel, table=True):
    """One act, done or refused. Holds the shop's own numbers and figures, never a name, a message or a Telegram id.

    It can't be changed, so what is written here has to lead to nobody once they are forgotten.
    """

    __tablename__ = "log_line"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor: str = Field(max_length=40, description="role and number, such as cashier:3; a guest's is a keyed hash")
    action: str = Field(max_length=48)
    subject: str = Field(default="", max_length=64, description="kind and id, such as member:12")
    before: object = Field(default=None, sa_type=Json, nullable=True)
    after: object = Field(default=None, sa_type=Json, nullable=True)
    refused: bool = Field(default=False)


log_lines = append_only(LogLine)
