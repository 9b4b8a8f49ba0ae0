"""The ledger: accounts, the entries that are all that ever happened to them, lots, and who took what from which lot."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from bot.rules.ledger import EntryKind
from bot.tables.base import RowId, UtcDateTime, append_only, table_of

_KINDS = ", ".join(f"'{kind}'" for kind in EntryKind)


class Account(SQLModel, table=True):
    """A member's points and what they owe; and, kept with each purchase, how they buy."""

    __table_args__ = (
        CheckConstraint("points >= 0", name="never_below_zero"),
        CheckConstraint("debt >= 0", name="debt_is_owed"),
    )

    member_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_type=RowId, sa_column_kwargs={"autoincrement": False}
    )
    points: int = Field(default=0, sa_type=BigInteger)
    debt: int = Field(default=0, sa_type=BigInteger, description="points that refunds wanted and did not find")
    head: bytes = Field(sa_type=LargeBinary, description="hash of the newest entry")
    purchases: int = Field(default=0, description="purchases that stand")
    spent: int = Field(default=0, sa_type=BigInteger, description="what they came to, less refunds, in minor units")
    first_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tier: int | None = Field(default=None, description="the id of a tier in its table; none: no tier")
    tier_version: int | None = Field(default=None, description="the table of tiers that put them there")
    tier_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tier_until: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when the tier is looked at next"
    )
    tier_from: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="purchases after it count when the tier is looked at next"
    )
    frozen_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="nothing is spent since their *not me*"
    )


class Entry(SQLModel, table=True):
    """One line of the ledger. Never changed, never deleted; holds no person's name and no free text."""

    __table_args__ = (
        CheckConstraint(f"kind in ({_KINDS})", name="known_kind"),
        Index("ix_entry_member_id", "member_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    member_id: int = Field(foreign_key="account.member_id", sa_type=RowId)
    kind: str = Field(max_length=16)
    points: int = Field(sa_type=BigInteger, description="signed")
    debt: int = Field(sa_type=BigInteger, description="change of what is owed")
    at: datetime = Field(sa_type=UtcDateTime, description="when it happened in the shop")
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    key: str = Field(unique=True, max_length=120, description="which happening it is; the same never counts twice")
    purchase_id: int | None = Field(default=None, foreign_key="purchase.id", sa_type=RowId, index=True)
    reverses: int | None = Field(default=None, foreign_key="entry.id", sa_type=RowId)
    rule_version: int | None = Field(default=None)
    actor: str = Field(max_length=32)
    previous: bytes = Field(sa_type=LargeBinary, description="hash of the account's entry before it")
    hash: bytes = Field(sa_type=LargeBinary)


class Lot(SQLModel, table=True):
    """The points that an entry brought, and what is left of them; it has its entry's number."""

    __table_args__ = (
        CheckConstraint('"left" >= 0 AND "left" <= points', name="left_of_points"),
        Index(
            "ix_lot_open",
            "expires_at",
            sqlite_where=text('"left" > 0'),
            postgresql_where=text('"left" > 0'),
        ),
        # Of whose end nobody has been told yet: a month is in sight of a warning, and most of it was spoken of.
        Index(
            "ix_lot_unwarned",
            "expires_at",
            sqlite_where=text('"left" > 0 AND warned_at IS NULL'),
            postgresql_where=text('"left" > 0 AND warned_at IS NULL'),
        ),
    )

    id: int = Field(primary_key=True, foreign_key="entry.id", sa_type=RowId, sa_column_kwargs={"autoincrement": False})
    member_id: int = Field(foreign_key="account.member_id", sa_type=RowId, index=True)
    points: int = Field(sa_type=BigInteger)
    left: int = Field(sa_type=BigInteger)
    expires_at: datetime = Field(sa_type=UtcDateTime, description="the last instant they are good for")
    warned_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when the first word of this end had arrived"
    )
    extended: int = Field(default=0, description="times they were given thirty days more, as nobody could be warned")
    purchase_id: int | None = Field(
        default=None, foreign_key="purchase.id", sa_type=RowId, description="where they come from, moved or not"
    )


class Allocation(SQLModel, table=True):
    """How many points an entry took out of a lot, or gave back to it (negative)."""

    __table_args__ = ({"sqlite_with_rowid": False},)

    lot_id: int = Field(primary_key=True, foreign_key="lot.id", sa_type=RowId)
    entry_id: int = Field(primary_key=True, foreign_key="entry.id", sa_type=RowId, index=True)
    points: int = Field(sa_type=BigInteger)


class Audit(SQLModel, table=True):
    """One look through the whole ledger, and the first thing found wrong, if any."""

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    at: datetime = Field(sa_type=UtcDateTime)
    accounts: int
    fault: str | None = Field(default=None, max_length=16)
    member_id: int | None = Field(default=None, sa_type=RowId)
    entry_id: int | None = Field(default=None, sa_type=RowId)


accounts = table_of(Account)
entries = append_only(Entry)
lots = table_of(Lot)
allocations = append_only(Allocation)
audits = append_only(Audit)
