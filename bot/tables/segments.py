"""Segments kept by name; tags that the staff gave; lists of members from files; and where the fifths of buyers part."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from bot.tables.base import Json, RowId, UtcDateTime, append_only, table_of


class Segment(SQLModel, table=True):
    """A segment under a name; one that was removed stays for those who name it by number."""

    __table_args__ = (
        Index(
            "uq_segment_key",
            "key",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    name: str = Field(max_length=64)
    key: str = Field(max_length=128, description="the name in small letters")
    text: str = Field(max_length=1000, description="its line; bot/rules/segments.py")
    version: int = Field(default=1, description="counts its edits")
    changed_at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=32, description="who changed it last")
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Tag(SQLModel, table=True):
    """A word that the staff put on members."""

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    name: str = Field(max_length=64)
    key: str = Field(unique=True, max_length=128, description="the name in small letters")


class MemberTag(SQLModel, table=True):
    """A tag on a member, and who put it there."""

    __tablename__ = "member_tag"
    __table_args__ = (Index("ix_member_tag_tag_id", "tag_id", "member_id"), {"sqlite_with_rowid": False})

    member_id: int = Field(primary_key=True, foreign_key="member.id", sa_type=RowId)
    tag_id: int = Field(primary_key=True, foreign_key="tag.id", sa_type=RowId)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=32)


class MemberList(SQLModel, table=True):
    """Members who stood in a file together."""

    __tablename__ = "member_list"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    name: str = Field(max_length=64)
    key: str = Field(unique=True, max_length=128, description="the name in small letters")
    at: datetime = Field(sa_type=UtcDateTime, description="when it was read last")
    actor: str = Field(max_length=32)


class Listed(SQLModel, table=True):
    """A member on a list."""

    __table_args__ = (Index("ix_listed_member_id", "member_id"), {"sqlite_with_rowid": False})

    list_id: int = Field(primary_key=True, foreign_key="member_list.id", sa_type=RowId)
    member_id: int = Field(primary_key=True, foreign_key="member.id", sa_type=RowId)


class RfmCut(SQLModel, table=True):
    """Where the fifths of all buyers parted when it was reckoned; bot/rules/rfm.py."""

    __tablename__ = "rfm_cut"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    at: datetime = Field(sa_type=UtcDateTime)
    buyers: int
    last_at: object = Field(sa_type=Json, description="four instants of last purchases")
    purchases: object = Field(sa_type=Json, description="four numbers of purchases")
    spent: object = Field(sa_type=Json, description="four sums, in minor units")
    takings: object = Field(sa_type=Json, description="what each fifth has spent, the lowest first, in minor units")


segments = table_of(Segment)
tags = table_of(Tag)
member_tags = table_of(MemberTag)
member_lists = table_of(MemberList)
listed = table_of(Listed)
rfm_cuts = append_only(RfmCut)
