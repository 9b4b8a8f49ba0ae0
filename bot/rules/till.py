"""What a cashier types after the amount: goods with their quantities, and the till's own receipt number."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from bot.rules.products import is_sku
from bot.rules.refusals import Refusal

MOST_GOODS = 50
"""Kinds of goods in one sale typed by hand; more is a slip."""

_WIDE = str.maketrans("＊×＃", "**#")
_QUANTITY = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?")
_RECEIPT = re.compile(r"[A-Za-z0-9._/-]{1,20}")  # what fits into a button


class Goods(NamedTuple):
    """A kind of goods by its code, and how many thousandths of it."""

    sku: str
    quantity: int = 1000


class Order(NamedTuple):
    """What was bought, and the till's number for it; empty where the till gave none."""

    goods: tuple[Goods, ...] = ()
    receipt: str = ""


def read_order(words: Sequence[str]) -> Order | Refusal:
    """Read `TEA HAM*0.5 #4711`.

    Args:
        words: what was typed, split at its spaces.

    Returns:
        Refusal: `quantity_unreadable`, `sku_unreadable`, `receipt_unreadable`, or `goods_many` (`most`).
    """
    goods: list[Goods] = []
    receipt = ""
    for word in (typed.translate(_WIDE) for typed in words):
        if word.startswith("#"):
            receipt = word[1:]
            if _RECEIPT.fullmatch(receipt) is None:
                return Refusal("receipt_unreadable")
            continue
        one = _goods(word)
        if isinstance(one, Refusal):
            return one
        goods.append(one)
    return Order(tuple(goods), receipt) if len(goods) <= MOST_GOODS else Refusal("goods_many", {"most": MOST_GOODS})


def _goods(word: str) -> Goods | Refusal:
    sku, star, times = word.partition("*")
    if not is_sku(sku):
        return Refusal("sku_unreadable")
    if not star:
        return Goods(sku)
    quantity = int(Decimal(times.replace(",", ".")) * 1000) if _QUANTITY.fullmatch(times) else 0
    return Goods(sku, quantity) if quantity else Refusal("quantity_unreadable")
