"""Whose turn it is to be asked whether they would recommend the shop: found, asked, and asked once more."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import String, and_, bindparam, cast, delete, exists, func, literal, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.care import read_care
from bot.actions.consents import agreed
from bot.actions.holdout import split
from bot.actions.outbox import Posting, post_all
from bot.database import Command, Query, Transaction
from bot.rules.care import Care
from bot.rules.deliveries import KINDS, Topic
from bot.rules.outcomes import State
from bot.rules.surveys import ASKED_FOR, LATE_DAYS, SPREAD, SurveyRules, ahead, due_on, period
from bot.rules.times import end_of, local_day, start_of
from bot.shop import Work
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.purchases import purchases
from bot.tables.staff import staff
from bot.tables.surveys import surveys

ASKS = "survey"
REMINDS = "survey_reminder"
_SHUFFLE = 1_000_003
"""A prime above what a shop asks on a day, so that it isn't always the same ones whom a day has no room for."""


class Candidate(NamedTuple):
    """A member, and on which of the store's days it is their turn."""

    member_id: int
    telegram_id: int
    zone: str | None
    turn: date


class _Bought(NamedTuple):
    member_id: int
    telegram_id: int
    zone: str | None
    at: datetime


class _InTurn(NamedTuple):
    member_id: int
    telegram_id: int
    zone: str | None
    waits: int


class _Ended(NamedTuple):
    id: int
    state: str
    settled_at: datetime | None


class _Unanswered(NamedTuple):
    id: int
    telegram_id: int
    zone: str | None
    arrived_at: datetime


_AT_WORK = select(staff.c.telegram_id).where(staff.c.dismissed_at.is_(None))
_AGREED = agreed(Topic.SURVEYS, members.c.id)
_ASKABLE = (
    members.c.joined_at.is_not(None),
    members.c.forgotten_at.is_(None),
    people.c.unreachable_at.is_(None),
    # What those who work here think of the shop is another question.
    members.c.telegram_id.not_in(_AT_WORK),
    true() == _AGREED,
    ~exists().where(surveys.c.member_id == members.c.id, surveys.c.asked_at > bindparam("rested_since")),
)
_CANDIDATE = (members.c.id.label("member_id"), members.c.telegram_id, people.c.zone)
_THEM = members.join(people, people.c.telegram_id == members.c.telegram_id)
_COUNTS = purchases.c.undone_at.is_(None)
_BEFORE = purchases.alias("before")
UP_TO_IT = (
    select(func.count())
    .select_from(_BEFORE)
    .where(
        _BEFORE.c.member_id == purchases.c.member_id,
        _BEFORE.c.undone_at.is_(None),
        or_(_BEFORE.c.at < purchases.c.at, and_(_BEFORE.c.at == purchases.c.at, _BEFORE.c.id <= purchases.c.id)),
    )
    .scalar_subquery()
)
"""The how manyth of its member's the purchase of a row is."""
_AFTER_PURCHASE = Query(
    _Bought,
    select(*_CANDIDATE, purchases.c.at)
    .select_from(_THEM.join(purchases, purchases.c.member_id == members.c.id))
    .where(
        purchases.c.at.between(bindparam("since"), bindparam("until")),
        _COUNTS,
        bindparam("nth") == UP_TO_IT,
        *_ASKABLE,
    )
    .order_by(purchases.c.at.desc(), members.c.id)
    .limit(bindparam("most")),
)
_SPREAD = members.c.id * SPREAD
_WAITS = (_SPREAD + bindparam("ahead")) % bindparam("period")
_BY_TURN = Query(
    _InTurn,
    select(*_CANDIDATE, _WAITS.label("waits"))
    .select_from(_THEM)
    .where(
        bindparam("span") >= _WAITS,
        exists().where(purchases.c.member_id == members.c.id, purchases.c.at > bindparam("bought_since"), _COUNTS),
        *_ASKABLE,
    )
    .order_by(_WAITS.desc(), _SPREAD % _SHUFFLE, members.c.id)
    .limit(bindparam("most")),
)
_ADD = Query(int, insert(surveys).returning(surveys.c.id))
_ASKED_SINCE = Query(
    int,
    select(surveys.c.id)
    .where(surveys.c.member_id == bindparam("member"), surveys.c.asked_at > bindparam("since"))
    .limit(1),
)
_ASKED_TODAY = Query(int, select(func.count()).where(surveys.c.asked_at >= bindparam("since")))
_THEIR_CHAT = and_(members.c.id == surveys.c.member_id, members.c.forgotten_at.is_(None))
_UNANSWERED = Query(
    _Unanswered,
    select(surveys.c.id, members.c.telegram_id, people.c.zone, surveys.c.arrived_at)
    .select_from(surveys.join(members, _THEIR_CHAT).join(people, people.c.telegram_id == members.c.telegram_id))
    .where(
        surveys.c.asked_at > bindparam("since"),
        surveys.c.arrived_at.between(bindparam("arrived_since"), bindparam("until")),
        surveys.c.score.is_(None),
        surveys.c.reminded_at.is_(None),
        people.c.unreachable_at.is_(None),
    )
    .order_by(surveys.c.id)
    .limit(bindparam("most")),
)
_REMINDED = Command(update(surveys).where(surveys.c.id == bindparam("survey")).values(reminded_at=bindparam("at")))
_ON_ITS_WAY = (surveys.c.arrived_at.is_(None), ~surveys.c.held)
_KEY = literal(f"{ASKS}:").concat(cast(surveys.c.id, String))
_ENDED = Query(
    _Ended,
    select(surveys.c.id, deliveries.c.state, deliveries.c.settled_at)
    .select_from(surveys.join(deliveries, deliveries.c.key == _KEY))
    .where(*_ON_ITS_WAY, surveys.c.id > bindparam("after"), deliveries.c.state.not_in(["queued", "sending"]))
    .order_by(surveys.c.id)
    .limit(bindparam("most")),
)
_ARRIVED = Command(update(surveys).where(surveys.c.id == bindparam("survey")).values(arrived_at=bindparam("at")))
_DROP = Command(delete(surveys).where(surveys.c.id == bindparam("survey")))


async def read_rules(work: Transaction) -> SurveyRules:
    """The rules that hold."""
    return await read_care(work, Care.SURVEY, SurveyRules)


async def whose_turn(
    work: Transaction, rules: SurveyRules, zone: ZoneInfo, now: datetime, by: datetime, most: int
) -> list[Candidate]:
    """Members who ought to be asked by an instant if nothing happens until then, each once.

    Where there are too many, those come first whose turn it is on the last day, since the others may be too late.

    Args:
        zone: the store's, in which days begin.
        now: the instant it is found for.
        by: not before it.
        most: so many at most.
    """
    if not rules.asks:
        return []
    first, last = local_day(now, zone) - timedelta(days=LATE_DAYS), local_day(by, zone)
    rested = by - timedelta(days=rules.rest)
    found: list[Candidate] = []
    if rules.purchase:
        past = timedelta(days=rules.days)
        bought = await work.all(
            _AFTER_PURCHASE,
            since=start_of(first - past, zone),
            until=end_of(last - past, zone),
            nth=rules.purchase,
            rested_since=rested,
            most=most,
        )
        found += [Candidate(*one[:3], local_day(one.at, zone) + past) for one in bought]
    if rules.months:
        length = period(rules.months)
        in_turn = await work.all(
            _BY_TURN,
            ahead=ahead(first, rules.months),
            period=length,
            span=(last - first).days,
            bought_since=now - timedelta(days=length),
            rested_since=rested,
            most=most,
        )
        found += [Candidate(*one[:3], first + timedelta(days=one.waits)) for one in in_turn]
    return list({one.member_id: one for one in found}.values())[:most]


async def ask(work: Work, rules: SurveyRules, candidates: Sequence[Candidate]) -> int:
    """Put the question to these members at the hour of their day; how many of them are asked.

    Whoever was asked since they were found is left in peace, and so is whoever should have been asked long ago.
    """
    zone, rested = work.store.zone_info, work.now - timedelta(days=rules.rest)
    asked = await work.each(_ASKED_SINCE, [{"member": one.member_id, "since": rested} for one in candidates])
    due = {one.member_id: _due(work, rules, one.turn, one.zone) for one in candidates}
    found = [
        one
        for one, seen in zip(candidates, asked, strict=True)
        if not seen and _is_in_time(work, ASKS, due[one.member_id])
    ]
    parted = await split(work, Care.SURVEY, [one.member_id for one in found], local_day(work.now, zone).isoformat())
    numbers = await work.each(
        _ADD,
        [
            {
                "member_id": one.member_id,
                "lowest": rules.lowest,
                "asked_at": work.now,
                "held": one.member_id in parted.held,
            }
            for one in found
        ],
    )
    postings = [
        _posting(ASKS, number, rules, one.telegram_id, due[one.member_id])
        for one, [number] in zip(found, numbers, strict=True)
        if one.member_id not in parted.held
    ]
    return sum(await post_all(work, ASKS, postings))


async def asked_today(work: Transaction, zone: ZoneInfo, now: datetime) -> int:
    """How many were asked on the store's day so far."""
    return await work.the(_ASKED_TODAY, since=start_of(local_day(now, zone), zone))


async def anybody_unanswered(
    work: Transaction, rules: SurveyRules, zone: ZoneInfo, now: datetime, by: datetime
) -> bool:
    """Whether somebody is to be asked once more by an instant."""
    return bool(await _unanswered(work, rules, zone, now, by, 1))


async def remind(work: Work, rules: SurveyRules, most: int) -> int:
    """Ask once more whoever hasn't answered in the set time; how many, up to `most`, were found."""
    zone = work.store.zone_info
    found = await _unanswered(work, rules, zone, work.now, work.now, most)
    past = timedelta(days=rules.remind)
    due = [_due(work, rules, local_day(one.arrived_at, zone) + past, one.zone) for one in found]
    postings = [
        _posting(REMINDS, one.id, rules, one.telegram_id, at)
        for one, at in zip(found, due, strict=True)
        if _is_in_time(work, REMINDS, at)
    ]
    await post_all(work, REMINDS, postings)
    await work.many(_REMINDED, [{"survey": one.id, "at": work.now} for one in found])
    return len(found)


async def _unanswered(
    work: Transaction, rules: SurveyRules, zone: ZoneInfo, now: datetime, by: datetime, most: int
) -> list[_Unanswered]:
    if not rules.asks or not rules.remind:
        return []
    past = timedelta(days=rules.remind)
    first, last = local_day(now, zone) - timedelta(days=LATE_DAYS), local_day(by, zone)
    return await work.all(
        _UNANSWERED,
        since=now - ASKED_FOR,
        arrived_since=start_of(first - past, zone),
        until=end_of(last - past, zone),
        most=most,
    )


async def anything_ended(work: Transaction) -> bool:
    """Whether a question on its way has arrived or won't."""
    return bool(await work.all(_ENDED, after=0, most=1))


async def note_what_arrived(work: Work, after: int, most: int) -> int | None:
    """Note which questions arrived, and forget those that won't, so that another day may be theirs.

    Args:
        after: the number of the last one looked at.
        most: how many are looked at.

    Returns:
        The number of the last one looked at; None where there are no more.
    """
    found = await work.all(_ENDED, after=after, most=most)
    gone = [one for one in found if one.state in (State.FAILED, State.DROPPED)]
    # Whether an uncertain one arrived nobody knows: it may have, so that its turn is over.
    came = [{"survey": one.id, "at": one.settled_at} for one in found if one not in gone]
    await work.many(_ARRIVED, came)
    await work.many(_DROP, [{"survey": one.id} for one in gone])
    return found[-1].id if found else None


def _due(work: Work, rules: SurveyRules, turn: date, zone: str | None) -> datetime:
    return due_on(turn, rules.hour, work.store.zone_info, work.store.zone_of(zone))


def _is_in_time(work: Work, kind: str, due: datetime) -> bool:
    best_before = KINDS[kind].best_before
    return best_before is None or work.now <= due + best_before


def _posting(kind: str, number: int, rules: SurveyRules, chat_id: int, due: datetime) -> Posting:
    return Posting(chat_id, f"{kind}:{number}", {"survey": number, "lowest": rules.lowest}, due)
