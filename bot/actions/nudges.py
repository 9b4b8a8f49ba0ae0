"""Reminding members before something runs out: who is found each night, and what is posted for them.

Whoever was at the till yesterday or today is left alone until the next night, and things that are due within a few days
are named together. Whether and when a reminder goes is the contact policy's to say, when it is delivered.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, or_, select, tuple_, update

from bot.actions.care import read_care
from bot.actions.consents import agreed
from bot.actions.holdout import split
from bot.actions.outbox import Posting, post_all
from bot.actions.presents import Present, present_of
from bot.actions.refills import KIND, all_known_of, reckon_again, things_of
from bot.database import Command, Query, Transaction
from bot.rules.care import Care
from bot.rules.deliveries import Topic
from bot.rules.refills import MOST_NAMED, STALE, TOGETHER, RefillRules
from bot.rules.times import SENDING, instant, local_day, next_sending, start_of
from bot.shop import Work
from bot.tables.members import members
from bot.tables.people import people
from bot.tables.points import accounts
from bot.tables.products import products
from bot.tables.refills import refills

_DAY = timedelta(days=1)


class Turn(NamedTuple):
    """A thing that runs out for a member soon."""

    due_at: datetime
    member_id: int
    product_id: int


FIRST = Turn(datetime.min.replace(tzinfo=UTC), 0, 0)
"""Before all of them."""


class _Found(NamedTuple):
    due_at: datetime
    member_id: int
    product_id: int
    late_at: datetime
    name: str
    telegram_id: int
    zone: str | None


_AGREED = agreed(Topic.REFILL, refills.c.member_id)
_NAMED = tuple_(refills.c.due_at, refills.c.member_id, refills.c.product_id)
_FOUND = (
    select(
        refills.c.due_at,
        refills.c.member_id,
        refills.c.product_id,
        refills.c.late_at,
        products.c.name,
        members.c.telegram_id,
        people.c.zone,
    )
    .select_from(refills)
    .join(products, products.c.id == refills.c.product_id)
    .join(members, and_(members.c.id == refills.c.member_id, members.c.forgotten_at.is_(None)))
    .join(people, and_(people.c.telegram_id == members.c.telegram_id, people.c.unreachable_at.is_(None)))
    .outerjoin(accounts, accounts.c.member_id == refills.c.member_id)
    .where(
        refills.c.stopped_at.is_(None),
        refills.c.nudged_at.is_(None),
        refills.c.due_at.between(bindparam("since"), bindparam("until")),
        # Who said when they want it is asked then, and not some days ahead.
        or_(refills.c.wanted_at.is_(None), refills.c.due_at <= bindparam("now")),
        refills.c.chance >= bindparam("sure"),
        or_(accounts.c.last_at.is_(None), accounts.c.last_at < bindparam("yesterday")),
        _AGREED.is_(True),
    )
)
_DUE = Query(
    Turn,
    _FOUND.with_only_columns(refills.c.due_at, refills.c.member_id, refills.c.product_id)
    .where(
        tuple_(
            bindparam("after_due", type_=refills.c.due_at.type), bindparam("after_member"), bindparam("after_product")
        )
        < _NAMED
    )
    .order_by(refills.c.due_at, refills.c.member_id, refills.c.product_id)
    .limit(bindparam("most")),
)
_OF = Query(
    _Found,
    _FOUND.where(refills.c.member_id == bindparam("member"))
    .order_by(refills.c.due_at, refills.c.product_id)
    .limit(MOST_NAMED),
)
_NUDGED = Command(
    update(refills)
    .where(refills.c.member_id == bindparam("member"), refills.c.product_id == bindparam("product"))
    .values(nudged_at=bindparam("at"))
)


async def due_refills(work: Transaction, by: datetime, zone: ZoneInfo, after: Turn, most: int) -> list[Turn]:
    """What members are to be reminded of by an instant, in the order in which it is due, from behind one."""
    rules = await read_care(work, Care.REFILL, RefillRules)
    if not rules.on:
        return []
    return await work.all(
        _DUE,
        **_window(rules, by, zone),
        after_due=after.due_at,
        after_member=after.member_id,
        after_product=after.product_id,
        most=most,
    )


async def nudge(work: Work, member_ids: Sequence[int]) -> int:
    """Remind these members, each in one message of what is due first and of what is due soon after; how many are."""
    rules = await read_care(work, Care.REFILL, RefillRules)
    zone = work.store.zone_info
    for whose in await _due_of(work, rules, member_ids):
        member_id, products = whose[0].member_id, [one.product_id for one in whose]
        known, things = await all_known_of(work, member_id), await things_of(work, products)
        await reckon_again(work, member_id, {one: known[one] for one in things}, things)
    found = await _due_of(work, rules, member_ids)
    parts = await split(work, Care.REFILL, [whose[0].member_id for whose in found], f"{local_day(work.now, zone)}")
    present = await present_of(work, Care.REFILL, rules.reward, rules.present_days)
    treated = [whose for whose in found if whose[0].member_id in parts.treated]
    posted = await post_all(work, KIND, [_posting(work, rules, whose, present) for whose in treated])
    named = [one for whose in found for one in whose]
    await work.many(_NUDGED, [{"member": one.member_id, "product": one.product_id, "at": work.now} for one in named])
    return sum(posted)


async def _due_of(work: Work, rules: RefillRules, member_ids: Sequence[int]) -> list[list[_Found]]:
    """What is named to each of the members of whom anything is due: that, and what is due soon after it."""
    window, until = _window(rules, work.now, work.store.zone_info), work.now + rules.days_ahead * _DAY
    asked = [{"member": one, **window, "until": until + TOGETHER} for one in member_ids]
    return [rows for rows in await work.each(_OF, asked) if rows and rows[0].due_at <= until]


def _window(rules: RefillRules, now: datetime, zone: ZoneInfo) -> dict[str, object]:
    return {
        "since": now - STALE,
        "until": now + rules.days_ahead * _DAY,
        "now": now,
        "sure": rules.sure / 100,
        "yesterday": start_of(local_day(now, zone) - _DAY, zone),
    }


def _posting(work: Work, rules: RefillRules, whose: Sequence[_Found], present: Present | None) -> Posting:
    first = whose[0]
    zone = ZoneInfo(first.zone) if first.zone else work.store.zone_info
    opens = instant(local_day(work.now, zone), time(rules.hour), zone)
    goes = next_sending(max(work.now, opens), zone, (time(rules.hour), SENDING[1]))
    turn = f"{first.product_id}:{first.due_at:%y%m%d}"  # short enough for a button
    data: dict[str, object] = {
        "runs": first.member_id,
        "turn": turn,
        "things": [[one.product_id, one.name, one.due_at.isoformat(), work.now >= one.late_at] for one in whose],
        "on": goes.isoformat(),
    }
    # What they buy anyway needs no present.
    if present is not None and all(present.reward.product_id != one.product_id for one in whose):
        data |= present.data
    return Posting(first.telegram_id, f"{KIND}:{first.member_id}:{turn}", data, goes)
