"""What is left of former secret keys, so that whom the forget list knows under them is still found."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from bot.tables.base import UtcDateTime, table_of


class FormerKey(SQLModel, table=True):
    """A secret key that was replaced, or is being replaced."""

    __tablename__ = "former_key"

    mark: bytes = Field(primary_key=True, sa_type=LargeBinary, description="by which its sealed fields are known")
    index_key: bytes = Field(
        sa_type=LargeBinary, description="sealed: the key of its blind indexes, which opens nothing"
    )
    retired_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="none while fields are still being sealed anew"
    )


former_keys = table_of(FormerKey)
