"""How long things last members, and when they run out: learned from each purchase in its own act."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.database import Command, Query, Transaction
from bot.rules.refills import Known, expected
from bot.rules.replenishment import Habit, Typical
from bot.rules.times import local_day, start_of
from bot.shop import Work
from bot.tables.products import products
from bot.tables.refills import new_refills, refill_answers, refills, refills_later, same_refills, typical_refills

KIND = "refill"
AT_ONCE = 4
"""Purchases in one act from which is learned at once; what comes in bulk is learned from at night."""
_DAY = timedelta(days=1)


class Basket(NamedTuple):
    """What a member bought: when, and of each product how much, in thousandths."""

    member_id: int
    at: datetime
    goods: Sequence[tuple[int, int]]


class Thing(NamedTuple):
    """A thing that runs out: days for which one lasts, as the shop sees it, and how long it lasts everybody.

    `product_id` is what was asked for, and `id` what that counts as.
    """

    product_id: int
    id: int
    guess: int
    typical: Typical


class _Row(NamedTuple):
    product_id: int
    bought_at: datetime
    quantity: float
    weight: float
    mean: float
    scatter: float
    amount: float
    amounts: float
    together: float
    lasted: int
    wanted_at: datetime | None
    every_days: int | None
    due_at: datetime | None

    @property
    def known(self) -> Known:
        habit = Habit(*self[3:9])
        return Known(self.bought_at, self.quantity, habit, self.lasted, self.wanted_at, self.every_days)


class _Due(NamedTuple):
    product_id: int
    due_at: datetime


class Runs(NamedTuple):
    """A thing that runs out for a member: when they last bought it, and when it is expected to run out."""

    product: str
    bought_at: datetime
    due_at: datetime | None
    every_days: int | None
    stopped_at: datetime | None


class ToldOf(NamedTuple):
    """What a member said of a thing."""

    product: str
    answer: str
    days: int | None
    at: datetime


def _thing(product_id: int, id: int, guess: int, *typical: float | None) -> Thing:
    return Thing(product_id, id, guess, Typical(*(value or 0.0 for value in typical)))


BOUGHT = products.alias("bought")
COUNTS_AS = func.coalesce(same_refills.c.as_id, BOUGHT.c.id)
"""What a product counts as."""
_THING = Query(
    _thing,
    select(
        BOUGHT.c.id.label("bought"),
        products.c.id,
        products.c.refill_days,
        *(typical_refills.c[name] for name in Typical._fields),
    )
    .select_from(BOUGHT)
    .outerjoin(same_refills, same_refills.c.product_id == BOUGHT.c.id)
    .join(products, and_(products.c.id == COUNTS_AS, products.c.refill_days.is_not(None)))
    .outerjoin(typical_refills, typical_refills.c.product_id == products.c.id)
    .where(BOUGHT.c.id == bindparam("product")),
)
_THIS = and_(refills.c.member_id == bindparam("member"), refills.c.product_id == bindparam("product"))
_COLUMNS = [refills.c[name] for name in _Row._fields]
_ROW = Query(_Row, select(*_COLUMNS).where(_THIS))
_ROWS = Query(_Row, select(*_COLUMNS).where(refills.c.member_id == bindparam("member")))
_new = insert(refills)
_KEEP = Command(
    _new.on_conflict_do_update(
        index_elements=[refills.c.member_id, refills.c.product_id],
        set_={name: _new.excluded[name] for name in (*_Row._fields[1:], "late_at", "chance", "nudged_at")},
    )
)
_RECKON = Command(
    update(refills)
    .where(_THIS)
    .values(due_at=bindparam("new_due"), late_at=bindparam("new_late"), chance=bindparam("new_chance"))
)
_DROP = Command(delete(refills).where(_THIS))
_DROP_ALL = Command(delete(refills).where(refills.c.member_id == bindparam("member")))
_DUE = Query(
    _Due,
    select(refills.c.product_id, refills.c.due_at).where(
        refills.c.member_id == bindparam("member"), refills.c.stopped_at.is_(None), refills.c.due_at.is_not(None)
    ),
)
_NOT_LATER = Command(delete(refills_later).where(refills_later.c.member_id == bindparam("member")))
_NEW = Command(insert(new_refills).on_conflict_do_nothing())
_LATER = Command(insert(refills_later).on_conflict_do_nothing())
_RUNS = Query(
    Runs,
    select(products.c.name.label("product"), *(refills.c[name] for name in Runs._fields[1:]))
    .join(products, products.c.id == refills.c.product_id)
    .where(refills.c.member_id == bindparam("member"))
    .order_by(products.c.name),
)
_TOLD = Query(
    ToldOf,
    select(products.c.name.label("product"), *(refill_answers.c[name] for name in ToldOf._fields[1:]))
    .join(products, products.c.id == refill_answers.c.product_id)
    .where(refill_answers.c.member_id == bindparam("member"))
    .order_by(refill_answers.c.id.desc()),
)


async def follow(work: Work, baskets: Sequence[Basket]) -> None:
    """Learn from purchases in their own act; from many at once, or from one before the last, at night (learning.py).

    What was about to be said of a thing that somebody has just bought is not said any more: see `runs_out`.
    """
    if len(baskets) > AT_ONCE:
        await learn_later(work, {basket.member_id for basket in baskets})
        return
    for basket in baskets:
        await _follow(work, basket)


async def _follow(work: Work, basket: Basket) -> None:
    found = await work.each(_THING, [{"product": number} for number in {number for number, _ in basket.goods}])
    counts_as = {one.product_id: one for rows in found for one in rows}
    if not counts_as:
        return
    things = {one.id: one for one in counts_as.values()}
    bought: dict[int, float] = dict.fromkeys(things, 0.0)
    for product_id, quantity in basket.goods:
        if product_id in counts_as:
            bought[counts_as[product_id].id] += quantity / 1000
    asked = [{"member": basket.member_id, "product": number} for number in things]
    rows_of = dict(zip(things, await work.each(_ROW, asked), strict=True))
    zone = work.store.zone_info
    if any(_is_past(basket.at, row.bought_at, zone) for rows in rows_of.values() for row in rows):
        await learn_later(work, {basket.member_id})
        return
    known: dict[int, Known] = {}
    for number, rows in rows_of.items():
        much = bought[number]
        known[number] = rows[0].known.bought(basket.at, much, zone) if rows else Known(basket.at, much)
    await keep(work, basket.member_id, known, things)


def _is_past(at: datetime, last: datetime, zone: ZoneInfo) -> bool:
    return last > at and local_day(last, zone) != local_day(at, zone)


async def things_of(work: Transaction, product_ids: Iterable[int]) -> dict[int, Thing]:
    """Those of these products that run out, and count as themselves."""
    found = await work.each(_THING, [{"product": number} for number in product_ids])
    return {one.id: one for rows in found for one in rows if one.id == one.product_id}


async def known_of(work: Transaction, member_id: int, product_id: int) -> Known | None:
    """What is known of a thing that a member buys."""
    row = await work.one(_ROW, member=member_id, product=product_id)
    return row.known if row else None


async def all_known_of(work: Transaction, member_id: int) -> dict[int, Known]:
    """What is known of everything that a member buys, by product."""
    return {row.product_id: row.known for row in await work.all(_ROWS, member=member_id)}


async def reckon_again(work: Work, member_id: int, known: Mapping[int, Known], things: Mapping[int, Thing]) -> None:
    """See when things are due by what is known of everybody now, and not when they were bought."""
    due = {number: _due(work, one, things[number]) for number, one in known.items()}
    await work.many(
        _RECKON,
        [
            {
                "member": member_id,
                "product": number,
                "new_due": one["due_at"],
                "new_late": one["late_at"],
                "new_chance": one["chance"],
            }
            for number, one in due.items()
        ],
    )


async def keep(work: Work, member_id: int, known: Mapping[int, Known], things: Mapping[int, Thing]) -> None:
    """Keep what is known of things from now on, by product, with when each is due; they may be reminded of it again."""
    rows = [
        {
            "member_id": member_id,
            "product_id": number,
            "bought_at": one.bought_at,
            "quantity": one.quantity,
            **one.habit._asdict(),
            "lasted": one.lasted,
            "wanted_at": one.wanted_at,
            "every_days": one.every_days,
            **_due(work, one, things[number]),
            "nudged_at": None,
        }
        for number, one in known.items()
    ]
    await work.many(_KEEP, rows)


def _due(work: Work, known: Known, thing: Thing) -> dict[str, object]:
    zone = work.store.zone_info
    found = expected(known, thing.typical, thing.guess, zone)
    return {
        "due_at": start_of(found.day, zone) if found else None,
        "late_at": start_of(found.last + _DAY, zone) if found else None,
        "chance": found.chance if found else 0.0,
    }


async def runs_out(work: Transaction, member_id: int) -> dict[int, datetime]:
    """When things are due for a member, by product, without what they don't want to be reminded of.

    A reminder that waits goes by it: what they have bought or answered meanwhile is due at another time.
    """
    return {one.product_id: one.due_at for one in await work.all(_DUE, member=member_id)}


async def learn_later(work: Work, member_ids: Iterable[int]) -> None:
    """Learn from all purchases of these members at night."""
    await work.many(_LATER, [{"member_id": one} for one in sorted(member_ids)])


async def tell_anew(work: Work, product_ids: Iterable[int]) -> None:
    """At night, learn anew of whoever bought these products."""
    await work.many(_NEW, [{"product_id": number} for number in product_ids])


async def refills_of(work: Transaction, member_id: int) -> list[Runs]:
    """Everything that runs out for a member."""
    return await work.all(_RUNS, member=member_id)


async def answers_of(work: Transaction, member_id: int) -> list[ToldOf]:
    """Everything that a member said of what runs out, the newest first."""
    return await work.all(_TOLD, member=member_id)


async def drop_refills(work: Work, member_id: int, product_ids: Iterable[int]) -> None:
    """These run out for a member no more."""
    await work.many(_DROP, [{"member": member_id, "product": number} for number in product_ids])


async def forget_refills(work: Work, member_id: int) -> None:
    """Let go of what is known of how long things last a member."""
    await work.run(_DROP_ALL, member=member_id)
    await learned_now(work, [member_id])


async def learned_now(work: Work, member_ids: Iterable[int]) -> None:
    """Nothing is to be learned of these members any more."""
    await work.many(_NOT_LATER, [{"member": one} for one in member_ids])
