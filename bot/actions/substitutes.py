"""Products that are bought in each other's place: the shop says which counts as which, and members are learned anew."""

from typing import NamedTuple

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise, note
from bot.actions.refills import tell_anew
from bot.database import Command, Query, Transaction
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.products import products
from bot.tables.refills import same_refills

MOST = 20
"""Products that are offered to choose from."""


class Choice(NamedTuple):
    """A product that another one could count as."""

    id: int
    name: str


_AS = same_refills.c.as_id
_COUNTS_AS = Query(
    Choice,
    select(products.c.id, products.c.name)
    .join(same_refills, products.c.id == _AS)
    .where(same_refills.c.product_id == bindparam("product")),
)
_ITS_CATEGORY = select(products.c.category).where(products.c.id == bindparam("product")).scalar_subquery()
_CHOICES = Query(
    Choice,
    select(products.c.id, products.c.name)
    .outerjoin(same_refills, same_refills.c.product_id == products.c.id)
    .where(products.c.refill_days.is_not(None), products.c.id != bindparam("product"), _AS.is_(None))
    .order_by(products.c.category != _ITS_CATEGORY, products.c.name)
    .limit(MOST),
)
_DROP = Command(delete(same_refills).where(same_refills.c.product_id == bindparam("product")))
_FOLLOW = Command(update(same_refills).where(bindparam("product") == _AS).values(as_id=bindparam("head")))
_ADD = Command(insert(same_refills))


async def counts_as(work: Transaction, product_id: int) -> Choice | None:
    """What a product counts as; None if as itself."""
    return await work.one(_COUNTS_AS, product=product_id)


async def could_count_as(work: Transaction, product_id: int) -> list[Choice]:
    """What a product could count as: those that run out and count as themselves, its own category first."""
    return await work.all(_CHOICES, product=product_id)


async def count_as(work: Work, actor: Actor, product_id: int, as_id: int | None) -> None:
    """Let a product, and whatever counts as it, count as another one from tonight on; as itself if None."""
    authorise(actor, Action.EDIT_PRODUCTS)
    before = await counts_as(work, product_id)
    await work.run(_DROP, product=product_id)
    if as_id is not None:
        head = await counts_as(work, as_id)
        target = head.id if head else as_id
        if target == product_id:
            return
        await work.run(_FOLLOW, product=product_id, head=target)
        await work.run(_ADD, product_id=product_id, as_id=target)
    await tell_anew(work, {product_id, as_id or product_id, before.id if before else product_id})
    was, now = {"counts_as": before.id if before else None}, {"counts_as": as_id}
    await note(work, actor, Action.EDIT_PRODUCTS, f"product:{product_id}", was, now)
