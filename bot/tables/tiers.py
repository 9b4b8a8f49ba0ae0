"""Reviews that members did not stand, and tables of tiers that are not applied yet."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.tables.base import Json, RowId, UtcDateTime, table_of


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


class TierDraft(SQLModel, table=True):
    """The table as somebody of the staff has edited it so far."""

    __tablename__ = "tier_draft"

    staff_id: int = Field(
        primary_key=True, foreign_key="staff.id", sa_type=RowId, sa_column_kwargs={"autoincrement": False}
    )
    data: object = Field(sa_type=Json, description="all of it, with the version that it was edited from")
    changed_at: datetime = Field(sa_type=UtcDateTime)


tier_reviews = table_of(TierReview)
tier_drafts = table_of(TierDraft)
