"""Everything the shop keeps, a page of rows at a time, for whoever takes it elsewhere."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, select

from bot.actions.export_pages import PAGE, Cell, Sheet, main_unit, pages
from bot.actions.export_rewards import reward_sheet, voucher_sheet
from bot.actions.log import authorise, note
from bot.database import Query
from bot.rules.money import Currency
from bot.rules.roles import Action, Actor
from bot.shop import Shop
from bot.tables.members import members
from bot.tables.points import accounts, entries
from bot.tables.products import products
from bot.tables.purchases import purchase_lines, purchases
from bot.tables.staff import branches


class _Member(NamedTuple):
    id: int
    card: str
    external_id: str | None
    name: bytes | None
    phone: bytes | None
    telegram_id: int | None
    source: str
    created_at: datetime
    joined_at: datetime | None
    merged_into: int | None
    forgotten_at: datetime | None
    points: int | None
    debt: int | None
    purchases: int | None
    spent: int | None
    first_at: datetime | None
    last_at: datetime | None


class _Purchase(NamedTuple):
    id: int
    source: str
    receipt: str
    branch: str | None
    member_id: int
    at: datetime
    amount: int
    refunded: int
    earned: int
    rule_version: int
    recorded_at: datetime
    undone_at: datetime | None
    paid_points: int
    paid_worth: int


class _Line(NamedTuple):
    purchase_id: int
    n: int
    sku: str
    quantity: int
    amount: int | None


class _Entry(NamedTuple):
    id: int
    member_id: int
    kind: str
    points: int
    debt: int
    at: datetime
    recorded_at: datetime
    purchase_id: int | None
    reverses: int | None
    rule_version: int | None
    actor: str
    key: str


_AFTER: BindParameter[int] = bindparam("after")
_KEPT = {"points", "debt", "purchases", "spent", "first_at", "last_at"}
_MEMBERS = Query(
    _Member,
    select(*((accounts if name in _KEPT else members).c[name] for name in _Member._fields))
    .select_from(members)
    .outerjoin(accounts, accounts.c.member_id == members.c.id)
    .where(members.c.id > _AFTER)
    .order_by(members.c.id)
    .limit(PAGE),
)
_PURCHASES = Query(
    _Purchase,
    select(*(branches.c.name.label("branch") if name == "branch" else purchases.c[name] for name in _Purchase._fields))
    .select_from(purchases)
    .outerjoin(branches, branches.c.id == purchases.c.branch_id)
    .where(purchases.c.id > _AFTER)
    .order_by(purchases.c.id)
    .limit(PAGE),
)
_LINES = Query(
    _Line,
    select(*((products if name == "sku" else purchase_lines).c[name] for name in _Line._fields))
    .select_from(purchase_lines)
    .join(products, products.c.id == purchase_lines.c.product_id)
    .where(purchase_lines.c.purchase_id.between(bindparam("first"), bindparam("last")))
    .order_by(purchase_lines.c.purchase_id, purchase_lines.c.n),
)
_ENTRIES = Query(
    _Entry,
    select(*(entries.c[name] for name in _Entry._fields))
    .where(entries.c.id > _AFTER)
    .order_by(entries.c.id)
    .limit(PAGE),
)


async def export(shop: Shop, actor: Actor) -> list[Sheet]:
    """Open every list; its rows are read as they are asked for, each page on a snapshot of its own."""
    authorise(actor, Action.EXPORT)
    async with shop.work() as work:
        await note(work, actor, Action.EXPORT)
    currency = shop.store.currency_info
    return [
        Sheet("members", _Member._fields, _members(shop, currency)),
        Sheet("purchases", _Purchase._fields, _purchases(shop, currency)),
        Sheet("lines", _Line._fields, _lines(shop, currency)),
        Sheet("ledger", _Entry._fields, _rows(shop, _ENTRIES)),
        reward_sheet(shop),
        voucher_sheet(shop),
    ]


async def _rows(shop: Shop, query: Query[_Entry]) -> AsyncIterator[Sequence[Cell]]:
    async for page in pages(shop, query):
        for row in page:
            yield row


async def _members(shop: Shop, currency: Currency) -> AsyncIterator[Sequence[Cell]]:
    async for page in pages(shop, _MEMBERS):
        for row in page:
            opened = [shop.vault.open(sealed) if sealed else None for sealed in (row.name, row.phone)]
            yield (*row[:3], *opened, *row[5:14], main_unit(row.spent, currency), *row[15:])


async def _purchases(shop: Shop, currency: Currency) -> AsyncIterator[Sequence[Cell]]:
    async for page in pages(shop, _PURCHASES):
        for row in page:
            money, back, paid = (main_unit(minor, currency) for minor in (row.amount, row.refunded, row.paid_worth))
            yield (*row[:6], money, back, *row[8:13], paid)


async def _lines(shop: Shop, currency: Currency) -> AsyncIterator[Sequence[Cell]]:
    async for page in pages(shop, _PURCHASES):
        async with shop.reading() as reading:
            lines = await reading.all(_LINES, first=page[0].id, last=page[-1].id)
        for line in lines:
            quantity = Decimal(line.quantity).scaleb(-3)
            yield (*line[:3], quantity, main_unit(line.amount, currency))
