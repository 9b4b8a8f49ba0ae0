"""What the contact policy goes by of many members at once, whoever judges messages to them or foresees it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, bindparam, cast, exists, func, literal, or_, select

from bot.actions.consents import agreed
from bot.database import Query, Transaction, among, listed
from bot.rules.contact import ContactRules, Matter, Recipient, Why
from bot.rules.deliveries import Lane, Topic
from bot.rules.nps import DETRACTORS
from bot.rules.times import local_day, start_of, week_of
from bot.tables.approvals import approvals
from bot.tables.contact import contact_choices
from bot.tables.conversations import conversations
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.points import accounts
from bot.tables.surveys import surveys

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
        matters = _open_matters(
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


class Addressee(NamedTuple):
    """Somebody who has spoken to the bot, as a message to them is made and judged."""

    telegram_id: int
    language: str | None
    client_language: str | None
    zone: str | None
    unreachable_at: datetime | None
    member_id: int | None


class Went(NamedTuple):
    """When a message that counts went to a member."""

    member_id: int
    settled_at: datetime


UNASKED = (deliveries.c.lane != Lane.LIVE.value, deliveries.c.priority.is_not(None))
"""That a delivery counts towards somebody's week, for the index of what is unasked."""
_LOW_AT = (
    select(func.max(surveys.c.answered_at))
    .where(
        surveys.c.member_id == members.c.id,
        surveys.c.score <= DETRACTORS,
        surveys.c.answered_at > bindparam("fresh"),
        or_(surveys.c.put_right.is_(None), surveys.c.put_right.is_(False)),
    )
    .scalar_subquery()
)
"""When the member of a row last gave a low score that is fresh and was not put right."""
_TALKING = exists().where(conversations.c.member_id == members.c.id, conversations.c.state == "open")
"""Whether the member of a row is in a conversation with the staff."""
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
        _TALKING.label("talking"),
        exists().where(approvals.c.subject == _ABOUT, approvals.c.decided_at.is_(None)).label("approving"),
        accounts.c.frozen_at.is_not(None).label("frozen"),
        _LOW_AT.label("low_at"),
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


_ADDRESSEE = Query(
    Addressee,
    select(*(people.c[name] for name in Addressee._fields)).where(among(people.c.telegram_id, "chats")),
)


async def addressees(work: Transaction, chat_ids: Collection[int]) -> dict[int, Addressee]:
    """Those of several chats that are people who have spoken to the bot, in one trip."""
    return {one.telegram_id: one for one in await work.all(_ADDRESSEE, chats=listed(chat_ids))}


def whom(*them: ColumnElement[bool]) -> Query[Whom]:
    """What is known of members of whom this holds; it is asked with `fresh`, since when a low score still counts."""
    return Query(Whom, _WHOM.where(*them))


def went(*them: ColumnElement[bool]) -> Query[Went]:
    """What went to members of whom this holds; it is asked with `since`, such as LATELY ago."""
    return Query(Went, _WENT.where(*them))


def _open_matters(
    rules: ContactRules, *, talking: bool, approving: bool, frozen: bool, low_at: datetime | None
) -> Iterator[Matter]:
    """What is open between a member and the shop.

    Args:
        talking: they are in a conversation with the staff.
        approving: something about them waits for a second person's yes.
        frozen: their points are not spent since they said that it wasn't them.
        low_at: when they last gave a low score.
    """
    for why, is_open in ((Why.CONVERSATION, talking), (Why.APPROVAL, approving), (Why.FROZEN, frozen)):
        if is_open:
            yield Matter(why)
    if low_at is not None:
        yield Matter(Why.LOW_SCORE, low_at + timedelta(days=rules.low_score_days))
