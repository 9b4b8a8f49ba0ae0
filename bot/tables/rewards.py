"""Rewards, which points buy, and vouchers, which are rewards in somebody's hand."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from bot.tables.base import Json, RowId, UtcDateTime, table_of

_KINDS = "kind in ('money_off', 'percent_off', 'product', 'gift', 'experience', 'donation')"


class Reward(SQLModel, table=True):
    """Something that points buy. Vouchers keep what they were bought as, so that an edit changes none in a hand."""

    __table_args__ = (
        CheckConstraint(_KINDS, name="known_kind"),
        CheckConstraint("state in ('draft', 'active', 'paused')", name="known_state"),
        CheckConstraint("price > 0", name="has_a_price"),
        CheckConstraint("stock IS NULL OR stock >= 0", name="stock_is_there"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    kind: str = Field(max_length=12)
    names: object = Field(sa_type=Json, description="by language")
    abouts: object = Field(sa_type=Json, description="by language; may be empty")
    picture: str | None = Field(default=None, max_length=200, description="Telegram's id of the picture")
    price: int = Field(sa_type=BigInteger, description="points")
    worth: int | None = Field(
        default=None, sa_type=BigInteger, description="minor units of money off, or percent, or what a donation gives"
    )
    product_id: int | None = Field(default=None, foreign_key="product.id", sa_type=RowId)
    charity: str | None = Field(default=None, max_length=64, description="who gets a donation")
    stock: int | None = Field(default=None, description="how many are left; none: no end of them")
    each: int | None = Field(default=None, description="how many a member may have")
    min_tier: int | None = Field(default=None, description="the id of the lowest tier that may have it")
    from_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    until_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    languages: object = Field(default=None, sa_type=Json, nullable=True, description="who is shown it; none: all")
    weekdays: int = Field(default=127, description="bits from Monday, 1, to Sunday, 64: when vouchers are taken")
    from_minute: int = Field(default=0, description="of the store's day, when vouchers are taken")
    to_minute: int = Field(default=1440)
    voucher_days: int = Field(default=30, description="how long a voucher is good for")
    state: str = Field(max_length=8)
    version: int = Field(default=1, description="counts its edits")
    made_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=32, description="who changed it last")


class Voucher(SQLModel, table=True):
    """A reward in hand, used once; of a donation, the proof that it was given."""

    __table_args__ = (
        CheckConstraint(_KINDS, name="known_kind"),
        CheckConstraint("state in ('open', 'used', 'returned', 'expired')", name="known_state"),
        Index("ix_voucher_member_id", "member_id", "id"),
        Index("ix_voucher_reward_id", "reward_id", "member_id"),
        Index(
            "ix_voucher_given",
            "given",
            unique=True,
            sqlite_where=text("given IS NOT NULL"),
            postgresql_where=text("given IS NOT NULL"),
        ),
        Index(
            "ix_voucher_open",
            "expires_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_voucher_unspoken",
            "expires_at",
            sqlite_where=text("state = 'open' AND warned = 0"),
            postgresql_where=text("state = 'open' AND NOT warned"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    member_id: int = Field(foreign_key="account.member_id", sa_type=RowId)
    reward_id: int = Field(foreign_key="reward.id", sa_type=RowId)
    entry_id: int | None = Field(
        default=None, foreign_key="entry.id", unique=True, sa_type=RowId, description="what it cost; none for a gift"
    )
    code: bytes | None = Field(default=None, sa_type=LargeBinary, description="sealed; a donation has none")
    code_index: bytes | None = Field(default=None, unique=True, sa_type=LargeBinary, description="blind index")
    given: str | None = Field(default=None, max_length=120, description="which gift it is, where it was not bought")
    kind: str = Field(max_length=12)
    names: object = Field(sa_type=Json, description="by language, as it was bought")
    product: str | None = Field(default=None, max_length=120, description="what it brings")
    charity: str | None = Field(default=None, max_length=64, description="who was given to")
    worth: int | None = Field(default=None, sa_type=BigInteger)
    points: int = Field(sa_type=BigInteger, description="what it cost")
    weekdays: int = Field(default=127)
    from_minute: int = Field(default=0)
    to_minute: int = Field(default=1440)
    made_at: datetime = Field(sa_type=UtcDateTime)
    returnable_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, description="the last instant it is good for")
    warned: bool = Field(default=False, description="the word that it is about to expire is on its way")
    state: str = Field(max_length=8)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    staff_id: int | None = Field(default=None, foreign_key="staff.id", sa_type=RowId, description="who took it")
    branch_id: int | None = Field(default=None, foreign_key="branch.id", sa_type=RowId)


class RewardDraft(SQLModel, table=True):
    """A new reward as somebody of the staff has made it so far."""

    __tablename__ = "reward_draft"

    staff_id: int = Field(
        primary_key=True, foreign_key="staff.id", sa_type=RowId, sa_column_kwargs={"autoincrement": False}
    )
    data: object = Field(sa_type=Json, description="what was answered, and what is asked for")
    changed_at: datetime = Field(sa_type=UtcDateTime)


rewards = table_of(Reward)
reward_drafts = table_of(RewardDraft)
vouchers = table_of(Voucher)
