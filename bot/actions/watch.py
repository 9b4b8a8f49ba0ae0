"""Looking for what is unusual at the till, in the shop's own records; each finding is told to the owners once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, func, select

from bot.actions.leases import last_day
from bot.actions.outbox import post, post_to_owners
from bot.actions.unusual import DAY, Finding, of_day, unusual_shares
from bot.database import Query
from bot.rules.roles import Action
from bot.rules.times import local_day, next_sending, start_of
from bot.rules.watch import REFUSED, SHARE_OVER, What
from bot.shop import Shop, Work
from bot.tables.log import log_lines
from bot.tables.purchases import purchases
from bot.tables.staff import staff, wrong_codes

LOOKS_BACK = "watch_day"
"""The job that looks back, by whose last day is known what is new."""


class _Count(NamedTuple):
    actor: str
    times: int


_SINCE: BindParameter[datetime] = bindparam("since")
_UNTIL: BindParameter[datetime] = bindparam("until")
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
            found += await of_day(reading, shop, day)
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
        found = await of_day(reading, shop, day)
        found += await unusual_shares(reading, until - SHARE_OVER, until, day)
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
