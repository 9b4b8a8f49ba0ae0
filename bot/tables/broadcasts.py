"""Broadcasts: what was to be said to many, how far it has come, and who answered; its recipients are deliveries."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from bot.rules.broadcast_runs import Act, State
from bot.tables.base import Json, RowId, UtcDateTime, table_of

_ACTS = ", ".join(f"'{act}'" for act in Act)
_STATES = ", ".join(f"'{state}'" for state in State)


class Broadcast(SQLModel, table=True):
    """One post to many."""

    __table_args__ = (
        CheckConstraint(f"act in ({_ACTS})", name="known_act"),
        CheckConstraint(f"state in ({_STATES})", name="known_state"),
        CheckConstraint("(act = 'send') = (about IS NULL)", name="about_another"),
        Index(
            "ix_broadcast_under_way",
            "begins_at",
            sqlite_where=text("state in ('scheduled', 'running', 'paused')"),
            postgresql_where=text("state in ('scheduled', 'running', 'paused')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    act: str = Field(max_length=7)
    about: int | None = Field(default=None, foreign_key="broadcast.id", sa_type=RowId, description="an earlier one")
    state: str = Field(max_length=9)
    plan: object = Field(sa_type=Json, description="as bot/rules/broadcast_data.py writes it")
    texts: object = Field(
        default=None, nullable=True, sa_type=Json, description="the right words by language (correct)"
    )
    made_by: str = Field(max_length=32)
    made_at: datetime = Field(sa_type=UtcDateTime)
    begins_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="when it may begin")
    began_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    queued_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="when all were in the outbox")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    queued_to: int = Field(default=0, sa_type=BigInteger, description="the last member's number that was looked at")
    queued: int = Field(default=0, sa_type=BigInteger, description="recipients put into the outbox")
    held: int = Field(default=0, sa_type=BigInteger, description="members left out by lot")
    paused_why: str | None = Field(default=None, max_length=16)
    overlooks: str | None = Field(
        default=None, max_length=64, description="reasons for which it doesn't pause itself again, as somebody said"
    )


class BroadcastCount(SQLModel, table=True):
    """How many recipients of a broadcast met with which fate, and why; kept with each delivery that is settled."""

    __tablename__ = "broadcast_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    broadcast_id: int = Field(primary_key=True, foreign_key="broadcast.id", sa_type=RowId)
    fate: str = Field(primary_key=True, max_length=10)
    reason: str = Field(primary_key=True, max_length=200)
    n: int = Field(sa_type=BigInteger)


class BroadcastAnswer(SQLModel, table=True):
    """What a member did with a broadcast: pressed a button, wrote back; each counts once."""

    __tablename__ = "broadcast_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    broadcast_id: int = Field(primary_key=True, foreign_key="broadcast.id", sa_type=RowId)
    what: str = Field(primary_key=True, max_length=16, description="reply, or the number of a button")
    member_id: int = Field(primary_key=True, foreign_key="member.id", sa_type=RowId, index=True)
    at: datetime = Field(sa_type=UtcDateTime)


class BroadcastPoll(SQLModel, table=True):
    """A poll that was copied to somebody, and its votes: each copy counts alone, and the sum is ours."""

    __tablename__ = "broadcast_poll"

    poll_id: str = Field(primary_key=True, max_length=64)
    broadcast_id: int = Field(foreign_key="broadcast.id", sa_type=RowId, index=True)
    votes: object = Field(sa_type=Json, description="of each option, in their order")


broadcasts = table_of(Broadcast)
broadcast_counts = table_of(BroadcastCount)
broadcast_answers = table_of(BroadcastAnswer)
broadcast_polls = table_of(BroadcastPoll)
