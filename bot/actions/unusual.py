"""What is unusual in the shop's own records, day by day and over a month; nobody is told here."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, BindParameter, bindparam, cast, func, select

from bot.database import Query, Transaction
from bot.rules.ledger import EntryKind
from bot.rules.roles import Action
from bot.rules.times import start_of
from bot.rules.watch import BUSY, GUESSES, LEAST_SALES, What, unusual_share
from bot.shop import Shop
from bot.tables.log import log_lines
from bot.tables.members import members
from bot.tables.points import allocations, entries, lots
from bot.tables.purchases import purchases
from bot.tables.staff import staff, wrong_codes

DAY = timedelta(days=1)


class Finding(NamedTuple):
    """Something unusual: what, the key under which it is told once, and its figures, people by number only."""

    what: What
    key: str
    data: Mapping[str, object]


class _Busy(NamedTuple):
    member_id: int
    sales: int


class _Pair(NamedTuple):
    branch_id: int | None
    member_id: int
    staff_id: int
    sales: int


class _Till(NamedTuple):
    branch_id: int | None
    staff_id: int
    sales: int


class _Regular(NamedTuple):
    branch_id: int | None
    member_id: int
    sales: int


class _Taken(NamedTuple):
    id: int
    at: datetime
    actor: str
    subject: str


class _Guesser(NamedTuple):
    telegram_id: int
    tries: int
    member_id: int | None
    staff_id: int | None


_SINCE: BindParameter[datetime] = bindparam("since")
_UNTIL: BindParameter[datetime] = bindparam("until")
_SALES = func.count().label("sales")
_WITHIN = (purchases.c.at >= _SINCE, purchases.c.at < _UNTIL, purchases.c.undone_at.is_(None))
_AT_TILL = (*_WITHIN, purchases.c.staff_id.is_not(None))
_BUSY = Query(
    _Busy,
    select(purchases.c.member_id, _SALES)
    .where(*_WITHIN, purchases.c.earned > 0)
    .group_by(purchases.c.member_id)
    .having(func.count() > BUSY),
)
_PAIRS = Query(
    _Pair,
    select(purchases.c.branch_id, purchases.c.member_id, purchases.c.staff_id, _SALES)
    .where(*_AT_TILL)
    .group_by(purchases.c.branch_id, purchases.c.member_id, purchases.c.staff_id)
    .having(func.count() >= LEAST_SALES),
)
_TILLS = Query(
    _Till,
    select(purchases.c.branch_id, purchases.c.staff_id, _SALES)
    .where(*_AT_TILL)
    .group_by(purchases.c.branch_id, purchases.c.staff_id),
)
_REGULARS = Query(
    _Regular,
    select(purchases.c.branch_id, purchases.c.member_id, _SALES)
    .where(*_AT_TILL)
    .group_by(purchases.c.branch_id, purchases.c.member_id)
    .having(func.count() >= LEAST_SALES),
)
_TAKEN_BACK = Query(
    _Taken,
    select(log_lines.c.id, log_lines.c.at, log_lines.c.actor, log_lines.c.subject).where(
        log_lines.c.at >= _SINCE,
        log_lines.c.at < _UNTIL,
        log_lines.c.action.in_([Action.REFUND.value, Action.UNDO_SALE.value]),
        log_lines.c.refused.is_(False),
    ),
)
_SPENDING = (EntryKind.REDEEM, EntryKind.GIVE_BACK, EntryKind.PAY, EntryKind.PAY_BACK)
# What of the points of a purchase had been spent, less what had come back, by the time it was taken back.
_SPENT = Query(
    int,
    select(cast(func.coalesce(func.sum(allocations.c.points), 0), BigInteger))
    .join_from(allocations, lots, lots.c.id == allocations.c.lot_id)
    .join(entries, entries.c.id == allocations.c.entry_id)
    .where(
        lots.c.member_id == bindparam("member"),
        lots.c.purchase_id == bindparam("purchase"),
        entries.c.kind.in_([kind.value for kind in _SPENDING]),
        entries.c.recorded_at <= bindparam("by"),
    ),
)


class _Receipt(NamedTuple):
    id: int
    member_id: int
    receipt: str


_RECEIPT = Query(
    _Receipt,
    select(purchases.c.id, purchases.c.member_id, purchases.c.receipt).where(purchases.c.id == bindparam("purchase")),
)
_GUESSERS = Query(
    _Guesser,
    select(
        wrong_codes.c.telegram_id,
        func.count().label("tries"),
        func.max(members.c.id).label("member_id"),
        func.max(staff.c.id).label("staff_id"),
    )
    .select_from(wrong_codes)
    .outerjoin(members, members.c.telegram_id == wrong_codes.c.telegram_id)
    .outerjoin(staff, (staff.c.telegram_id == wrong_codes.c.telegram_id) & staff.c.dismissed_at.is_(None))
    .where(wrong_codes.c.at >= _SINCE, wrong_codes.c.at < _UNTIL)
    .group_by(wrong_codes.c.telegram_id)
    .having(func.count() >= GUESSES),
)


async def of_day(work: Transaction, shop: Shop, day: date) -> list[Finding]:
    """What is unusual about a day of the store: members who bought often, sales taken back late, guessed codes."""
    zone = shop.store.zone_info
    since, until = start_of(day, zone), start_of(day + DAY, zone)
    busy = [
        Finding(What.BUSY, f"busy:{one.member_id}:{day}", {"member": one.member_id, "sales": one.sales})
        for one in await work.all(_BUSY, since=since, until=until)
    ]
    return [*busy, *await _voids(work, since, until), *await _guesses(work, shop, since, until, day)]


async def _voids(work: Transaction, since: datetime, until: datetime) -> list[Finding]:
    taken = await work.all(_TAKEN_BACK, since=since, until=until)
    numbers = [int(one.subject.partition(":")[2]) for one in taken]
    sold = {row.id: row for [row] in await work.each(_RECEIPT, [{"purchase": number} for number in numbers])}
    asked = [
        {"purchase": number, "member": sold[number].member_id, "by": one.at}
        for number, one in zip(numbers, taken, strict=True)
    ]
    found = []
    for number, one, [spent] in zip(numbers, taken, await work.each(_SPENT, asked), strict=True):
        if spent > 0:
            data = {"number": sold[number].receipt, "member": sold[number].member_id, "points": spent}
            found.append(Finding(What.VOID, f"void:{one.id}", data | _staff_of(one.actor)))
    return found


def _staff_of(actor: str) -> dict[str, int]:
    number = actor.partition(":")[2]
    return {"clerk": int(number)} if number.isdecimal() else {}


async def _guesses(work: Transaction, shop: Shop, since: datetime, until: datetime, day: date) -> list[Finding]:
    found = []
    for one in await work.all(_GUESSERS, since=since, until=until):
        data: dict[str, object] = {"tries": one.tries}
        if one.staff_id is not None:
            data["clerk"] = one.staff_id
        elif one.member_id is not None:
            data["member"] = one.member_id
        # A guest has no number of ours, and their own must not outlive their being forgotten.
        mark = shop.vault.index("guest", str(one.telegram_id)).hex()[:16]
        found.append(Finding(What.GUESSES, f"guesses:{mark}:{day}", data))
    return found


async def unusual_shares(work: Transaction, since: datetime, until: datetime, day: date) -> list[Finding]:
    """Cashiers with an unusual share of one member's sales; each pair is told of once a month."""
    tills = {(one.branch_id, one.staff_id): one.sales for one in await work.all(_TILLS, since=since, until=until)}
    sold: Counter[int | None] = Counter()
    cashiers: Counter[int | None] = Counter()
    for (branch_id, _), sales in tills.items():
        sold[branch_id] += sales
        cashiers[branch_id] += 1
    regulars = {
        (one.branch_id, one.member_id): one.sales for one in await work.all(_REGULARS, since=since, until=until)
    }
    pairs = sum(cashiers[branch_id] for branch_id, _ in regulars)
    found = []
    for one in await work.all(_PAIRS, since=since, until=until):
        of, all_theirs = regulars[one.branch_id, one.member_id], tills[one.branch_id, one.staff_id]
        others, of_others = all_theirs - one.sales, sold[one.branch_id] - of
        if unusual_share(one.sales, of, others, of_others, pairs):
            data = {"member": one.member_id, "clerk": one.staff_id, "sales": one.sales, "of": of}
            data |= {"others": others, "of_others": of_others}
            key = f"share:{one.staff_id}:{one.member_id}:{day:%Y-%m}"
            found.append(Finding(What.SHARE, key, data))
    return found
