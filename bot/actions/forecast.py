"""What will be written unasked in the coming days, by day and kind, as the policy's own function judges it.

What becomes of each member's messages is foreseen one member after the other, and added up. Of a large shop fifty
stretches of members are looked at, spread evenly, and stand for the others, so that the answer takes as long for a
million members as for twelve thousand.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import chain
from typing import NamedTuple

from sqlalchemy import func, select

from bot.actions.coming import read_plans
from bot.actions.foresight import foresee_for
from bot.actions.log import authorise
from bot.actions.surveys import ASKS
from bot.database import Query
from bot.rules.contact import What
from bot.rules.roles import Action, Actor
from bot.rules.times import local_day, start_of
from bot.shop import Shop
from bot.tables.members import members

DAYS = 14
"""How far ahead is looked."""
STRETCH, STRETCHES = 250, 50
"""Members in a stretch, and how many stretches of them are looked at."""
_DAY = timedelta(days=1)


class Expected(NamedTuple):
    """How many messages of a kind a day of the shop's will bring, by what the policy will say of them."""

    day: date
    kind: str
    verdicts: Mapping[What, int]


class Forecast(NamedTuple):
    """What the coming days will bring; `of` is the one in so many members who was looked at, 1 for everybody."""

    expected: list[Expected]
    of: int


_LAST = Query(int, select(func.coalesce(func.max(members.c.id), 0)))


async def forecast(shop: Shop, actor: Actor, now: datetime) -> Forecast:
    """What the coming days will bring, by day and kind, as far as it is known now."""
    authorise(actor, Action.EDIT_CARE)
    zone = shop.store.zone_info
    until = start_of(local_day(now, zone) + DAYS * _DAY, zone)
    found: dict[str, dict[date, Counter[What]]] = defaultdict(lambda: defaultdict(Counter))
    async with shop.work() as work:
        plans = await read_plans(work)
        last = await work.the(_LAST)
    of = one_in(last)
    for them in stretches(last, of):
        async with shop.reading() as reading:
            foreseen = await foresee_for(reading, plans, shop.store, them, now, until)
        for one in chain.from_iterable(foreseen):
            day = local_day(max(one.coming.due, now), zone)
            found[one.coming.kind.name][day][one.verdict.what] += of
    found[ASKS] = questions_at_most(plans.survey.most, found[ASKS])
    expected = [Expected(day, kind, dict(n)) for kind, days in found.items() for day, n in days.items() if n.total()]
    return Forecast(sorted(expected, key=lambda one: one[:2]), of)


def questions_at_most(most: int, found: Mapping[date, Counter[What]]) -> dict[date, Counter[What]]:
    """So many of the questions of each day as it has room for; the others may be put on the next, and then no more."""
    kept, left = {}, Counter[What]()
    for day, todays in sorted(found.items()):
        both = left + todays
        share = min(1.0, most / both.total())
        kept[day] = Counter({what: round(n * share) for what, n in both.items()})
        left = todays - kept[day]
    return kept


def one_in(last: int) -> int:
    """Of how many members one is looked at, where so many have joined."""
    return max(1, -(-last // (STRETCH * STRETCHES)))


def stretches(last: int, of: int) -> Iterator[range]:
    """The members who are looked at: of each so many stretches the first, up to the member of the last number."""
    for first in range(1, last + 1, STRETCH * of):
        yield range(first, first + STRETCH)
