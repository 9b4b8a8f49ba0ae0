"""Members who did not keep their tier at its review: whether they were told, and how long the tier is still theirs."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, UtcDateTime, table_of


class TierReview(SQLModel, table=True):
    """A review that a member did not stand; the row goes when they have bought enough, or have gone down."""

    __tablename__ = "tier_review"

    member_id: int = Field(
        primary_key=True, foreign_key="account.member_id", sa_type=RowId, sa_column_kwargs={"autoincrement": False}
    )
    missed_at: datetime = Field(sa_type=UtcDateTime, description="the review")
    grace_days: int = Field(description="as the notice told them")
    delivery_key: str | None = Field(default=None, max_length=120, description="the notice that is on its way")
    warned_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="when a notice had arrived")


tier_reviews = table_of(TierReview)
