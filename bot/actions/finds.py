"""What the jobs of each kind of care will find in the coming nights, read for a stretch of members at a time."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, select

from bot.actions.surveys import UP_TO_IT
from bot.actions.win_back import LAST_WORD
from bot.database import Query, Transaction, among, looked_through
from bot.rules.birthdays import LATE_DAYS
from bot.rules.coming import (
    NextBirthday,
    Plans,
    Runs,
    Span,
    Whose,
    birthday,
    question,
    question_again,
    reminders,
    warnings,
    word_on_voucher,
    word_to_absent,
)
from bot.rules.deliveries import Priority, Topic
from bot.rules.expiry import EARLY, LATE, Ending
from bot.rules.foresight import Coming
from bot.rules.refills import STALE
from bot.rules.surveys import ASKED_FOR
from bot.rules.times import local_day, start_of
from bot.tables.birthdays import birthdays, greetings
from bot.tables.expiry import expiry_warnings
from bot.tables.members import members
from bot.tables.points import lots
from bot.tables.purchases import purchases
from bot.tables.refills import refills
from bot.tables.rewards import vouchers
from bot.tables.rhythm import rhythms
from bot.tables.surveys import surveys

_DAY = timedelta(days=1)


class _Birthday(NamedTuple):
    member_id: int
    on: date
    held: bool | None
    greeted_on: date | None
    given_on: date | None


class _Refill(NamedTuple):
    member_id: int
    due_at: datetime
    wanted: bool


class _Absence(NamedTuple):
    member_id: int
    late_at: datetime
    last_word: datetime | None


class _Asked(NamedTuple):
    member_id: int
    asked_at: datetime
    arrived_at: datetime | None
    silent: bool


class _Bought(NamedTuple):
    member_id: int
    at: datetime


class _Lot(NamedTuple):
    member_id: int
    expires_at: datetime
    early: int | None
    late: int | None


class _Voucher(NamedTuple):
    member_id: int
    made_at: datetime
    expires_at: datetime


_THEM = among(members.c.id, "them")
_BEFORE = greetings.alias("before")
_EARLIER = and_(_BEFORE.c.member_id == birthdays.c.member_id, _BEFORE.c.on != birthdays.c.next_on)
_BIRTHDAYS = Query(
    _Birthday,
    select(
        birthdays.c.member_id,
        birthdays.c.next_on.label("on"),
        greetings.c.held,
        select(func.max(_BEFORE.c.on))
        .where(_EARLIER, _BEFORE.c.posted_at.is_not(None))
        .scalar_subquery()
        .label("greeted_on"),
        select(func.max(_BEFORE.c.on))
        .where(_EARLIER, _BEFORE.c.until.is_not(None))
        .scalar_subquery()
        .label("given_on"),
    )
    .select_from(birthdays)
    .outerjoin(greetings, and_(greetings.c.member_id == birthdays.c.member_id, greetings.c.on == birthdays.c.next_on))
    .where(
        among(birthdays.c.member_id, "them"),
        looked_through(birthdays.c.next_on).between(bindparam("begins"), bindparam("ends")),
    ),
)
_REFILLS = Query(
    _Refill,
    select(refills.c.member_id, refills.c.due_at, refills.c.wanted_at.is_not(None).label("wanted")).where(
        among(refills.c.member_id, "them"),
        refills.c.stopped_at.is_(None),
        refills.c.nudged_at.is_(None),
        looked_through(refills.c.due_at).between(bindparam("begins"), bindparam("ends")),
        refills.c.chance >= bindparam("sure"),
    ),
)
_ABSENCES = Query(
    _Absence,
    select(rhythms.c.member_id, rhythms.c.late_at, LAST_WORD.label("last_word"))
    .join(members, members.c.id == rhythms.c.member_id)
    .where(
        among(rhythms.c.member_id, "them"),
        rhythms.c.late_at < bindparam("ends"),
    ),
)
_ASKED = Query(
    _Asked,
    select(
        surveys.c.member_id,
        surveys.c.asked_at,
        surveys.c.arrived_at,
        and_(surveys.c.score.is_(None), surveys.c.reminded_at.is_(None)).label("silent"),
    )
    .where(among(surveys.c.member_id, "them"), surveys.c.asked_at > bindparam("since"))
    .order_by(surveys.c.id),
)
_NTH = Query(
    _Bought,
    select(purchases.c.member_id, purchases.c.at).where(
        among(purchases.c.member_id, "them"),
        purchases.c.at >= bindparam("since"),
        purchases.c.undone_at.is_(None),
        bindparam("nth") == UP_TO_IT,
    ),
)
_EARLY, _LATE = expiry_warnings.alias("early"), expiry_warnings.alias("late")
_LOTS = Query(
    _Lot,
    select(lots.c.member_id, lots.c.expires_at, _EARLY.c.days.label("early"), _LATE.c.days.label("late"))
    .select_from(members)
    .join(lots, lots.c.member_id == members.c.id)
    .outerjoin(_EARLY, and_(_EARLY.c.lot_id == lots.c.id, _EARLY.c.days == EARLY))
    .outerjoin(_LATE, and_(_LATE.c.lot_id == lots.c.id, _LATE.c.days == LATE))
    .where(_THEM, lots.c.left > 0, looked_through(lots.c.expires_at).between(bindparam("begins"), bindparam("ends"))),
)
_VOUCHERS = Query(
    _Voucher,
    select(vouchers.c.member_id, vouchers.c.made_at, vouchers.c.expires_at)
    .select_from(members)
    .join(vouchers, vouchers.c.member_id == members.c.id)
    .where(_THEM, vouchers.c.state == "open", ~vouchers.c.warned),
)


class Look(NamedTuple):
    """By what rules, for how long and for whom it is looked; `them` are their numbers, listed."""

    plans: Plans
    span: Span
    whose: Mapping[int, Whose]
    them: str

    def agreed(self, member_id: int, topic: Topic) -> Whose | None:
        """Who it is, if they want to hear of a topic."""
        whose = self.whose.get(member_id)
        return whose if whose and topic in whose.topics else None


_Found = list[tuple[int, Coming]]


class Finder(NamedTuple):
    """What finds messages of some kind: how urgent they are, what has to be agreed to, and how they are found."""

    urgency: Priority
    topic: Topic | None
    find: Callable[[Transaction, Look], Awaitable[_Found]]


async def _birthdays(work: Transaction, look: Look) -> _Found:
    if not look.plans.birthday.on:
        return []
    begins = look.span.now.date() - (LATE_DAYS + 1) * _DAY
    ends = look.span.until.date() + (look.plans.birthday.lead + 1) * _DAY
    return [
        (row.member_id, one)
        for row in await work.all(_BIRTHDAYS, begins=begins, ends=ends, them=look.them)
        if (whose := look.agreed(row.member_id, Topic.BIRTHDAY))
        for one in birthday(whose, NextBirthday(*row[1:]), look.plans, look.span)
    ]


async def _reminders(work: Transaction, look: Look) -> _Found:
    rules, span = look.plans.refill, look.span
    if not rules.on:
        return []
    window = {"begins": span.now - STALE, "ends": span.until + rules.days_ahead * _DAY, "sure": rules.sure / 100}
    runs: dict[int, list[Runs]] = defaultdict(list)
    for row in await work.all(_REFILLS, **window, them=look.them):
        runs[row.member_id].append(Runs(row.due_at, bool(row.wanted)))
    return [
        (member_id, one)
        for member_id, theirs in runs.items()
        if (whose := look.agreed(member_id, Topic.REFILL))
        for one in reminders(whose, theirs, look.plans, span)
    ]


async def _questions(work: Transaction, look: Look) -> _Found:
    rules, span = look.plans.survey, look.span
    if not rules.asks:
        return []
    since = span.now - max(timedelta(days=rules.rest), ASKED_FOR)
    asked = {row.member_id: row for row in await work.all(_ASKED, since=since, them=look.them)}
    bought = start_of(local_day(span.now, span.zone) - rules.days * _DAY, span.zone)
    nth = await work.all(_NTH, since=bought, nth=rules.purchase, them=look.them) if rules.purchase else []
    bought_on = {row.member_id: local_day(row.at, span.zone) for row in nth}
    return [
        (member_id, one)
        for member_id, whose in look.whose.items()
        if Topic.SURVEYS in whose.topics
        for one in _question(whose, asked.get(member_id), bought_on.get(member_id), look)
    ]


def _question(whose: Whose, asked: _Asked | None, nth_on: date | None, look: Look) -> Iterator[Coming]:
    if asked is not None and asked.silent and asked.arrived_at is not None:
        yield from question_again(whose, asked.arrived_at, look.plans, look.span)
    yield from question(whose, asked.asked_at if asked else None, nth_on, look.plans, look.span)


async def _words_to_absent(work: Transaction, look: Look) -> _Found:
    if not look.plans.back.on:
        return []
    return [
        (row.member_id, one)
        for row in await work.all(_ABSENCES, ends=look.span.until, them=look.them)
        if (whose := look.agreed(row.member_id, Topic.OFFERS))
        for one in word_to_absent(whose, row.late_at, row.last_word, look.plans, look.span)
    ]


async def _words_on_what_ends(work: Transaction, look: Look) -> _Found:
    ends = look.span.until + (EARLY + 1) * _DAY
    endings: dict[int, list[Ending]] = defaultdict(list)
    for lot in await work.all(_LOTS, begins=look.span.now, ends=ends, them=look.them):
        endings[lot.member_id].append(Ending(lot.expires_at, told=[day for day in (lot.early, lot.late) if day]))
    of_points = [
        (member_id, one)
        for member_id, theirs in endings.items()
        if member_id in look.whose
        for one in warnings(look.whose[member_id], theirs, look.span)
    ]
    of_vouchers = [
        (row.member_id, one)
        for row in await work.all(_VOUCHERS, them=look.them)
        if row.member_id in look.whose
        for one in word_on_voucher(row.made_at, row.expires_at, look.span)
    ]
    return of_points + of_vouchers


FINDERS = (
    Finder(Priority.SERVICE, None, _words_on_what_ends),
    Finder(Priority.BIRTHDAY, Topic.BIRTHDAY, _birthdays),
    Finder(Priority.REFILL, Topic.REFILL, _reminders),
    Finder(Priority.SURVEY, Topic.SURVEYS, _questions),
    Finder(Priority.WIN_BACK, Topic.OFFERS, _words_to_absent),
)
