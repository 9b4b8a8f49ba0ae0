"""Whose turn it is to be asked whether they would recommend the shop: found, and asked."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, exists, func, or_, select, true
from sqlalchemy.dialects.postgresql import insert

from bot.actions.care import read_care
from bot.actions.consents import agreed
from bot.actions.holdout import split
from bot.actions.outbox import Posting, post_all
from bot.database import Query, Transaction
from bot.rules.care import Care
from bot.rules.deliveries import KINDS, Topic
from bot.rules.surveys import LATE_DAYS, SPREAD, SurveyRules, ahead, due_on, period
from bot.rules.times import end_of, local_day, start_of
from bot.shop import Work
from bot.tables.members import members
from bot.tables.people import people
from bot.tables.purchases import purchases
from bot.tables.staff import staff
from bot.tables.surveys import surveys

ASKS = "survey"
MANY = 1_000
"""Members through whom a look goes at most."""
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
_ONE_MORE = Query(int, select(members.c.id).order_by(members.c.id).offset(bindparam("many")).limit(1))
_ADD = Query(int, insert(surveys).returning(surveys.c.id))
_ASKED_SINCE = Query(
    int,
    select(surveys.c.id)
    .where(surveys.c.member_id == bindparam("member"), surveys.c.asked_at > bindparam("since"))
    .limit(1),
)
_ASKED_TODAY = Query(int, select(func.count()).where(surveys.c.asked_at >= bindparam("since")))


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


async def many_members(work: Transaction) -> bool:
    """Whether there are more than `MANY` members, so that finding out whose turn it is takes long."""
    return await work.one(_ONE_MORE, many=MANY) is not None


async def ask(work: Work, rules: SurveyRules, candidates: Sequence[Candidate]) -> int:
    """Put the question to these members at the hour of their day; how many of them are asked.

    Whoever was asked since they were found is left in peace, and so is whoever should have been asked long ago.
    """
    zone, rested = work.store.zone_info, work.now - timedelta(days=rules.rest)
    asked = await work.each(_ASKED_SINCE, [{"member": one.member_id, "since": rested} for one in candidates])
    due = {one.member_id: due_at(work, rules, one.turn, one.zone) for one in candidates}
    found = [
        one
        for one, seen in zip(candidates, asked, strict=True)
        if not seen and is_in_time(work, ASKS, due[one.member_id])
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
        posting(ASKS, number, rules, one.telegram_id, due[one.member_id])
        for one, [number] in zip(found, numbers, strict=True)
        if one.member_id not in parted.held
    ]
    return sum(await post_all(work, ASKS, postings))


async def asked_today(work: Transaction, zone: ZoneInfo, now: datetime) -> int:
    """How many were asked on the store's day so far."""
    return await work.the(_ASKED_TODAY, since=start_of(local_day(now, zone), zone))


def due_at(work: Work, rules: SurveyRules, turn: date, zone: str | None) -> datetime:
    """When a question is due to somebody whose turn it is on one of the store's days.

    Args:
        zone: theirs; None for the store's.
    """
    return due_on(turn, rules.hour, work.store.zone_info, work.store.zone_of(zone))


def is_in_time(work: Work, kind: str, due: datetime) -> bool:
    """Whether a question of this kind is still worth putting."""
    best_before = KINDS[kind].best_before
    return best_before is None or work.now <= due + best_before


def posting(kind: str, number: int, rules: SurveyRules, chat_id: int, due: datetime) -> Posting:
    """The question of a number, for the outbox."""
    return Posting(chat_id, f"{kind}:{number}", {"survey": number, "lowest": rules.lowest}, due)
