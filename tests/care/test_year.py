"""A year of care in a busy shop, and an auditor who compares what the messenger accepted with what was allowed.

Members in four languages and eight zones buy, choose, answer, say stop, block the bot and come back; summer time comes
and goes, February has a 29th day, the moon has its own new year, the shop sleeps over a day and its clock is moved.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.actions.birthdays import tell_birthday
from bot.actions.contact_choices import choose_cap, choose_hours, choose_zone, pause
from bot.actions.members import consent, join
from bot.actions.people import find_person
from bot.actions.products import add_product
from bot.actions.purchases import Line
from bot.actions.sales import record_sale
from bot.actions.store import resume
from bot.database import Query
from bot.rules.birthdays import Birthday, Calendar
from bot.rules.deliveries import KINDS, Topic
from bot.rules.lunar import solar_day
from bot.rules.pauses import Clocks, Pause
from bot.rules.products import Product
from bot.rules.refills import RefillRules
from bot.rules.roles import OPERATOR, Actor, Role
from bot.rules.times import week_of
from bot.sandbox.journal import Accepted
from bot.tables.members import consents, members
from bot.tables.outbox import deliveries
from bot.words.catalogs import Language, words_in
from bot.words.settings import wording
from commands.shop import install_of, reread
from tests.auditor import ENDED, SENDS
from tests.world import Guest, World, open_world

BEGIN = datetime(2027, 9, 13, 7, 0, tzinfo=UTC)
IN_WINTER = datetime(2028, 2, 21, 7, 0, tzinfo=UTC)
"""Five weeks from here hold 29 February and the beginning of summer time on both sides of the Atlantic."""
ZONES = (
    *("Europe/Berlin", "Europe/Moscow", "Asia/Shanghai", "Asia/Taipei"),
    *("America/New_York", "America/Los_Angeles", "Australia/Lord_Howe", "Pacific/Kiritimati"),
)
LANGUAGES = ("en", "zh-hans", "zh-hant", "ru")
STOPS = ("stop", "退订", "退訂", "стоп")
GOODS = (("FORMULA", "Infant formula", 19), ("COFFEE", "Coffee", 24), ("PAPER", "Toilet paper", 30), ("TEA", "Tea", 12))
BIRTHDAYS = (
    *(Birthday(Calendar.SOLAR, month, day) for month, day in ((2, 29), (3, 1), (3, 8), (3, 26), (1, 1), (12, 31))),
    *(Birthday(Calendar.LUNAR, month, day) for month, day in ((1, 1), (2, 8), (8, 15), (12, 30))),
)
LATE = timedelta(days=3)
OLGA = Actor(Role.OWNER, staff_id=0)


class Sent(NamedTuple):
    """A delivery of the year."""

    key: str
    kind: str
    chat_id: int
    state: str
    reason: str | None
    due: datetime
    message_id: int | None
    data: Mapping[str, object]


class Yes(NamedTuple):
    """A yes or no to a topic, and from when."""

    telegram_id: int
    topic: str
    given: bool
    at: datetime


_SENT = Query(Sent, select(*(deliveries.c[name] for name in Sent._fields)).where(deliveries.c.chat_id > 0))
_YES = Query(
    Yes,
    select(members.c.telegram_id, consents.c.topic, consents.c.given, consents.c.at)
    .join(members, members.c.id == consents.c.member_id)
    .where(members.c.telegram_id.is_not(None))
    .order_by(consents.c.id),
)


@dataclass
class Life:
    """A member of this year, and what they do of their own accord."""

    guest: Guest
    actor: Actor
    zone: ZoneInfo
    birthday: Birthday | None
    told_on: date
    hours: tuple[int, int] = (9, 20)
    cap: int = 3
    goods: Mapping[int, float] = field(default_factory=dict)
    """By its place in GOODS, how many days each lasts with them."""
    away_from: datetime | None = None
    """They stop buying."""
    blocks: bool = False
    """They have blocked the bot."""
    next_buys: dict[int, datetime] = field(default_factory=dict)
    acts: list[datetime] = field(default_factory=list)
    """When they did something in their chat, so that a screen answered."""


async def somebody(world: World, chance: Random, number: int, hurry: float) -> Life:
    """A new member, with choices of their own; in a hurry, things last them less."""
    language, zone = LANGUAGES[number % len(LANGUAGES)], ZONES[number % len(ZONES)]
    guest = world.guest(f"Member {number}", language)
    await guest.starts()
    birthday = BIRTHDAYS[number % len(BIRTHDAYS)] if number % 5 else None
    words = words_in(Language.EN)
    async with world.shop.work() as work:
        known = await find_person(work, guest.id)
        assert known is not None
        await join(work, known.actor, guest.person.name)
        known = await find_person(work, guest.id)
        assert known is not None
        actor = known.actor
        await choose_zone(work, actor, zone)
        for topic in Topic:
            if chance.random() < 0.8:
                await consent(work, actor, topic, True, wording(words, topic), "join")
        if birthday is not None:
            await tell_birthday(work, actor, birthday)
        life = Life(guest, actor, ZoneInfo(zone), birthday, work.now.astimezone(ZoneInfo(zone)).date())
        life.acts.append(work.now - timedelta(seconds=1))
        if number % 3 == 0:
            life.hours = (8, 21) if number % 2 else (12, 15)
            await choose_hours(work, actor, *life.hours)
        if number % 4 == 0:
            life.cap = 1
            await choose_cap(work, actor, 1)
    for place in chance.sample(range(len(GOODS)), 2):
        life.goods = {**life.goods, place: GOODS[place][2] * chance.uniform(0.8, 1.3) / hurry}
        life.next_buys[place] = world.clock.now() + timedelta(days=chance.uniform(0, life.goods[place]))
    return life


async def stock(world: World) -> None:
    """The goods, and how long each lasts as the shop sees it."""
    async with world.shop.work() as work:
        for sku, name, days in GOODS:
            await add_product(work, OLGA, Product(None, sku, name, "", 990, days))


async def a_purchase(world: World, life: Life, number: int) -> None:
    """They buy whatever has run out with them."""
    now = world.clock.now()
    due = [place for place, at in life.next_buys.items() if at <= now]
    if not due or (life.away_from is not None and now > life.away_from):
        return
    lines = [Line(GOODS[place][0]) for place in due]
    async with world.shop.work() as work:
        assert life.actor.member_id is not None
        await record_sale(work, OPERATOR, life.actor.member_id, 1000 + number, f"K{number}", lines, anyway=True)
    for place in due:
        life.next_buys[place] = now + timedelta(days=life.goods[place] * Random(number).uniform(0.85, 1.15))


async def a_whim(world: World, chance: Random, life: Life) -> None:
    """What a member may do on any day."""
    roll = chance.random()
    if life.blocks and not 0.001 <= roll < 0.02:
        return
    if roll < 0.02 or 0.0245 <= roll < 0.3:
        life.acts.append(world.clock.now())
    if roll < 0.0005:
        await life.guest.says(STOPS[chance.randrange(len(STOPS))])
    elif roll < 0.001:
        life.blocks = True
        world.telegram.block(life.guest.person)
        await world.hear()
    elif roll < 0.02:
        life.blocks = False
        await life.guest.starts()
    elif roll < 0.022:
        async with world.shop.work() as work:
            await pause(work, life.actor, 7, life.zone.key)
    elif roll < 0.0225:
        life.away_from = world.clock.now()
    elif roll < 0.0245 and life.birthday is not None:  # edited to and fro, they are greeted once all the same
        async with world.shop.work() as work:
            await tell_birthday(work, life.actor, life.birthday._replace(month=6, day=15, calendar=Calendar.SOLAR))
            await tell_birthday(work, life.actor, life.birthday)
        life.told_on = world.clock.now().astimezone(life.zone).date()
    elif roll < 0.3 and life.guest.messages and any(label == "9" for label in _labels(life.guest)):
        await life.guest.taps(str(chance.choice((10, 9, 9, 8, 7, 5, 2))))


def _labels(guest: Guest) -> list[str]:
    try:
        return guest.buttons
    except AssertionError:
        return []


async def live(world: World, chance: Random, lives: list[Life], days: int) -> None:
    """Let so many days pass, each in three parts; on one the shop sleeps, on another its computer's clock is moved."""
    number = 0
    for day in range(days):
        for hours in (6, 7, 11):
            for life in lives:
                number += 1
                await a_purchase(world, life, number)
                await a_whim(world, chance, life)
            await world.later(hours=hours)
        if day == days // 3:
            world.clock.set(world.clock.now() + timedelta(days=1))
        if day == days // 2:
            await a_moved_clock(world)


async def a_moved_clock(world: World) -> None:
    """The computer's clock is set on by three hours: what nobody asked for waits until somebody has looked at it."""
    machine = world.app.wall
    machine.read = lambda: Clocks(world.clock.now(), world.clock.seconds())
    machine._since = machine.read()
    world.clock.jump(hours=3)
    await world.later(hours=1)
    assert world.shop.store.paused_why == Pause.CLOCK
    async with world.shop.work() as work:
        await resume(work, OPERATOR, install_of(world.settings))
    await reread(world.shop)


@dataclass(frozen=True)
class Report:
    """What the auditor found: what was sent, and why the rest was not; every list is to be empty."""

    sent: Counter[str]
    unsent: Counter[str]
    early: list[str]
    doubled: list[str]
    at_night: list[str]
    without_consent: list[str]
    over_the_cap: list[str]
    without_a_reason: list[str]
    unasked: list[str]
    birthdays: list[str]

    @property
    def wrong(self) -> dict[str, list[str]]:
        """Whatever may never be."""
        return {name: found for name, found in vars(self).items() if isinstance(found, list) and found}


async def audited(world: World, lives: list[Life]) -> Report:
    """Compare the messenger's log with the outbox, with what members allowed and chose, and with the calendar."""
    async with world.shop.reading() as reading:
        rows, yes = await reading.all(_SENT), await reading.all(_YES)
    by_chat = {life.guest.id: life for life in lives}
    by_message = {(row.chat_id, row.message_id): row for row in rows if row.message_id is not None}
    accepted = [one for one in world.telegram.log if one.method.lower() in SENDS and one.chat_id in by_chat]
    unasked = [(one, row) for one in accepted if (row := _of(by_message, one))]
    marketing = [(one, row) for one, row in unasked if KINDS[row.kind].topic is not None]
    polite = [(one, row) for one, row in unasked if KINDS[row.kind].by_day]
    return Report(
        sent=Counter(row.kind for _, row in unasked),
        unsent=Counter(f"{row.kind}: {row.reason}" for row in rows if row.state not in ("delivered", "queued")),
        early=[f"{row.key} {one.at}" for one, row in unasked if _is_early(one, row)],
        doubled=[key for key, n in Counter(row.key for _, row in unasked).items() if n > 1],
        at_night=[f"{row.key} {_local(one, by_chat)}" for one, row in polite if not _is_day(one, by_chat)],
        without_consent=[f"{row.key} {one.at}" for one, row in marketing if not _agreed(yes, one, row)],
        over_the_cap=list(_over_the_cap(marketing, by_chat)),
        without_a_reason=[
            row.key
            for row in rows
            if not (row.state in ENDED and (row.state == "delivered" or row.reason)) and row.due <= world.clock.now()
        ],
        unasked=[
            f"{one.at} {one.params.get('text', '')}"[:90]
            for one in accepted
            if _of(by_message, one) is None and not _answers(one, by_chat)
        ],
        birthdays=list(_birthdays(rows, accepted, lives, yes, world.clock.now())),
    )


def _is_early(one: Accepted, row: Sent) -> bool:
    """Whether a reminder came more days before the expected one than the shop wants, or a warning before its month."""
    if row.kind == "refill":
        return _first_due(row) - one.at > timedelta(days=RefillRules().days_ahead + 1)
    if row.kind == "points_expiring":
        batches = row.data["batches"]
        assert isinstance(batches, list)
        return min(datetime.fromisoformat(at) for _, at in batches) - one.at > timedelta(days=31)
    return False


def _first_due(row: Sent) -> datetime:
    """When the first of the things of a reminder is expected to run out."""
    things = row.data["things"]
    assert isinstance(things, list)
    return min(datetime.fromisoformat(at) for _, _, at, _ in things)


def _of(by_message: Mapping[tuple[int, int], Sent], one: Accepted) -> Sent | None:
    return by_message.get((one.chat_id or 0, one.message_id or 0))


def _local(one: Accepted, by_chat: Mapping[int, Life]) -> datetime:
    return one.at.astimezone(by_chat[one.chat_id or 0].zone)


def _is_day(one: Accepted, by_chat: Mapping[int, Life]) -> bool:
    opens, closes = by_chat[one.chat_id or 0].hours
    return time(opens) <= _local(one, by_chat).time() <= time(closes, 1)


def _agreed(yes: list[Yes], one: Accepted, row: Sent) -> bool:
    """Whether the member's last word on the topic, when the message was accepted, was yes."""
    said = [each for each in yes if each.telegram_id == one.chat_id and each.topic == KINDS[row.kind].topic]
    before = [each.given for each in said if each.at <= one.at]
    return bool(before) and before[-1]


def _over_the_cap(marketing: list[tuple[Accepted, Sent]], by_chat: Mapping[int, Life]) -> Iterator[str]:
    weeks: dict[tuple[int, datetime], int] = defaultdict(int)
    for one, row in marketing:
        life = by_chat[one.chat_id or 0]
        if KINDS[row.kind].capped:
            place = life.guest.id, week_of(one.at, life.zone)[0]
            weeks[place] += 1
            if weeks[place] > life.cap:
                yield f"{row.key} {one.at}"


def _answers(one: Accepted, by_chat: Mapping[int, Life]) -> bool:
    """Whether somebody had just done something in that chat."""
    return any(timedelta(0) <= one.at - at <= timedelta(minutes=1) for at in by_chat[one.chat_id or 0].acts)


def _birthdays(
    rows: list[Sent], accepted: list[Accepted], lives: list[Life], yes: list[Yes], now: datetime
) -> Iterator[str]:
    """Who was greeted on a wrong day, twice in a year, or never and without a reason."""
    greetings = [row for row in rows if row.kind == "birthday"]
    when = {(one.chat_id, one.message_id): one.at for one in accepted}
    for life in lives:
        mine = [row for row in greetings if row.chat_id == life.guest.id]
        sent = [when[row.chat_id, row.message_id] for row in mine if (row.chat_id, row.message_id) in when]
        days = [at.astimezone(life.zone).date() for at in sent]
        kept = [] if life.birthday is None else [_kept_on(life.birthday, year) for year in range(2027, 2030)]
        for day in days:
            if not any(timedelta(0) <= day - on <= LATE for on in kept):
                yield f"{life.guest.id} was greeted on {day}, and {life.birthday} is kept on {kept}"
        if len(set(days)) != len(days) or any((b - a).days < 300 for a, b in pairwise(sorted(days))):
            yield f"{life.guest.id} was greeted on {days}"
        for on in kept:
            morning = datetime.combine(on, time(9), life.zone)
            told = on - life.told_on > timedelta(days=8)
            agreed = [one.given for one in yes if one.telegram_id == life.guest.id and one.topic == "birthday"]
            if told and agreed == [True] and morning + LATE + timedelta(days=1) < now and not mine:
                yield f"{life.guest.id}'s birthday {life.birthday} on {on} left no trace"


def _kept_on(birthday: Birthday, year: int) -> date:
    if birthday.calendar is Calendar.LUNAR:
        return solar_day(year, birthday.month, birthday.day, leap=birthday.leap)
    try:
        return date(year, birthday.month, birthday.day)
    except ValueError:
        return date(year, 2, 28)


@pytest.mark.promise(31)
@pytest.mark.promise(33)
@pytest.mark.promise(35)
@pytest.mark.promise(43)
async def test_a_year_of_care_is_never_early_doubled_at_night_or_unwelcome(
    sqlite_url: str, tmp_path: Path, seed: int, size: Callable[[int, int], int]
) -> None:
    chance, people, days = Random(seed), size(16, 500), size(38, 366)
    async with open_world(sqlite_url, tmp_path, seed) as world:
        world.clock.set(IN_WINTER if days < 366 else BEGIN)
        await world.app.leader.look()
        await stock(world)
        lives = [await somebody(world, chance, number, hurry=size(3, 1)) for number in range(people)]

        await live(world, chance, lives, days)
        report = await audited(world, lives)

    print(f"{people} members, {days} days: {dict(report.sent)}, not sent: {dict(report.unsent)}")
    assert report.wrong == {}
    assert {"birthday", "refill", "survey", "thanks"} <= report.sent.keys()
