"""Events that the shop invites to, and the members who come or wait for a seat."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.tables.base import Json, RowId, UtcDateTime, table_of


class Event(SQLModel, table=True):
    """Something that happens once, at a place."""

    __table_args__ = (
        CheckConstraint("state in ('draft', 'on', 'cancelled')", name="known_state"),
        CheckConstraint("at < ends_at", name="ends_after_it_begins"),
        CheckConstraint("seats IS NULL OR seats > 0", name="has_a_seat"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    names: object = Field(sa_type=Json, description="by language")
    abouts: object = Field(sa_type=Json, description="by language; may be empty")
    place: str = Field(default="", max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)
    seats: int | None = Field(default=None, description="none: as many as come")
    who: str = Field(max_length=1000, description="a segment's line: who may come")
    state: str = Field(max_length=9)
    version: int = Field(default=1, description="counts what whoever comes was told of: another time or place")
    made_at: datetime = Field(sa_type=UtcDateTime)


class EventGuest(SQLModel, table=True):
    """A member who said that they come, or that they can't after all."""

    __tablename__ = "event_guest"
    __table_args__ = (
        UniqueConstraint("event_id", "member_id"),
        CheckConstraint("state in ('coming', 'waiting', 'away')", name="known_state"),
        Index("ix_event_guest_line", "event_id", "state", "turn"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    event_id: int = Field(foreign_key="event.id", sa_type=RowId)
    member_id: int = Field(foreign_key="member.id", sa_type=RowId, index=True)
    state: str = Field(max_length=7)
    turn: int = Field(description="in which order they asked, within the event")
    since: datetime = Field(sa_type=UtcDateTime)
    came_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="they were seen at the door")


events = table_of(Event)
event_guests = table_of(EventGuest)
