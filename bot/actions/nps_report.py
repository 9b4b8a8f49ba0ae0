"""Who recommends the shop, read beside whoever writes: scores by month, reasons, response, what was put right."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import Integer, and_, bindparam, case, cast, func, select

from bot.actions.log import authorise
from bot.database import Query
from bot.rules.nps import MONTHS, PERIOD, Month, Reason, Report, counted
from bot.rules.points import months_on
from bot.rules.roles import Action, Actor
from bot.rules.times import local_day, start_of
from bot.shop import Shop, Work
from bot.tables.surveys import surveys

PAGE = 5
"""Reasons on a page."""


class _Counted(NamedTuple):
    lowest: int
    score: int
    n: int


class _Rates(NamedTuple):
    arrived: int | None
    answered: int | None
    unhappy: int | None
    right: int | None
    asked_right: int | None


class _Reason(NamedTuple):
    score: int
    reason: bytes
    language: str | None
    answered_at: datetime


_COUNTS = Query(
    _Counted,
    select(surveys.c.lowest, surveys.c.score, func.count().label("n"))
    .where(surveys.c.score.is_not(None), surveys.c.answered_at.between(bindparam("since"), bindparam("until")))
    .group_by(surveys.c.lowest, surveys.c.score),
)
_HAS_SCORE = surveys.c.score.is_not(None)
_RATES = Query(
    _Rates,
    select(
        *(
            cast(func.sum(case((met, 1), else_=0)), Integer).label(name)
            for name, met in (
                ("arrived", surveys.c.arrived_at.is_not(None)),
                ("answered", and_(surveys.c.arrived_at.is_not(None), _HAS_SCORE)),
                ("unhappy", surveys.c.conversation_id.is_not(None)),
                ("right", surveys.c.put_right.is_(True)),
                ("asked_right", surveys.c.put_right.is_not(None)),
            )
        )
    ).where(surveys.c.asked_at.between(bindparam("since"), bindparam("until"))),
)
_REASONS = Query(
    _Reason,
    select(surveys.c.score, surveys.c.reason, surveys.c.language, surveys.c.answered_at)
    .where(_HAS_SCORE, surveys.c.reason.is_not(None))
    .order_by(surveys.c.answered_at.desc(), surveys.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("after")),
)
_HOW_MANY = Query(int, select(func.count()).where(_HAS_SCORE, surveys.c.reason.is_not(None)))


async def who_recommends(shop: Shop, actor: Actor, now: datetime) -> Report:
    """The score of the last ninety days, and what is behind it, on a snapshot that lets nobody wait.

    Args:
        now: the instant it is told for.
    """
    authorise(actor, Action.SEE_NPS)
    zone = shop.store.zone_info
    this = local_day(now, zone).replace(day=1)
    firsts = [months_on(this, n) for n in range(1 - MONTHS, 2)]
    starts = [start_of(first, zone) for first in firsts]
    spans = [
        (now - PERIOD, now),
        *((a, b - timedelta(microseconds=1)) for a, b in pairwise(starts)),
    ]
    async with shop.reading() as reading:
        found = await reading.each(_COUNTS, [{"since": since, "until": until} for since, until in spans])
        rates = await reading.the(_RATES, since=now - PERIOD, until=now)
    lately, *by_month = ([(one.score, one.n) for one in rows] for rows in found)
    months = [Month(first, counted(rows)) for first, rows in zip(firsts, by_month, strict=False)]
    return Report(
        sorted({one.lowest for one in found[0]}),
        counted(lately),
        months,
        rates.arrived or 0,
        rates.answered or 0,
        rates.unhappy or 0,
        rates.right or 0,
        rates.asked_right or 0,
    )


async def reasons(work: Work, actor: Actor, page: int) -> tuple[list[Reason], int]:
    """What members said, the newest first: a page of it, and how many pages there are."""
    authorise(actor, Action.SEE_NPS)
    pages = max(1, -(-await work.the(_HOW_MANY) // PAGE))
    found = await work.all(_REASONS, most=PAGE, after=min(page, pages - 1) * PAGE)
    return [Reason(one.score, work.vault.open(one.reason), one.language or "", one.answered_at) for one in found], pages
