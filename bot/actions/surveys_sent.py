"""Questions that were put to members: which of them arrived, and who is asked once more."""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, String, and_, bindparam, cast, delete, literal, select, type_coerce, update

from bot.actions.outbox import post_all
from bot.actions.surveys import ASKS, due_at, is_in_time, posting
from bot.database import Command, Query, Transaction
from bot.rules.outcomes import State
from bot.rules.surveys import ASKED_FOR, LATE_DAYS, SurveyRules
from bot.rules.times import end_of, local_day, start_of
from bot.shop import Work
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.people import people
from bot.tables.surveys import surveys

REMINDS = "survey_reminder"


class _Ended(NamedTuple):
    id: int
    state: str
    settled_at: datetime | None


class _Unanswered(NamedTuple):
    id: int
    telegram_id: int
    zone: str | None
    arrived_at: datetime


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
# SQLite finds its index only by the very words that this is written in there, which a bool's `~` isn't.
_ON_ITS_WAY = (surveys.c.arrived_at.is_(None), ~type_coerce(surveys.c.held, Integer))
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
    due = [due_at(work, rules, local_day(one.arrived_at, zone) + past, one.zone) for one in found]
    postings = [
        posting(REMINDS, one.id, rules, one.telegram_id, at)
        for one, at in zip(found, due, strict=True)
        if is_in_time(work, REMINDS, at)
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
