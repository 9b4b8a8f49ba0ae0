"""What members say of the things that run out for them: each answer corrects what is known, and stays to be seen."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise
from bot.actions.refills import keep, known_of, things_of
from bot.actions.tasks import open_task
from bot.database import Command, Query, Transaction
from bot.rules.care import not_between
from bot.rules.names import clean
from bot.rules.refills import MOST_DAYS, SOON, Answer, Expected, Known, Stand, expected, stand
from bot.rules.refusals import Refusal
from bot.rules.replenishment import Habit, Typical
from bot.rules.roles import Action, Actor
from bot.rules.tasks import MOST_SAID, TaskKind
from bot.rules.times import local_day, start_of
from bot.shop import Work
from bot.tables.products import products
from bot.tables.refills import refill_answers, refills, typical_refills

LISTED = 30
"""Things that a member may be reminded of, in their list."""
_HISTORY = 5
_DAY = timedelta(days=1)
_NEVER = Expected(date.max, date.max, date.max, 0.0)


class Said(NamedTuple):
    """An answer of theirs."""

    answer: Answer
    days: int | None
    at: datetime


class Reminder(NamedTuple):
    """A thing that runs out for a member: how it stands, when it is expected, and how often they bought it.

    Args:
        bought: whether they ever bought it here; else `bought_at` is the day from which it is counted.
        gaps: how many times between two purchases is known, the later ones weighing more.
        every_days: how long it lasts, as they said.
        wanted: the day is the one they said.
    """

    product_id: int
    name: str
    bought_at: datetime
    bought: bool
    stand: Stand
    expected: Expected | None
    gaps: float
    every_days: int | None
    wanted: bool


class _Row(NamedTuple):
    product_id: int
    name: str
    guess: int
    known: Known
    typical: Typical
    stopped_at: datetime | None


def _row(
    product_id: int,
    name: str,
    guess: int,
    bought_at: datetime,
    quantity: float,
    lasted: int,
    wanted_at: datetime | None,
    every_days: int | None,
    stopped_at: datetime | None,
    *figures: float | None,
) -> _Row:
    numbers = [one or 0.0 for one in figures]
    own = len(Habit._fields)
    known = Known(bought_at, quantity, Habit(*numbers[:own]), lasted, wanted_at, every_days)
    return _Row(product_id, name, guess, known, Typical(*numbers[own:]), stopped_at)


def _said(answer: str, days: int | None, at: datetime) -> Said:
    return Said(Answer(answer), days, at)


_MEMBER = refills.c.member_id == bindparam("member")
_THIS = and_(_MEMBER, refills.c.product_id == bindparam("product"))
_REMINDERS = (
    select(
        refills.c.product_id,
        products.c.name,
        products.c.refill_days,
        refills.c.bought_at,
        refills.c.quantity,
        refills.c.lasted,
        refills.c.wanted_at,
        refills.c.every_days,
        refills.c.stopped_at,
        *(refills.c[name] for name in Habit._fields),
        *(typical_refills.c[name].label(f"all_{name}") for name in Typical._fields),
    )
    .select_from(refills)
    .join(products, and_(products.c.id == refills.c.product_id, products.c.refill_days.is_not(None)))
    .outerjoin(typical_refills, typical_refills.c.product_id == refills.c.product_id)
    .where(_MEMBER)
    .order_by(refills.c.stopped_at.is_not(None), refills.c.due_at.is_(None), refills.c.due_at, products.c.name)
    .limit(LISTED)
)
_ALL = Query(_row, _REMINDERS)
_ONE = Query(_row, _REMINDERS.where(refills.c.product_id == bindparam("product")))
_STOP = Command(update(refills).where(_THIS).values(stopped_at=bindparam("at")))
_ADD_ANSWER = Command(insert(refill_answers))
_SAID = Query(
    _said,
    select(*(refill_answers.c[name] for name in Said._fields))
    .where(refill_answers.c.member_id == bindparam("member"), refill_answers.c.product_id == bindparam("product"))
    .order_by(refill_answers.c.id.desc())
    .limit(_HISTORY),
)


class Choice(NamedTuple):
    """A product that somebody could be reminded of."""

    id: int
    name: str


_MISSING = Query(
    Choice,
    select(products.c.id, products.c.name)
    .where(
        products.c.refill_days.is_not(None),
        products.c.id.not_in(select(refills.c.product_id).where(_MEMBER)),
    )
    .order_by(products.c.name)
    .limit(LISTED),
)


async def reminders_of(work: Work, member_id: int) -> list[Reminder]:
    """The things that run out for a member: what is due first comes first, what they stopped last."""
    found = [_reminder(work, row) for row in await work.all(_ALL, member=member_id)]
    return sorted(found, key=lambda one: (one.stand is Stand.STOPPED, one.expected or _NEVER, one.name))


async def reminder_of(work: Work, member_id: int, product_id: int) -> tuple[Reminder, list[Said]] | None:
    """One of them, with their last answers, the newest first."""
    row = await work.one(_ONE, member=member_id, product=product_id)
    if row is None:
        return None
    return _reminder(work, row), await work.all(_SAID, member=member_id, product=product_id)


async def could_be_reminded(work: Transaction, member_id: int) -> list[Choice]:
    """Products that run out, and of which nothing of theirs is known."""
    return await work.all(_MISSING, member=member_id)


async def answer(work: Work, actor: Actor, product_id: int, said: Answer, days: int | None = None) -> Refusal | None:
    """Take an answer of a member about a thing: the estimate is corrected by it, and it stays to be seen.

    Args:
        said: anything but an order, which takes their words too.
        days: how long one lasts, for `every`; None leaves it to the estimate again.

    Returns:
        `refill_unknown` where the product doesn't run out or isn't there, or `number_between` (`least`, `most`).
    """
    authorise(actor, Action.SEE_REMINDERS)
    member_id = _member(actor)
    if days is not None and not 1 <= days <= MOST_DAYS:
        return not_between(1, MOST_DAYS)
    thing = (await things_of(work, [product_id])).get(product_id)
    if thing is None:
        return Refusal("refill_unknown")
    known = await known_of(work, member_id, product_id)
    if known is None and said is not Answer.EVERY:
        return Refusal("refill_unknown")
    known = known or Known(work.now, 0.0)  # from today, of something that they never bought here
    corrected = _corrected(work, known, said, days)
    if said is Answer.STOP:
        await work.run(_STOP, member=member_id, product=product_id, at=work.now)
    else:
        await keep(work, member_id, {product_id: corrected}, {product_id: thing})
        await work.run(_STOP, member=member_id, product=product_id, at=None)
    await _note(work, member_id, product_id, said, days)
    return None


async def order(work: Work, actor: Actor, product_id: int, words: str) -> Refusal | None:
    """Ask the staff to order a thing, or to keep it until the member comes; `refill_unknown` as in `answer`."""
    authorise(actor, Action.SEE_REMINDERS)
    member_id = _member(actor)
    found = await reminder_of(work, member_id, product_id)
    if found is None:
        return Refusal("refill_unknown")
    await open_task(work, member_id, TaskKind.KEEP, product_id, found[0].name, clean(words, MOST_SAID))
    await _note(work, member_id, product_id, Answer.ORDER, None)
    return None


def _corrected(work: Work, known: Known, said: Answer, days: int | None) -> Known:
    since = (local_day(work.now, work.store.zone_info) - local_day(known.bought_at, work.store.zone_info)).days
    match said:
        case Answer.PLENTY:
            return known._replace(lasted=max(since, 0) + SOON, wanted_at=None)
        case Answer.WEEK:
            return known._replace(wanted_at=work.now + SOON * _DAY)
        case Answer.BOUGHT if since > 0:  # said twice, or of today's purchase at the till, it is still one
            return known.bought(work.now, 1.0, work.store.zone_info)
        case Answer.EVERY:
            return known._replace(every_days=days, wanted_at=None)
    return known


async def _note(work: Work, member_id: int, product_id: int, said: Answer, days: int | None) -> None:
    await work.run(_ADD_ANSWER, member_id=member_id, product_id=product_id, answer=said.value, days=days, at=work.now)


def _member(actor: Actor) -> int:
    if actor.member_id is None:
        raise LookupError("only a member has reminders")
    return actor.member_id


def _reminder(work: Work, row: _Row) -> Reminder:
    known, zone = row.known, work.store.zone_info
    found = expected(known, row.typical, row.guess, zone)
    due_at, late_at = (start_of(found.day, zone), start_of(found.last + _DAY, zone)) if found else (None, None)
    return Reminder(
        row.product_id,
        row.name,
        known.bought_at,
        known.quantity > 0,
        stand(due_at, late_at, row.stopped_at, work.now),
        found,
        known.habit.weight,
        known.every_days,
        known.wanted_at is not None,
    )
