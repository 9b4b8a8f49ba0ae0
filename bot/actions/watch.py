"""Looking for what is unusual at the till, in the shop's own records; each finding is told to the owners once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, BindParameter, bindparam, cast, func, select

from bot.actions.leases import last_day
from bot.actions.outbox import post, post_to_owners
from bot.database import Query, Transaction
from bot.rules.ledger import EntryKind
from bot.rules.roles import Action
from bot.rules.times import local_day, next_sending, start_of
from bot.rules.watch import BUSY, GUESSES, LEAST_SALES, REFUSED, SHARE_OVER, What, unusual_share
from bot.shop import Shop, Work
from bot.tables.log import log_lines
from bot.tables.members import members
from bot.tables.points import allocations, entries, lots
from bot.tables.purchases import purchases
from bot.tables.staff import staff, wrong_codes

DAY = timedelta(days=1)
LOOKS_BACK = "watch_day"
"""The job that looks back, by whose last day is known what is new."""


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


class _Count(NamedTuple):
    actor: str
    times: int


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
_LOGGED = Query(
    int,
    select(func.count()).where(
        log_lines.c.at >= _SINCE, log_lines.c.at < _UNTIL, log_lines.c.action == bindparam("act")
    ),
)
_REFUSED = Query(
    _Count,
    select(log_lines.c.actor, func.count().label("times"))
    .where(log_lines.c.at >= _SINCE, log_lines.c.at < _UNTIL, log_lines.c.refused)
    .group_by(log_lines.c.actor)
    .having(func.count() >= REFUSED),
)
_NEWEST = (
    Query(datetime, select(purchases.c.recorded_at).order_by(purchases.c.id.desc()).limit(1)),
    Query(datetime, select(log_lines.c.at).order_by(log_lines.c.id.desc()).limit(1)),
    Query(datetime, select(wrong_codes.c.at).order_by(wrong_codes.c.at.desc()).limit(1)),
)


async def look(shop: Shop) -> int:
    """Look at the store's day so far, and at the one before; tell the owners what they haven't been told. How much."""
    now, zone = shop.clock.now(), shop.store.zone_info
    today = local_day(now, zone)
    found: list[Finding] = []
    async with shop.reading() as reading:
        for day in (today - DAY, today):
            found += await _of_day(reading, shop, day)
    return await _tell(shop, found)


async def anything_since(shop: Shop, _: datetime) -> bool:
    """Whether anything was written down since the start of the day on which was last looked back."""
    async with shop.reading() as reading:
        last = await last_day(reading, LOOKS_BACK)
        newest = [at for query in _NEWEST for at in await reading.all(query)]
    return last is None or any(at >= start_of(last, shop.store.zone_info) for at in newest)


async def look_back(shop: Shop) -> bool:
    """Look at yesterday as a whole, and at shares over the last month; one line to the owners if anything was unusual.

    Returns:
        Whether there was.
    """
    now, zone = shop.clock.now(), shop.store.zone_info
    day = local_day(now, zone) - DAY
    since, until = start_of(day, zone), start_of(day + DAY, zone)
    async with shop.reading() as reading:
        found = await _of_day(reading, shop, day)
        found += await _shares(reading, until - SHARE_OVER, until, day)
        stops = await reading.the(_LOGGED, since=since, until=until, act=Action.STOP_SPENDING.value)
        refused = await reading.all(_REFUSED, since=since, until=until)
    await _tell(shop, found)
    counts = Counter(finding.what.value for finding in found)
    line: dict[str, object] = {**{what.value: counts[what.value] for what in What}, "stops": stops}
    line["refused"] = sum(1 for one in refused if not one.actor.startswith(("guest", "member")))
    if not any(line.values()):
        return False
    async with shop.work() as work:
        due = next_sending(work.now, zone)
        await _post_line(work, due, {**line, "day": day.isoformat()})
    return True


async def _post_line(work: Work, due: datetime, line: Mapping[str, object]) -> None:
    for owner in await work.all(_OWNERS):
        await post(work, "watch_line", owner, f"watch_line:{line['day']}:{owner}", line, due=due)


_OWNERS = Query(int, select(staff.c.telegram_id).where(staff.c.role == "owner", staff.c.dismissed_at.is_(None)))


async def _tell(shop: Shop, found: Sequence[Finding]) -> int:
    if found:
        async with shop.work() as work:
            for finding in found:
                data = {**finding.data, "what": finding.what.value}
                await post_to_owners(work, "watch_alarm", f"watch:{finding.key}", data)
    return len(found)


async def _of_day(work: Transaction, shop: Shop, day: date) -> list[Finding]:
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


async def _shares(work: Transaction, since: datetime, until: datetime, day: date) -> list[Finding]:
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
