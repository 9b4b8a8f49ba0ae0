"""The goods: a list by pages, adding one step by step, changing a part of one; wrong input loses nothing."""

from math import ceil
from typing import NamedTuple

from bot.actions.products import add_product, edit_product, list_products, product_by_id, product_by_sku
from bot.actions.substitutes import could_count_as, count_as, counts_as
from bot.rules.money import Money, Unsure
from bot.rules.names import clean
from bot.rules.products import MOST_REFILL_DAYS, Product, is_sku
from bot.rules.refusals import Refusal
from bot.words import common, refusals
from bot.words import products as words
from bot.words.message import Message
from handlers import typed
from handlers.drafts import Flow, left
from handlers.visit import Reply, Visit

PAGE = 8
FIELDS = ("sku", "name", "category", "price", "refill_days")
"""In the order in which they are asked for."""
_AT_FAULT = {
    "sku_taken": "sku",
    "sku_unreadable": "sku",
    "product_nameless": "name",
    "price_negative": "price",
    "refill_days": "refill_days",
}
"""The part to ask for once more when a product is refused."""


class Draft(NamedTuple):
    """A product so far and the part that is asked for; `complete` once every part was answered."""

    product: Product
    field: str
    complete: bool = False


GOODS = Flow("products", Draft)


async def show_list(visit: Visit) -> Message:
    """`/products`."""
    return await _page(visit, 0)


async def page(visit: Visit) -> Message:
    """Another page of the list."""
    return await _page(visit, int(visit.args[0]))


async def _page(visit: Visit, number: int) -> Message:
    shown, n = await list_products(visit.work, PAGE, number * PAGE)
    return words.products(visit.words, shown, number, max(ceil(n / PAGE), 1))


async def show(visit: Visit) -> Message | Reply:
    """One product."""
    product = await product_by_id(visit.work, int(visit.args[0]))
    return left(visit) if product is None else await _shown(visit, product)


async def ask_same(visit: Visit) -> Message:
    """*Counts as…*"""
    number = int(visit.args[0])
    choices = [(one.id, one.name) for one in await could_count_as(visit.work, number)]
    return words.same(visit.words, number, choices)


async def count(visit: Visit) -> Message | Reply:
    """It counts as another one, or as itself."""
    number, other = (int(arg) for arg in visit.args)
    await count_as(visit.work, visit.actor, number, other or None)
    return await show(visit)


async def _shown(visit: Visit, product: Product) -> Message:
    other = await counts_as(visit.work, product.id) if product.id is not None else None
    return words.product(visit.words, product, other.name if other else "")


async def add(visit: Visit) -> Message:
    """A new one: its code first."""
    return await _ask(visit, Draft(Product(None, "", ""), FIELDS[0]))


async def edit(visit: Visit) -> Message | Reply:
    """A part of a known one."""
    number, field = visit.args
    product = await product_by_id(visit.work, int(number))
    return left(visit) if product is None else await _ask(visit, Draft(product, field, complete=True))


async def take(visit: Visit) -> Message | Reply:
    """A part was answered."""
    draft = await _draft(visit)
    if draft is None:
        return left(visit)
    found = await _read(visit, draft.product, draft.field, visit.text)
    match found:
        case Product():
            return await _go_on(visit, draft, found)
        case Unsure(readings):
            return common.which_amount(visit.words, [reading.amount for reading in readings], "products.price")
        case Refusal():
            return await _ask(visit, draft, found)


async def choose_price(visit: Visit) -> Message | Reply:
    """One reading of a price that had two."""
    draft = await _draft(visit)
    if draft is None or draft.field != "price":
        return left(visit)
    return await _go_on(visit, draft, draft.product._replace(price=int(visit.args[0])))


async def skip(visit: Visit) -> Message | Reply:
    """A part is left empty."""
    draft = await _draft(visit)
    if draft is None or draft.field != visit.args[0]:
        return left(visit)
    empty = {
        "category": draft.product._replace(category=""),
        "price": draft.product._replace(price=None),
        "refill_days": draft.product._replace(refill_days=None),
    }
    return await _go_on(visit, draft, empty[draft.field])


async def back(visit: Visit) -> Message | Reply:
    """The part before, once more; from the first one to the list, from a known product's part to the product."""
    draft = await _draft(visit)
    if draft is None:
        return left(visit)
    if draft.product.id is not None:
        await visit.asked()
        return await _shown(visit, draft.product)
    if draft.field == FIELDS[0]:
        await visit.asked()
        return await _page(visit, 0)
    return await _ask(visit, draft._replace(field=FIELDS[FIELDS.index(draft.field) - 1], complete=False))


async def _draft(visit: Visit) -> Draft | None:
    """What is being asked; a known product as it is now, since a colleague may have changed another part of it."""
    draft = GOODS.draft(visit)
    if draft is None or draft.product.id is None:
        return draft
    product = await product_by_id(visit.work, draft.product.id)
    return None if product is None else draft._replace(product=product)


async def _ask(visit: Visit, draft: Draft, why: Refusal | None = None) -> Message:
    await visit.ask("products.part", draft)
    question = words.ask(visit.words, draft.field, new=draft.product.id is None)
    return refusals.and_again(visit.words, why, question, visit.now)


async def _go_on(visit: Visit, draft: Draft, product: Product) -> Message:
    """Ask for the next part, or keep the product when there is none."""
    last = draft.field == FIELDS[-1]
    draft = Draft(product, draft.field, draft.complete or last)
    if not draft.complete:
        return await _ask(visit, draft._replace(field=FIELDS[FIELDS.index(draft.field) + 1]))
    kept = await (add_product if product.id is None else edit_product)(visit.work, visit.actor, product)
    if isinstance(kept, Refusal):
        return await _ask(visit, draft._replace(field=_AT_FAULT.get(kept.key, FIELDS[0])), kept)
    await visit.asked()
    return words.saved(visit.words, kept)


async def _read(visit: Visit, product: Product, field: str, text: str) -> Product | Unsure | Refusal:
    match field:
        case "sku":
            sku = text.strip()
            if not is_sku(sku):
                return Refusal("sku_unreadable")
            if await product_by_sku(visit.work, sku) is not None:
                return Refusal("sku_taken", {"sku": sku})
            return product._replace(sku=sku)
        case "name":
            name = clean(text)
            return product._replace(name=name) if name else Refusal("product_nameless")
        case "category":
            return product._replace(category=clean(text, 32))
        case "price":
            price = typed.amount(visit, text)
            return product._replace(price=price.amount) if isinstance(price, Money) else price
    days = typed.whole(text)
    if days is None or not 1 <= days <= MOST_REFILL_DAYS:
        return Refusal("refill_days", {"most": MOST_REFILL_DAYS})
    return product._replace(refill_days=days)
