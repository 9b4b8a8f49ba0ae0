"""Deliveries: everything said unasked and everything that proves something, one row per message and recipient."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from bot.tables.base import Json, RowId, TelegramId, UtcDateTime, table_of


class Delivery(SQLModel, table=True):
    """One message to one recipient, put into words when it is sent."""

    __table_args__ = (
        CheckConstraint(
            "state in ('queued', 'sending', 'delivered', 'failed', 'uncertain', 'dropped')", name="known_state"
        ),
        Index(
            "ix_delivery_due",
            "lane",
            "due",
            "id",
            sqlite_where=text("state = 'queued' AND broadcast_id IS NULL"),
            postgresql_where=text("state = 'queued' AND broadcast_id IS NULL"),
        ),
        Index(
            "ix_delivery_broadcast_due",
            "broadcast_id",
            "due",
            "id",
            sqlite_where=text("state = 'queued' AND broadcast_id IS NOT NULL"),
            postgresql_where=text("state = 'queued' AND broadcast_id IS NOT NULL"),
        ),
        Index(
            "ix_delivery_broadcast_id",
            "broadcast_id",
            "id",
            sqlite_where=text("broadcast_id IS NOT NULL"),
            postgresql_where=text("broadcast_id IS NOT NULL"),
        ),
        Index(
            "ix_delivery_failed",
            "broadcast_id",
            "id",
            sqlite_where=text("state = 'failed' AND broadcast_id IS NOT NULL"),
            postgresql_where=text("state = 'failed' AND broadcast_id IS NOT NULL"),
        ),
        Index(
            "ix_delivery_lease",
            "lease_until",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
        Index("ix_delivery_chat", "chat_id", "id"),
        Index(
            "ix_delivery_unasked",
            "chat_id",
            "settled_at",
            sqlite_where=text("lane <> 'live'"),
            postgresql_where=text("lane <> 'live'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    key: str = Field(unique=True, max_length=120, description="what it is about; the same thing is never said twice")
    kind: str = Field(max_length=32, description="a row of bot/rules/deliveries.py")
    data: object = Field(sa_type=Json, description="what the words need")
    chat_id: int = Field(sa_type=TelegramId)
    lane: str = Field(max_length=9)
    due: datetime = Field(sa_type=UtcDateTime)
    best_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    edits: str | None = Field(
        default=None, max_length=120, description="the key of the delivery whose message it changes"
    )
    state: str = Field(max_length=10)
    reason: str | None = Field(default=None, max_length=200)
    attempts: int = Field(default=0, description="tries that counted")
    chances: int = Field(default=0, description="second chances it has used up, as bits of rules/outcomes.py")
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fence: int | None = Field(default=None)
    message_id: int | None = Field(default=None, sa_type=TelegramId)
    others: object = Field(
        default=None, nullable=True, sa_type=Json, description="further messages it became: an album's"
    )
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    priority: int | None = Field(
        default=None, description="which goes first of those that count towards a week's cap; none: it doesn't count"
    )
    verdict: str | None = Field(
        default=None, max_length=8, description="what the contact policy said last, as bot/rules/contact.py names it"
    )
    verdict_why: str | None = Field(default=None, max_length=16, description="and why")
    broadcast_id: int | None = Field(default=None, sa_type=RowId, description="the broadcast it is a part of")


deliveries = table_of(Delivery)
