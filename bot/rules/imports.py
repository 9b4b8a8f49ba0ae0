"""One line of a file as one value: a line of a purchase, or a customer whom the till knows."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.birth_dates import birthday_in_file
from bot.rules.birthdays import Birthday
from bot.rules.columns import Columns
from bot.rules.figures import Dates, read_at, read_quantity, read_sum
from bot.rules.money import Currency
from bot.rules.names import clean
from bot.rules.phones import read_phone
from bot.rules.products import is_sku
from bot.rules.refusals import Refusal

MOST_NUMBER = 64
"""Characters of a receipt's or a customer's number."""


class Style(NamedTuple):
    """How the file writes what it says, and where the shop is."""

    currency: Currency
    zone: ZoneInfo
    region: str
    dates: Dates = Dates.ISO
    decimal: str | None = None


class Bought(NamedTuple):
    """A line of a receipt: an instant in UTC, minor units, thousandths. `member` and `sku` are empty where not told."""

    receipt: str
    at: datetime
    member: str
    amount: int
    sku: str
    quantity: int
    product: str


class Customer(NamedTuple):
    """Whom the till knows under a number; the rest is empty or None where not told. `phone` is in E.164."""

    number: str
    name: str
    phone: str
    joined: datetime | None
    birthday: Birthday | None = None


@lru_cache(1 << 14)
def _product_name(text: str) -> str:
    return clean(text)


class _Row:
    """A line's cells by field, without the blanks around them; empty where the file or the line has none."""

    def __init__(self, columns: Columns, fields: Sequence[str]) -> None:
        self._width = max(columns.values(), default=0) + 1
        self._places = [columns.get(name, -1) for name in fields]

    def cells(self, cells: Sequence[str]) -> list[str]:
        padded = [*cells, *[""] * (self._width - len(cells)), ""]
        return [padded[place].strip() for place in self._places]


class PurchaseReader:
    """Reads lines of purchases, each into a Bought or the first reason why not."""

    def __init__(self, columns: Columns, style: Style) -> None:
        self._style = style
        self._receipt = columns["receipt"]
        self._row = _Row(columns, ["receipt", "at", "time", "member", "amount", "quantity", "sku", "product"])

    def receipt(self, cells: Sequence[str]) -> str:
        """The receipt's number, also of a line that can't be read otherwise; empty where there is none."""
        return cells[self._receipt].strip() if self._receipt < len(cells) else ""

    def read(self, cells: Sequence[str]) -> Bought | Refusal:
        """Read a line.

        Returns:
            Refusal: `receipt_number` or `member_number` (`most`), `sku_unreadable`, and those of `read_at`, `read_sum`
                and `read_quantity`.
        """
        receipt, day, time, member, paid, many, sku, product = self._row.cells(cells)
        if not 0 < len(receipt) <= MOST_NUMBER:
            return Refusal("receipt_number", {"most": MOST_NUMBER})
        if len(member) > MOST_NUMBER:
            return Refusal("member_number", {"most": MOST_NUMBER})
        at = read_at(f"{day} {time}" if time else day, self._style.dates, self._style.zone)
        if isinstance(at, Refusal):
            return at
        amount = read_sum(paid, self._style.currency, self._style.decimal)
        if isinstance(amount, Refusal):
            return amount
        quantity = read_quantity(many)
        if isinstance(quantity, Refusal):
            return quantity
        if sku and not is_sku(sku):
            return Refusal("sku_unreadable")
        return Bought(receipt, at, member, amount, sku, quantity, _product_name(product))


class MemberReader:
    """Reads lines of customers, each into a Customer or the first reason why not."""

    def __init__(self, columns: Columns, style: Style, today: date) -> None:
        self._style = style
        self._today = today
        self._row = _Row(columns, ["member", "name", "phone", "joined", "birthday"])

    def read(self, cells: Sequence[str]) -> Customer | Refusal:
        """Read a line.

        Returns:
            Refusal: `member_number` (`most`), `phone_unreadable` (`region`), `date_unreadable` (`given`), and those of
                `birthday_in_file`.
        """
        number, name, phone, joined, born = self._row.cells(cells)
        if not 0 < len(number) <= MOST_NUMBER:
            return Refusal("member_number", {"most": MOST_NUMBER})
        read = read_phone(phone, self._style.region) if phone else ""
        if isinstance(read, Refusal):
            return read
        at = read_at(joined, self._style.dates, self._style.zone) if joined else None
        if isinstance(at, Refusal):
            return at
        birthday = birthday_in_file(born, self._style.dates, self._today) if born else None
        if isinstance(birthday, Refusal):
            return birthday
        return Customer(number, clean(name), read, at, birthday)
