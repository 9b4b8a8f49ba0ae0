"""What a product may be called and numbered."""

import re
from typing import NamedTuple

from bot.rules.names import clean
from bot.rules.refusals import Refusal

MOST_REFILL_DAYS = 3650

_SKU = re.compile(r"[^\s*\x00-\x1f\x7f]{1,64}")  # a space or a star would end it in `/sale CARD 12.50 SKU*2`


class Product(NamedTuple):
    """Something the store sells: its price in minor units and the days one lasts, None where the shop hasn't said."""

    id: int | None
    sku: str
    name: str
    category: str = ""
    price: int | None = None
    refill_days: int | None = None


def is_sku(text: str) -> bool:
    """Whether this can be a product's number at the till."""
    return _SKU.fullmatch(text) is not None


def tidy(product: Product) -> Product | Refusal:
    """The product as it may be kept.

    Returns:
        Refusal: `sku_unreadable`, `product_nameless`, `price_negative` or `refill_days` (`most`).
    """
    name = clean(product.name)
    if not is_sku(product.sku):
        return Refusal("sku_unreadable")
    if not name:
        return Refusal("product_nameless")
    if product.price is not None and product.price < 0:
        return Refusal("price_negative")
    if product.refill_days is not None and not 1 <= product.refill_days <= MOST_REFILL_DAYS:
        return Refusal("refill_days", {"most": MOST_REFILL_DAYS})
    return product._replace(name=name, category=clean(product.category, 32))
