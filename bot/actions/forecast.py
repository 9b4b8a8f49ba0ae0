"""What will be written unasked in the coming days, by day and kind, as the policy's own function judges it.

What waits in the outbox already is known to the message. Birthdays, refills and absences are foreseen from what their
own jobs will find; what follows a purchase (thank-yous, surveys) or is found on its day only is not.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import String, bindparam, exists, select, true

from bot.actions.alike import Group, alike
from bot.actions.birthday_rules import read_birthday_rules
from bot.actions.care import read_care
from bot.actions.contact import AGREED, contact_rules
from bot.actions.log import authorise
from bot.database import Query, Transaction
from bot.rules.birthdays import BirthdayRules, greeting_at
from bot.rules.care import Care
from bot.rules.contact import Case, ContactRules, What, foreseen, judge, needs_facts
from bot.rules.deliveries import KINDS, Kind, Lane
from bot.rules.holdout import Shares
from bot.rules.refills import STALE, RefillRules
from bot.rules.roles import Action, Actor
from bot.rules.times import SENDING, instant, local_day, start_of, week_of
from bot.rules.win_back import WinBack
from bot.shop import Shop
from bot.tables.birthdays import birthdays, greetings
from bot.tables.members import members
from bot.tables.outbox import deliveries
from bot.tables.refills import refills
from bot.tables.rhythm import rhythms

DAYS = 14
"""How far ahead is looked."""
_DAY = timedelta(days=1)


class Expected(NamedTuple):
    """How many messages of a kind a day of the shop's will bring, by what the policy will say of them."""

    day: date
    kind: str
    verdicts: Mapping[What, int]


_KINDS = Query(
    str,
    select(deliveries.c.kind)
    .distinct()
    .where(
        deliveries.c.state == "queued",
        deliveries.c.lane.in_((Lane.SERVICE.value, Lane.BROADCAST.value)),
        deliveries.c.due < bindparam("until"),
    ),
)
_WAITING = alike(
    deliveries.join(members, members.c.telegram_id == deliveries.c.chat_id),
    deliveries.c.state == "queued",
    deliveries.c.kind == bindparam("sort", type_=String),
    deliveries.c.lane == bindparam("lane", type_=String),
    deliveries.c.due < bindparam("until"),
    waiting=True,
)
_BIRTHDAYS = alike(
    birthdays.join(members, members.c.id == birthdays.c.member_id),
    birthdays.c.next_on == bindparam("day", type_=birthdays.c.next_on.type),
    ~exists().where(greetings.c.member_id == members.c.id, greetings.c.on == birthdays.c.next_on, greetings.c.held),
    true() == AGREED,
)
_REFILLS = alike(
    refills.join(members, members.c.id == refills.c.member_id),
    refills.c.stopped_at.is_(None),
    refills.c.nudged_at.is_(None),
    refills.c.due_at >= bindparam("begins"),
    refills.c.due_at < bindparam("ends"),
    refills.c.chance >= bindparam("sure"),
    true() == AGREED,
)
_ABSENCES = alike(
    rhythms.join(members, members.c.id == rhythms.c.member_id),
    rhythms.c.late_at >= bindparam("begins"),
    rhythms.c.late_at < bindparam("ends"),
    true() == AGREED,
)


class _Foreseen(NamedTuple):
    """What every question and every case takes."""

    shop: Shop
    rules: ContactRules
    shares: Shares
    now: datetime

    @property
    def asked(self) -> dict[str, object]:
        """What each question asks with."""
        week = week_of(self.now, self.shop.store.zone_info)[0]
        return {"week": week, "fresh": self.now - self.rules.low_score_days * _DAY}

    def begins(self, day: date) -> datetime:
        """The first instant of a day of the shop's."""
        return start_of(day, self.shop.store.zone_info)


async def forecast(shop: Shop, actor: Actor, now: datetime) -> list[Expected]:
    """What the coming days will bring, by day and kind, as far as it is known now."""
    authorise(actor, Action.EDIT_CARE)
    async with shop.reading() as reading:
        seen = _Foreseen(shop, await contact_rules(reading), await read_care(reading, Care.HOLDOUT, Shares), now)
        found = await _in_the_outbox(reading, seen)
        today = local_day(now, shop.store.zone_info)
        for day in (today + n * _DAY for n in range(DAYS)):
            found += await _found_on(reading, seen, day, first=day == today)
    summed: dict[tuple[date, str], Counter[What]] = defaultdict(Counter)
    for one in found:
        summed[one.day, one.kind].update(one.verdicts)
    return [Expected(day, kind, dict(verdicts)) for (day, kind), verdicts in sorted(summed.items())]


async def _in_the_outbox(reading: Transaction, seen: _Foreseen) -> list[Expected]:
    zone = seen.shop.store.zone_info
    until = seen.begins(local_day(seen.now, zone) + DAYS * _DAY)
    names = await reading.all(_KINDS, until=until)
    kinds = [KINDS[name] for name in names if name in KINDS and needs_facts(KINDS[name]) and not KINDS[name].about_work]
    found = []
    for kind in kinds:
        asked = {"sort": kind.name, "lane": kind.lane.value, "until": until, **seen.asked}
        for group in await reading.all(_WAITING, topic=_topic(kind), **asked):
            at = max(group.due or seen.now, seen.now)
            what = _judged(seen, kind, group, at, group.best_before)
            found.append(Expected(local_day(at, zone), kind.name, {what: group.members}))
    return found


async def _found_on(reading: Transaction, seen: _Foreseen, day: date, *, first: bool) -> list[Expected]:
    """What the jobs of a day will find; on the first also what they left to it."""
    found: list[Expected] = []
    birthday, refill, back = await _its_rules(reading)
    if birthday.on:
        groups = await reading.all(_BIRTHDAYS, topic="birthday", day=day, **seen.asked)
        found += _counted(seen, "birthday", groups, day, lambda zone: greeting_at(day, birthday, zone))
    if refill.on:
        ahead, sure = refill.days_ahead * _DAY, refill.sure / 100
        begins = seen.now - STALE if first else seen.begins(day + ahead)
        between = {"begins": begins, "ends": seen.begins(day + _DAY + ahead), "sure": sure}
        groups = await reading.all(_REFILLS, topic="refill", **between, **seen.asked)
        found += _counted(seen, "refill", groups, day, lambda zone: instant(day, time(refill.hour), zone))
    if back.on:
        between = {"begins": seen.begins(day - _DAY), "ends": seen.begins(day)}
        groups = await reading.all(_ABSENCES, topic="offers", **between, **seen.asked)
        found += _counted(seen, "win_back", groups, day, lambda zone: instant(day, SENDING[0], zone))
    return found


async def _its_rules(reading: Transaction) -> tuple[BirthdayRules, RefillRules, WinBack]:
    return (
        await read_birthday_rules(reading),
        await read_care(reading, Care.REFILL, RefillRules),
        await read_care(reading, Care.WIN_BACK, WinBack),
    )


def _counted(
    seen: _Foreseen, name: str, groups: Sequence[Group], day: date, hour: Callable[[ZoneInfo], datetime]
) -> Iterator[Expected]:
    """What becomes of groups that are sent something at an hour of a day, less those who are left out by lot."""
    kind = KINDS[name]
    share = seen.shares.of(kind.care) if kind.care else 0
    for group in groups:
        at = max(hour(seen.shop.store.zone_of(group.zone)), seen.now)
        what = _judged(seen, kind, group, at, at + kind.best_before if kind.best_before else None)
        yield Expected(day, name, {what: group.members - round(group.members * share / 100)})


def _topic(kind: Kind) -> str | None:
    return kind.topic.value if kind.topic else None


def _judged(seen: _Foreseen, kind: Kind, group: Group, at: datetime, best_before: datetime | None) -> What:
    store = seen.shop.store
    whom = group.recipient(store.zone_of(group.zone), seen.rules)
    return judge(foreseen(Case(kind, best_before, whom, seen.rules, store.zone_info, seen.now, seen.now), at)).what
