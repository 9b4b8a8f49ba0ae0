"""Community groups: what each is for and who may join, who is in it, and the personal links that lead there."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.tables.base import Json, RowId, TelegramId, UtcDateTime, table_of

_SEATED = "state in ('let_in', 'inside')"


class Group(SQLModel, table=True):
    """A group or supergroup that an owner added the bot to; one that became a supergroup keeps its row."""

    __tablename__ = "community_group"
    __table_args__ = (CheckConstraint("state in ('new', 'open', 'closed', 'gone')", name="known_state"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    chat_id: int = Field(unique=True, sa_type=TelegramId)
    title: str = Field(max_length=128)
    state: str = Field(max_length=6)
    rights: int = Field(default=0, description="what the bot may do in it, as bits of bot/rules/groups.py")
    language: str = Field(max_length=8, description="in which the bot speaks there")
    about: str = Field(default="", max_length=300, description="what it is for")
    house_rules: str = Field(default="", max_length=2000)
    who: str | None = Field(default=None, max_length=1000, description="a segment's line; none: anybody on Telegram")
    segment_id: int | None = Field(
        default=None, foreign_key="segment.id", sa_type=RowId, description="whose line is the rule, in place of `who`"
    )
    most: int | None = Field(default=None, description="people at most")
    grace_days: int = Field(default=7, description="to stay once the rule names somebody no more")
    hello: bool = Field(default=True, description="a word each week")
    earlier_stay: bool = Field(default=True, description="whoever was here before the bot isn't judged by the rule")
    unknown: int | None = Field(
        default=None, description="people in it whom the bot doesn't know, when they were counted"
    )
    bots: object = Field(
        default=(), nullable=False, sa_type=Json, description="other bots in it, by Telegram number: they take no seat"
    )
    asked_to: int = Field(default=0, sa_type=RowId, description="the member up to whom Telegram was asked who is in it")
    added_by: int = Field(sa_type=TelegramId)
    added_at: datetime = Field(sa_type=UtcDateTime)
    welcome_since: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="the first arrival that the newest welcome is for"
    )


class Place(SQLModel, table=True):
    """Where somebody stands with a group: they asked, are in it, or were."""

    __tablename__ = "group_place"
    __table_args__ = (
        UniqueConstraint("group_id", "telegram_id"),
        CheckConstraint(
            "state in ('waiting', 'let_in', 'inside', 'declined', 'left', 'removed', 'banned')", name="known_state"
        ),
        Index("ix_group_place_seated", "group_id", sqlite_where=text(_SEATED), postgresql_where=text(_SEATED)),
        Index(
            "ix_group_place_waiting",
            "asked_at",
            sqlite_where=text("state in ('waiting', 'let_in')"),
            postgresql_where=text("state in ('waiting', 'let_in')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    group_id: int = Field(foreign_key="community_group.id", sa_type=RowId)
    telegram_id: int = Field(sa_type=TelegramId, index=True)
    state: str = Field(max_length=8)
    changed_at: datetime = Field(sa_type=UtcDateTime, description="by Telegram's date, where Telegram told it")
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    asks: int = Field(default=0, description="requests since they were last let in")
    by_hand: bool = Field(default=False, description="an administrator of the group let them in, or they are one")
    earlier: bool = Field(default=False, description="they were in it before the bot kept its door")
    joined_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ends_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="the rule names them no more: they leave then"
    )
    tag: str = Field(default="", max_length=16, description="that the bot gave them there")


class GroupLink(SQLModel, table=True):
    """A personal invite link, good for a day."""

    __tablename__ = "group_link"
    __table_args__ = (Index("ix_group_link_member_id", "member_id", "group_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    group_id: int = Field(foreign_key="community_group.id", sa_type=RowId, index=True)
    member_id: int = Field(foreign_key="member.id", sa_type=RowId)
    url: bytes = Field(sa_type=LargeBinary, description="sealed")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    leaked: bool = Field(default=False, description="somebody else asked through it, so that it was revoked")


groups = table_of(Group)
places = table_of(Place)
group_links = table_of(GroupLink)
