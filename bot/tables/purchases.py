"""Purchases, their lines, and what was refunded of them."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, UtcDateTime, table_of


class Purchase(SQLModel, table=True):
    """What a member paid, as its source told it. Money is in minor units of the store's currency."""

    __table_args__ = (
        UniqueConstraint("receipt", "source"),
        CheckConstraint("refunded = 0 OR (refunded > 0 AND refunded <= amount)", name="refunded_of_amount"),
        Index("ix_purchase_member_id", "member_id", "at", "undone_at", "refunded", "amount"),
        Index(
            "ix_purchase_staff_id",
            "staff_id",
            "id",
            sqlite_where=text("staff_id IS NOT NULL"),
            postgresql_where=text("staff_id IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    source: str = Field(max_length=32, description="who numbered the receipt")
    receipt: str = Field(max_length=64)
    branch_id: int | None = Field(default=None, foreign_key="branch.id", sa_type=RowId)
    member_id: int = Field(foreign_key="account.member_id", sa_type=RowId)
    staff_id: int | None = Field(default=None, foreign_key="staff.id", sa_type=RowId)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    amount: int = Field(sa_type=BigInteger, description="all of it, also what was paid with points")
    earned: int = Field(sa_type=BigInteger, description="points, by the rule and the tier that held")
    rule_version: int
    multiplier: int = Field(default=100, description="percent of the rule's points that the member's tier earned")
    tier_version: int | None = Field(default=None, description="the table of tiers that the multiplier is from")
    paid_points: int = Field(default=0, sa_type=BigInteger, description="points that a part of it was paid with")
    paid_worth: int = Field(default=0, sa_type=BigInteger, description="what they were worth, in minor units")
    refunded: int = Field(default=0, sa_type=BigInteger, description="of the amount, also what was paid with points")
    returned: int = Field(default=0, sa_type=BigInteger, description="of the earned points, taken back")
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PurchaseLine(SQLModel, table=True):
    """One kind of goods on a receipt."""

    __tablename__ = "purchase_line"
    __table_args__ = (Index("ix_purchase_line_product_id", "product_id", "purchase_id"), {"sqlite_with_rowid": False})

    purchase_id: int = Field(primary_key=True, foreign_key="purchase.id", sa_type=RowId)
    n: int = Field(primary_key=True)
    product_id: int = Field(foreign_key="product.id", sa_type=RowId)
    quantity: int = Field(sa_type=BigInteger, description="in thousandths")
    amount: int | None = Field(default=None, sa_type=BigInteger, description="minor units; none where not told")


class Refund(SQLModel, table=True):
    """Money given back for a receipt, once per reference. Without a purchase it waits for it to arrive."""

    __table_args__ = (
        UniqueConstraint("reference", "source"),
        CheckConstraint("amount > 0", name="gives_something_back"),
        Index(
            "ix_refund_parked",
            "receipt",
            "source",
            sqlite_where=text("purchase_id IS NULL"),
            postgresql_where=text("purchase_id IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    source: str = Field(max_length=32)
    receipt: str = Field(max_length=64)
    reference: str = Field(max_length=64, description="the refund's own number, at the same source")
    amount: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=32)
    purchase_id: int | None = Field(default=None, foreign_key="purchase.id", sa_type=RowId, index=True)
    points: int | None = Field(default=None, sa_type=BigInteger, description="taken back, once applied")
    paid_points: int | None = Field(default=None, sa_type=BigInteger, description="that had paid, and came back")
    paid_worth: int | None = Field(default=None, sa_type=BigInteger, description="of the amount, which came in points")


purchases = table_of(Purchase)
purchase_lines = table_of(PurchaseLine)
refunds = table_of(Refund)
