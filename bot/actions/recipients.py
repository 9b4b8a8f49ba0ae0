"""What the contact policy goes by of many members at once, for whoever foresees what becomes of messages to them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, bindparam, cast, exists, literal, select

from bot.actions.consents import agreed
from bot.actions.contact import LOW_AT, TALKING, UNASKED, open_matters
from bot.database import Query
from bot.rules.contact import ContactRules, Recipient
from bot.rules.deliveries import Topic
from bot.rules.times import local_day, start_of, week_of
from bot.tables.approvals import approvals
from bot.tables.contact import contact_choices
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.points import accounts

LATELY = timedelta(days=8)
"""How long ago the week of whoever is in the zone farthest from the store's may have begun."""


class Whom(NamedTuple):
    """A member whom we can write to on Telegram, or could; `agreed` is to offers, None where they never said."""

    id: int
    zone: str | None
    tier: int | None
    reachable: bool
    agreed: bool | None
    opens: int | None
    closes: int | None
    cap: int | None
    paused_until: datetime | None
    talking: bool
    approving: bool
    frozen: bool
    low_at: datetime | None

    def recipient(self, rules: ContactRules, zone: ZoneInfo, went: Sequence[datetime], at: datetime) -> Recipient:
        """As the policy sees them.

        Args:
            zone: theirs, or the store's.
            went: when messages that count went to them lately.
            at: the instant in whose week and day these are counted.
        """
        since = (week_of(at, zone)[0], start_of(local_day(at, zone), zone)) if went else (at, at)
        matters = open_matters(
            rules, talking=self.talking, approving=self.approving, frozen=self.frozen, low_at=self.low_at
        )
        return Recipient(
            zone,
            bool(self.reachable),
            bool(self.agreed),
            (self.opens, self.closes) if self.opens is not None and self.closes is not None else None,
            self.cap,
            used=sum(one >= since[0] for one in went),
            today=sum(one >= since[1] for one in went),
            paused_until=self.paused_until,
            matters=tuple(matters),
        )


class Went(NamedTuple):
    """When a message that counts went to a member."""

    member_id: int
    settled_at: datetime


_ABOUT = literal("member:") + cast(members.c.id, String)
_WHOM = (
    select(
        members.c.id,
        people.c.zone,
        accounts.c.tier,
        people.c.unreachable_at.is_(None).label("reachable"),
        agreed(Topic.OFFERS, members.c.id).label("agreed"),
        contact_choices.c.opens,
        contact_choices.c.closes,
        contact_choices.c.cap,
        contact_choices.c.paused_until,
        TALKING.label("talking"),
        exists().where(approvals.c.subject == _ABOUT, approvals.c.decided_at.is_(None)).label("approving"),
        accounts.c.frozen_at.is_not(None).label("frozen"),
        LOW_AT.label("low_at"),
    )
    .select_from(members)
    .join(people, people.c.member_id == members.c.id)
    .outerjoin(contact_choices, contact_choices.c.member_id == members.c.id)
    .outerjoin(accounts, accounts.c.member_id == members.c.id)
)
_WENT = (
    select(members.c.id.label("member_id"), deliveries.c.settled_at)
    .select_from(members.join(deliveries, deliveries.c.chat_id == members.c.telegram_id))
    .where(*UNASKED, deliveries.c.settled_at >= bindparam("since"), deliveries.c.state.in_(("delivered", "uncertain")))
)


def whom(*them: ColumnElement[bool]) -> Query[Whom]:
    """What is known of members of whom this holds; it is asked with `fresh`, since when a low score still counts."""
    return Query(Whom, _WHOM.where(*them))


def went(*them: ColumnElement[bool]) -> Query[Went]:
    """What went to members of whom this holds; it is asked with `since`, such as LATELY ago."""
    return Query(Went, _WENT.where(*them))
