"""The lists of rewards and of vouchers, for whoever takes the shop's data elsewhere."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.actions.export_pages import PAGE, Cell, Sheet, main_unit, pages
from bot.database import Query
from bot.rules.languages import in_language
from bot.rules.money import Currency
from bot.rules.rewards import RewardKind
from bot.rules.store import LANGUAGES
from bot.shop import Shop
from bot.tables.products import products
from bot.tables.rewards import rewards, vouchers
from bot.tables.staff import branches


class _Reward(NamedTuple):
    id: int
    kind: str
    state: str
    names: Mapping[str, str]
    abouts: Mapping[str, str]
    price: int
    worth: int | None
    sku: str | None
    charity: str | None
    stock: int | None
    each: int | None
    min_tier: int | None
    from_at: datetime | None
    until_at: datetime | None
    languages: Iterable[str] | None
    weekdays: int
    from_minute: int
    to_minute: int
    voucher_days: int
    version: int
    made_at: datetime
    changed_at: datetime


class _Voucher(NamedTuple):
    id: int
    member_id: int
    reward_id: int
    entry_id: int | None
    kind: str
    state: str
    points: int
    worth: int | None
    names: Mapping[str, str]
    product: str | None
    charity: str | None
    made_at: datetime
    expires_at: datetime
    returnable_until: datetime | None
    settled_at: datetime | None
    staff_id: int | None
    branch: str | None
    given: str | None


_REWARDS = Query(
    _Reward,
    select(*(products.c.sku if name == "sku" else rewards.c[name] for name in _Reward._fields))
    .select_from(rewards)
    .outerjoin(products, products.c.id == rewards.c.product_id)
    .where(rewards.c.id > bindparam("after"))
    .order_by(rewards.c.id)
    .limit(PAGE),
)
_VOUCHERS = Query(
    _Voucher,
    select(*(branches.c.name.label("branch") if name == "branch" else vouchers.c[name] for name in _Voucher._fields))
    .select_from(vouchers)
    .outerjoin(branches, branches.c.id == vouchers.c.branch_id)
    .where(vouchers.c.id > bindparam("after"))
    .order_by(vouchers.c.id)
    .limit(PAGE),
)
_REWARD_COLUMNS = (
    *_Reward._fields[:3],
    *(f"name_{language}" for language in LANGUAGES),
    *(f"about_{language}" for language in LANGUAGES),
    "price",
    "worth",
    "percent",
    *_Reward._fields[7:],
)
_VOUCHER_COLUMNS = (*_Voucher._fields[:7], "worth", "percent", "name", *_Voucher._fields[9:])


def reward_sheet(shop: Shop) -> Sheet:
    """Every reward as it is now, with its texts in each language."""
    return Sheet("rewards", _REWARD_COLUMNS, _rewards(shop, shop.store.currency_info))


def voucher_sheet(shop: Shop) -> Sheet:
    """Every voucher and what became of it; its code stays here, since whoever has it could use it."""
    return Sheet("vouchers", _VOUCHER_COLUMNS, _vouchers(shop, shop.store.currency_info))


async def _rewards(shop: Shop, currency: Currency) -> AsyncIterator[Sequence[Cell]]:
    async for page in pages(shop, _REWARDS):
        for row in page:
            texts = (by_language.get(one) for by_language in (row.names, row.abouts) for one in LANGUAGES)
            languages = None if row.languages is None else " ".join(row.languages)
            worth = _worth(row.kind, row.worth, currency)
            yield (*row[:3], *texts, row.price, *worth, *row[7:14], languages, *row[15:])


async def _vouchers(shop: Shop, currency: Currency) -> AsyncIterator[Sequence[Cell]]:
    async for page in pages(shop, _VOUCHERS):
        for row in page:
            name = in_language(row.names, shop.store.language)
            yield (*row[:7], *_worth(row.kind, row.worth, currency), name, *row[9:])


def _worth(kind: str, worth: int | None, currency: Currency) -> tuple[Decimal | None, int | None]:
    """What it is worth in money, or in percent."""
    return (None, worth) if kind == RewardKind.PERCENT_OFF else (main_unit(worth, currency), None)
