"""What a segment can ask of how a member buys: what they bought, what they spent, and what that makes them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.rules.rfm import Group
from bot.rules.segment_text import Tokens, wrong
from bot.rules.segment_values import (
    ALWAYS,
    OneOf,
    Window,
    name_next,
    read_amount,
    read_whole,
    read_window,
    written_name,
)


@dataclass(frozen=True, slots=True)
class Spent:
    """What their purchases came to, all together, in the major unit of the store's money; None is no end."""

    least: Decimal | None
    most: Decimal | None

    def written(self) -> str:
        """As it is read."""
        return f"spent<={self.most}" if self.least is None else f"spent>={self.least}"

    @classmethod
    def read(cls, left: Tokens) -> "Spent":
        """From its line."""
        right = "spent>=100, spent<=99.99"
        if left.take("<="):
            return cls(None, read_amount(left, right))
        if not left.take(">="):
            raise wrong(left.next(right), right)
        return cls(read_amount(left, right), None)


class Goods(StrEnum):
    """What was bought."""

    ANYTHING = "anything"
    PRODUCT = "product"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Bought:
    """Bought something: on so many receipts at least, for so much at least in the store's major unit, within a time.

    A product is meant by its code or its name; what was bought for is what its lines came to.
    """

    goods: Goods = Goods.ANYTHING
    called: str = ""
    times: int = 1
    spent: Decimal | None = None
    window: Window = ALWAYS

    def written(self) -> str:
        """As it is read."""
        what = {
            Goods.ANYTHING: "",
            Goods.PRODUCT: f":{self._product()}",
            Goods.CATEGORY: f":category {written_name(self.called)}",
        }[self.goods]
        times = f" {self.times} times" if self.times > 1 else ""
        spent = f" for {self.spent}" if self.spent is not None else ""
        return f"bought{what}{times}{spent}{self.window.written()}"

    def _product(self) -> str:
        return f'"{self.called}"' if self.called.casefold() in tuple(Goods) else written_name(self.called)

    @classmethod
    def read(cls, left: Tokens) -> "Bought":
        """From its line."""
        goods, called = Goods.ANYTHING, ""
        if left.take(":"):
            if left.take(Goods.CATEGORY):
                goods, called = Goods.CATEGORY, name_next(left, 'bought:category "baby food"')
            elif not left.take(Goods.ANYTHING):
                goods, called = Goods.PRODUCT, name_next(left, 'bought:formula, bought:category "baby food"')
        times, spent = 1, None
        while following := left.peek():
            if following.isdigit() and not following.quoted:
                times = max(read_whole(left, "3 times"), 1)
                left.need("times")
            elif left.take("for"):
                spent = read_amount(left, "for 100")
            else:
                break
        return cls(goods, called, times, spent, read_window(left))


class Rfm(OneOf[Group]):
    """In one of the groups of bot/rules/rfm.py."""

    word, values = "rfm", Group
