"""Counts members by everything the contact policy goes by, so that it is asked once for all who are alike to it."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FromClause, String, bindparam, cast, exists, func, literal, null, select

from bot.actions.contact import AGREED, LOW_AT, TALKING, open_matters
from bot.database import Query
from bot.rules.contact import ContactRules, Recipient
from bot.tables.approvals import approvals
from bot.tables.contact import contact_choices
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.points import accounts


class Group(NamedTuple):
    """Members who are alike to the policy; `due` and `best_before` only of what waits in the outbox already."""

    due: datetime | None
    best_before: datetime | None
    zone: str | None
    reachable: bool
    agreed: bool | None
    opens: int | None
    closes: int | None
    cap: int | None
    paused_until: datetime | None
    used: int
    talking: bool
    approving: bool
    frozen: bool
    low_at: datetime | None
    members: int

    def recipient(self, zone: ZoneInfo, rules: ContactRules) -> Recipient:
        """Any one of them, as the policy sees them; who got something today is not counted."""
        matters = open_matters(
            rules, talking=self.talking, approving=self.approving, frozen=self.frozen, low_at=self.low_at
        )
        return Recipient(
            zone,
            self.reachable,
            bool(self.agreed),
            hours=(self.opens, self.closes) if self.opens is not None and self.closes is not None else None,
            cap=self.cap,
            used=self.used,
            paused_until=self.paused_until,
            matters=tuple(matters),
        )


_THEIR_MESSAGES = deliveries.alias("theirs")
_USED = (
    select(func.count())
    .select_from(_THEIR_MESSAGES)
    .where(
        _THEIR_MESSAGES.c.chat_id == members.c.telegram_id,
        _THEIR_MESSAGES.c.priority.is_not(None),
        _THEIR_MESSAGES.c.state.in_(("delivered", "uncertain")),
        _THEIR_MESSAGES.c.settled_at >= bindparam("week"),
    )
    .scalar_subquery()
)
_ABOUT_THEM = literal("member:") + cast(members.c.id, String)
_NOT_KNOWN: ColumnElement[datetime | None] = cast(null(), deliveries.c.due.type)


def alike(of: FromClause, *where: ColumnElement[bool], waiting: bool = False) -> Query[Group]:
    """A question for those members whom a condition finds, counted by everything that the policy goes by.

    It is asked with `topic`, with `week`, since when what was sent counts, and `fresh`, since when a low score does.

    Args:
        of: a table with the members joined to it, who may be found more than once.
        waiting: it is the outbox, and what they are sent is in it.
    """
    one = (
        select(
            members.c.id.label("member_id"),
            (deliveries.c.due if waiting else _NOT_KNOWN).label("due"),
            (deliveries.c.best_before if waiting else _NOT_KNOWN).label("best_before"),
            people.c.zone,
            people.c.unreachable_at.is_(None).label("reachable"),
            AGREED.label("agreed"),
            contact_choices.c.opens,
            contact_choices.c.closes,
            contact_choices.c.cap,
            contact_choices.c.paused_until,
            _USED.label("used"),
            TALKING.label("talking"),
            exists().where(approvals.c.subject == _ABOUT_THEM, approvals.c.decided_at.is_(None)).label("approving"),
            accounts.c.frozen_at.is_not(None).label("frozen"),
            LOW_AT.label("low_at"),
        )
        .distinct()
        .select_from(
            of.join(people, people.c.telegram_id == members.c.telegram_id)
            .outerjoin(contact_choices, contact_choices.c.member_id == members.c.id)
            .outerjoin(accounts, accounts.c.member_id == members.c.id)
        )
        .where(members.c.forgotten_at.is_(None), *where)
        .subquery()
    )
    by = [one.c[name] for name in Group._fields[:-1]]
    return Query(Group, select(*by, func.count().label("members")).group_by(*by))
