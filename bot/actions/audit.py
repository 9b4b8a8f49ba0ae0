"""The audit: every account's sums and its chain of entries, a page of members at a time, beside whoever writes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import insert

from bot.actions.outbox import post_to_owners
from bot.database import Command, Query, Transaction
from bot.rules.ledger import AccountSums, Bound, Entry, Fault, first_broken, lot_fault, sums_fault
from bot.shop import Shop
from bot.tables.points import accounts, allocations, audits, entries, lots

PAGE = 100
"""Accounts read at once: few enough that the shop's answers don't wait for the judgement."""


class Finding(NamedTuple):
    """Something wrong with an account; `entry_id` is the first bad entry (or lot), None if missing."""

    fault: Fault
    member_id: int
    entry_id: int | None


class Audited(NamedTuple):
    """How many accounts were looked at, and what was found, in the order of their members."""

    accounts: int
    findings: list[Finding]


class _Account(NamedTuple):
    member_id: int
    points: int
    debt: int
    head: bytes


class _Lot(NamedTuple):
    id: int
    member_id: int
    points: int
    left: int
    taken: int


def _bound(
    id: int,
    previous: bytes,
    hash: bytes,
    member_id: int,
    kind: str,
    points: int,
    debt: int,
    at: datetime,
    recorded_at: datetime,
    key: str,
    purchase_id: int | None,
    reverses: int | None,
    rule_version: int | None,
    actor: str,
) -> Bound:
    fields = (member_id, kind, points, debt, at, recorded_at, key, purchase_id, reverses, rule_version, actor)
    return Bound(id, Entry(*fields), previous, hash)


_PAGE = Query(
    _Account,
    select(accounts.c.member_id, accounts.c.points, accounts.c.debt, accounts.c.head)
    .where(accounts.c.member_id > bindparam("after"))
    .order_by(accounts.c.member_id)
    .limit(PAGE),
)
_ENTRIES = Query(
    _bound,
    select(entries.c.id, entries.c.previous, entries.c.hash, *(entries.c[name] for name in Entry._fields))
    .where(entries.c.member_id.between(bindparam("first"), bindparam("last")))
    .order_by(entries.c.member_id, entries.c.id),
)
_TAKEN = func.coalesce(cast(func.sum(allocations.c.points), BigInteger), 0)
_LOTS = Query(
    _Lot,
    select(lots.c.id, lots.c.member_id, lots.c.points, lots.c.left, _TAKEN.label("taken"))
    .select_from(lots)
    .outerjoin(allocations, allocations.c.lot_id == lots.c.id)
    .where(lots.c.member_id.between(bindparam("first"), bindparam("last")))
    .group_by(lots.c.id)
    .order_by(lots.c.id),
)
_NOTE = Command(insert(audits))


async def audit(shop: Shop) -> Audited:
    """Look through the whole ledger, write down how it went, and tell the owners of what is wrong, once.

    While the last audit found a fault nothing is spent; sales go on. Each page is one snapshot of the database.
    """
    looked, findings, after = 0, list[Finding](), 0
    while True:
        async with shop.reading() as work:
            page = await work.all(_PAGE, after=after)
            if not page:
                break
            findings += await _faults(work, page)
        looked, after = looked + len(page), page[-1].member_id
    async with shop.work() as work:
        first = findings[0] if findings else None
        await work.run(
            _NOTE,
            at=work.now,
            accounts=looked,
            fault=first.fault.value if first else None,
            member_id=first.member_id if first else None,
            entry_id=first.entry_id if first else None,
        )
        if first:
            reference = f"{first.fault.value}-{first.member_id}-{first.entry_id or 0}"
            await post_to_owners(work, "books_wrong", f"books_wrong:{reference}", {"reference": reference})
    return Audited(looked, findings)


async def _faults(work: Transaction, page: Sequence[_Account]) -> list[Finding]:
    between = {"first": page[0].member_id, "last": page[-1].member_id}
    chains: dict[int, list[Bound]] = defaultdict(list)
    for kept in await work.all(_ENTRIES, **between):
        chains[kept.entry.member_id].append(kept)
    held: dict[int, list[_Lot]] = defaultdict(list)
    for lot in await work.all(_LOTS, **between):
        held[lot.member_id].append(lot)
    return [
        finding
        for account in page
        for finding in _faults_of(account, chains[account.member_id], held[account.member_id])
    ]


def _faults_of(account: _Account, chain: list[Bound], held: list[_Lot]) -> Iterator[Finding]:
    """An account's faults, the one that names an entry first."""
    if broken := first_broken(chain, account.head):
        yield Finding(broken.fault, account.member_id, broken.entry_id)
    for lot in held:
        if fault := lot_fault(lot.points, lot.left, lot.taken):
            yield Finding(fault, account.member_id, lot.id)
    sums = AccountSums(
        points=account.points,
        debt=account.debt,
        entries=sum(kept.entry.points for kept in chain),
        lots=sum(lot.left for lot in held),
    )
    if fault := sums_fault(sums):
        yield Finding(fault, account.member_id, None)
