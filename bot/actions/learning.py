"""Each night: how long things last members, learned from all their purchases, and how long they last everybody."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, cast, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from bot.actions.refills import (
    BOUGHT,
    COUNTS_AS,
    all_known_of,
    drop_refills,
    keep,
    learned_now,
    reckon_again,
    things_of,
)
from bot.database import Command, Query, Transaction
from bot.rules.open_gaps import AGES, with_open
from bot.rules.refills import Answer, Buy, learned
from bot.rules.replenishment import Typical
from bot.shop import Work
from bot.tables.base import Real
from bot.tables.products import products
from bot.tables.purchases import purchase_lines, purchases
from bot.tables.refills import new_refills, refill_answers, refills, refills_later, same_refills, typical_refills

_DAY = timedelta(days=1)


class _Past(NamedTuple):
    product_id: int
    at: datetime
    quantity: int


class _Summed(NamedTuple):
    product_id: int
    guess: int
    typical: Typical


def _summed(product_id: int, guess: int, *sums: float | None) -> _Summed:
    return _Summed(product_id, guess, Typical(*(value or 0.0 for value in sums)))


class _Open(NamedTuple):
    product_id: int
    days: int
    many: int


_RUNS_OUT = products.c.refill_days.is_not(None)
_WAITING = Query(int, select(refills_later.c.member_id).limit(bindparam("most")))
_PAST = Query(
    _Past,
    select(COUNTS_AS.label("product_id"), purchases.c.at, purchase_lines.c.quantity)
    .select_from(purchases)
    .join(purchase_lines, purchase_lines.c.purchase_id == purchases.c.id)
    .join(BOUGHT, BOUGHT.c.id == purchase_lines.c.product_id)
    .outerjoin(same_refills, same_refills.c.product_id == BOUGHT.c.id)
    .join(products, and_(products.c.id == COUNTS_AS, _RUNS_OUT))
    .where(purchases.c.member_id == bindparam("member"), purchases.c.undone_at.is_(None))
    .order_by(purchases.c.at, purchases.c.id),
)
_ELSEWHERE = Query(
    _Past,
    select(refill_answers.c.product_id, refill_answers.c.at, cast(1000, refill_answers.c.id.type).label("quantity"))
    .where(
        refill_answers.c.member_id == bindparam("member"),
        refill_answers.c.answer == Answer.BOUGHT.value,
    )
    .order_by(refill_answers.c.id),
)
_ANY = Query(int, select(refills.c.member_id).limit(1))
_SUMS = {
    "habits": case((refills.c.weight > 0, 1), else_=0),
    "weight": refills.c.weight,
    "total": refills.c.weight * refills.c.mean,
    "squares": refills.c.weight * refills.c.mean * refills.c.mean,
    "scatter": refills.c.scatter,
    "amount": refills.c.weight * refills.c.amount,
    "amounts": refills.c.amounts,
    "together": refills.c.together,
}
_BUYERS = Query(
    int,
    select(purchases.c.member_id)
    .join(purchase_lines, purchase_lines.c.purchase_id == purchases.c.id)
    .where(
        purchases.c.member_id > bindparam("after"),
        purchase_lines.c.product_id.in_(select(new_refills.c.product_id)),
    )
    .group_by(purchases.c.member_id)
    .order_by(purchases.c.member_id)
    .limit(bindparam("most")),
)
_ANY_NEW = Query(int, select(new_refills.c.product_id).limit(1))
_NONE_NEW = Command(delete(new_refills))
_TYPICAL = Query(
    _summed,
    select(
        refills.c.product_id,
        products.c.refill_days,
        *(cast(func.sum(column), Real).label(name) for name, column in _SUMS.items()),
    )
    .join(products, and_(products.c.id == refills.c.product_id, _RUNS_OUT))
    .group_by(refills.c.product_id, products.c.refill_days),
)
_OPEN = Query(
    _Open,
    select(
        refills.c.product_id,
        case(
            *((refills.c.bought_at > bindparam(f"before_{after}"), age) for age, after in pairwise(AGES)),
            else_=AGES[-1],
        ).label("days"),
        func.count().label("many"),
    )
    .where(refills.c.bought_at <= bindparam(f"before_{AGES[0]}"))
    .group_by(refills.c.product_id, "days"),
)
_FORGET_TYPICAL = Command(delete(typical_refills))
_KEEP_TYPICAL = Command(insert(typical_refills))


async def waiting_to_be_learned(work: Transaction, most: int) -> list[int]:
    """Members from whose purchases is to be learned anew."""
    return await work.all(_WAITING, most=most)


async def anything_learned(work: Transaction) -> bool:
    """Whether anything is known of anybody, so that there is something to sum up."""
    return await work.one(_ANY) is not None


async def anything_new(work: Transaction) -> bool:
    """Whether a product is told of anew."""
    return await work.one(_ANY_NEW) is not None


async def learn_anew(work: Work, member_ids: Sequence[int]) -> None:
    """Learn from all purchases of these members; what they said of each thing themselves stays."""
    for member_id in member_ids:
        await _learn_anew(work, member_id)
    await learned_now(work, member_ids)


async def _learn_anew(work: Work, member_id: int) -> None:
    past = await work.all(_PAST, member=member_id)
    elsewhere = await work.all(_ELSEWHERE, member=member_id) if past else []
    histories: dict[int, list[Buy]] = {}
    for one in sorted((*past, *elsewhere), key=lambda one: one.at):
        histories.setdefault(one.product_id, []).append(Buy(one.at, one.quantity / 1000))
    before, things = await all_known_of(work, member_id), await things_of(work, histories)
    known = {number: learned(histories[number], work.store.zone_info, before.get(number)) for number in things}
    changed = {number: one for number, one in known.items() if one != before.get(number)}
    await keep(work, member_id, changed, things)
    await reckon_again(work, member_id, {number: known[number] for number in known if number not in changed}, things)
    gone = [number for number, one in before.items() if number not in things and one.every_days is None]
    await drop_refills(work, member_id, gone)


async def buyers_of_new(work: Transaction, after: int, most: int) -> list[int]:
    """Members who bought a product that is told of anew, by their numbers, from behind one."""
    return await work.all(_BUYERS, after=after, most=most)


async def none_is_new(work: Work) -> None:
    """All products that were told of anew are known."""
    await work.run(_NONE_NEW)


async def sum_up(work: Transaction, now: datetime) -> dict[int, Typical]:
    """How long each product lasts everybody: the gaps that are over, and those that are open."""
    summed = await work.all(_TYPICAL)
    ages: dict[int, dict[int, int]] = {}
    for one in await work.all(_OPEN, **{f"before_{age}": now - age * _DAY for age in AGES}):
        ages.setdefault(one.product_id, {})[one.days] = one.many
    return {one.product_id: with_open(one.typical, ages.get(one.product_id, {}), one.guess) for one in summed}


async def keep_typical(work: Work, summed: Mapping[int, Typical]) -> None:
    """Reckon with these sums from now on."""
    await work.run(_FORGET_TYPICAL)
    await work.many(_KEEP_TYPICAL, [{"product_id": number, **one._asdict()} for number, one in summed.items()])
