"""A shop with its books and nothing else: no messenger, a clock moved by hand, a cast that only has numbers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import NamedTuple

from sqlalchemy import bindparam, insert, select, text

from bot.actions.audit import audit
from bot.actions.program import apply_rule, open_program, read_rule
from bot.actions.purchases import Recorded, Sold, record_purchases
from bot.actions.terms import apply_terms, read_terms
from bot.database import Command, Query, open_database
from bot.rules.codes import new_card
from bot.rules.lots import Lot
from bot.rules.points import EarningRule
from bot.rules.refusals import Refusal
from bot.rules.roles import OPERATOR, Actor, Role
from bot.rules.terms import Terms
from bot.shop import Shop, Store
from bot.tables.log import log_lines
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.points import accounts, lots
from bot.tables.staff import branches, staff
from bot.vault import Vault

OPENING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STORE = Store("Green Corner", "Asia/Shanghai", "USD", "en", "", None)

CARL = Actor(Role.CASHIER, telegram_id=901, staff_id=1, branch_id=1)
CORA = Actor(Role.CASHIER, telegram_id=902, staff_id=2, branch_id=1)
MAX = Actor(Role.MANAGER, telegram_id=903, staff_id=3)
OLGA = Actor(Role.OWNER, telegram_id=904, staff_id=4)

_ADD_MEMBER = Query(int, insert(members).returning(members.c.id))
_ADD_STAFF = Command(insert(staff))
_ADD_BRANCH = Command(insert(branches))


class Account(NamedTuple):
    """What an account shows: points, debt, and how its member buys."""

    points: int
    debt: int
    purchases: int
    spent: int
    first_at: datetime | None
    last_at: datetime | None


_ACCOUNT = Query(
    Account, select(*(accounts.c[name] for name in Account._fields)).where(accounts.c.member_id == bindparam("member"))
)
_LOTS = Query(
    Lot,
    select(*(lots.c[name] for name in Lot._fields)).where(lots.c.member_id == bindparam("member")).order_by(lots.c.id),
)


class Noted(NamedTuple):
    """A line of the audit log."""

    actor: str
    action: str
    subject: str
    before: object
    after: object


class Said(NamedTuple):
    """A delivery as it was posted."""

    kind: str
    chat_id: int
    key: str
    data: object
    edits: str | None


_LOGGED = Query(Noted, select(*(log_lines.c[name] for name in Noted._fields)).order_by(log_lines.c.id))
_SAID = Query(Said, select(*(deliveries.c[name] for name in Said._fields)).order_by(deliveries.c.id))
_MOST = 10**6


@dataclass
class HandClock:
    """A clock that moves when it is told to."""

    at: datetime = OPENING

    def now(self) -> datetime:
        """The instant it shows."""
        return self.at

    def move(self, **by: float) -> None:
        """Move it on by a timedelta's arguments."""
        self.at += timedelta(**by)


@dataclass
class Books:
    """The shop, its clock, and short words for what tests do with them."""

    shop: Shop
    clock: HandClock
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def member(self, *, telegram_id: int | None = None) -> int:
        """A new member's number."""
        async with self.shop.work() as work:
            return await work.the(
                _ADD_MEMBER,
                card=new_card(work.chance),
                telegram_id=telegram_id,
                source="till",
                created_at=work.now,
            )

    async def rule(self, points: int = 1, per: int = 100, months: int = 12, starter: int = 0) -> EarningRule:
        """Let another rule hold."""
        async with self.shop.work() as work:
            before = await read_rule(work)
            rule = EarningRule(points, per, before.rounding, months, starter, before.version)
            applied = await apply_rule(work, OLGA, rule)
            assert isinstance(applied, EarningRule)
            return applied

    async def terms(self, **changes: int | bool) -> Terms:
        """Let other terms hold."""
        async with self.shop.work() as work:
            applied = await apply_terms(work, OLGA, replace(await read_terms(work), **changes))  # type: ignore[arg-type] # the test names the parts
            assert isinstance(applied, Terms)
            return applied

    async def buy(self, member_id: int, amount: int, receipt: str = "", *, source: str = "web") -> Recorded | Refusal:
        """A purchase from a web shop, now, without goods."""
        receipt = receipt or f"receipt {next(self.numbers)}"
        async with self.shop.work() as work:
            sold = Sold(source, receipt, member_id, work.now, amount, branch_id=1)
            [answer] = await record_purchases(work, OPERATOR, [sold])
            return answer

    async def bought(self, member_id: int, amount: int, receipt: str = "") -> int:
        """As `buy`, and it must be recorded: its number."""
        done = await self.buy(member_id, amount, receipt)
        assert isinstance(done, Recorded), done
        return done.purchase_id

    async def account(self, member_id: int) -> Account:
        """What the account shows now."""
        async with self.shop.reading() as work:
            return await work.one(_ACCOUNT, member=member_id) or Account(0, 0, 0, 0, None, None)

    async def lots(self, member_id: int) -> list[Lot]:
        """Every lot of the account, in the order they came."""
        async with self.shop.reading() as work:
            return await work.all(_LOTS, member=member_id)

    async def logged(self) -> list[Noted]:
        """The audit log, oldest first."""
        async with self.shop.reading() as work:
            return await work.all(_LOGGED)

    async def said(self) -> list[Said]:
        """All that members and staff were or will be told."""
        async with self.shop.reading() as work:
            return await work.all(_SAID)

    async def sql(self, statement: str) -> int:
        """What somebody does who has the database and no manners."""
        async with self.shop.work() as work:
            return await work.run(Command(text(statement)))

    async def agree(self) -> bool:
        """Whether the four sums hold and every chain is whole."""
        found = await audit(self.shop)
        assert found.findings == [], found.findings
        return True


@asynccontextmanager
async def reopen_books(url: str, seed: int = 1) -> AsyncIterator[Books]:
    """Open the books of a shop that has opened before."""
    database = await open_database(url)
    clock = HandClock()
    try:
        secret = "a secret of the tests, forty letters long"
        yield Books(Shop(database, Vault(secret), clock, STORE, Random(seed)), clock)
    finally:
        await database.close()


@asynccontextmanager
async def open_books(url: str, seed: int = 1) -> AsyncIterator[Books]:
    """Open the books of a new shop in a database at the newest schema."""
    async with reopen_books(url, seed) as books:
        async with books.shop.work() as work:
            await work.run(_ADD_BRANCH, name="High Street")
            for actor in (CARL, CORA, MAX, OLGA):
                await work.run(
                    _ADD_STAFF,
                    telegram_id=actor.telegram_id,
                    name=b"",
                    role=actor.role.value,
                    branch_id=actor.branch_id,
                    since=work.now,
                )
            await open_program(work, 2)
        yield books
