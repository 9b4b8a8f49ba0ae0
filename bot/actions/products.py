"""The goods: listing, adding and editing them, and knowing those that a purchase brings."""

from collections.abc import Mapping

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.log import authorise, note
from bot.actions.refills import tell_anew
from bot.database import Command, Query, Transaction
from bot.rules.products import Product, is_sku, tidy
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.products import products

_PRODUCT = select(*(products.c[name] for name in Product._fields))
_BY_ID = Query(Product, _PRODUCT.where(products.c.id == bindparam("number")))
_BY_SKU = Query(Product, _PRODUCT.where(products.c.sku == bindparam("number")))
_PAGE = Query(
    Product, _PRODUCT.order_by(products.c.name, products.c.id).limit(bindparam("most")).offset(bindparam("skip"))
)
_COUNT = Query(int, select(func.count()).select_from(products))
_ID_OF = Query(int, select(products.c.id).where(products.c.sku == bindparam("number")))
_ADD = Query(int, insert(products).on_conflict_do_nothing(index_elements=[products.c.sku]).returning(products.c.id))
_EDIT = Command(
    update(products)
    .where(products.c.id == bindparam("number"))
    .values(
        name=bindparam("new_name"),
        category=bindparam("new_category"),
        price=bindparam("new_price"),
        refill_days=bindparam("new_days"),
    )
)


async def list_products(work: Transaction, most: int, skip: int = 0) -> tuple[list[Product], int]:
    """A page of the products by name, and how many there are."""
    return await work.all(_PAGE, most=most, skip=skip), await work.the(_COUNT)


async def product_by_id(work: Transaction, product_id: int) -> Product | None:
    """A product, or None."""
    return await work.one(_BY_ID, number=product_id)


async def product_by_sku(work: Transaction, sku: str) -> Product | None:
    """A product by its number at the till, or None."""
    return await work.one(_BY_SKU, number=sku)


async def add_product(work: Work, actor: Actor, product: Product) -> Product | Refusal:
    """Add a product; `sku_taken` if there is one with this sku, or why it can't be one (bot/rules/products.py)."""
    authorise(actor, Action.EDIT_PRODUCTS)
    new = tidy(product)
    if isinstance(new, Refusal):
        return new
    number = await work.one(_ADD, **_values(new))
    if number is None:
        return Refusal("sku_taken", {"sku": new.sku})
    await note(work, actor, Action.EDIT_PRODUCTS, f"product:{number}", None, list(new[1:]))
    return new._replace(id=number)


async def edit_product(work: Work, actor: Actor, product: Product) -> Product | Refusal:
    """Change what a product is called, costs and lasts; never its sku, by which purchases know it.

    Returns:
        Refusal: `product_unknown`, or why it can't be one (bot/rules/products.py).
    """
    authorise(actor, Action.EDIT_PRODUCTS)
    new = tidy(product)
    if isinstance(new, Refusal):
        return new
    before = await work.one(_BY_ID, number=new.id)
    if before is None:
        return Refusal("product_unknown")
    await work.run(
        _EDIT,
        number=new.id,
        new_name=new.name,
        new_category=new.category,
        new_price=new.price,
        new_days=new.refill_days,
    )
    if new.id is not None and new.refill_days != before.refill_days:
        await tell_anew(work, [new.id])
    await note(work, actor, Action.EDIT_PRODUCTS, f"product:{new.id}", list(before[1:]), list(new[1:]))
    return new._replace(sku=before.sku)


async def know_products(work: Work, named: Mapping[str, str | None]) -> dict[str, int]:
    """The numbers of products by sku; those that come with a name are added if the shop has none such.

    Args:
        named: sku, and the name it is sold under (None: it has to be known).

    Returns:
        The rows' numbers, without the skus that stay unknown.
    """
    skus = sorted(named)
    found = await work.each(_ID_OF, [{"number": sku} for sku in skus])
    numbers = {sku: rows[0] for sku, rows in zip(skus, found, strict=True) if rows}
    new = [(sku, name) for sku in skus if sku not in numbers and (name := named[sku]) is not None and is_sku(sku)]
    added = await work.each(_ADD, [_values(Product(None, sku, name[:120])) for sku, name in new])
    for (sku, _), rows in zip(new, added, strict=True):
        numbers[sku] = rows[0] if rows else await work.the(_ID_OF, number=sku)
    return numbers


def _values(product: Product) -> dict[str, object]:
    values = product._asdict()
    del values["id"]
    return values
