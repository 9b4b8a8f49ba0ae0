"""Members tell their birthdays, change them and take them back; of those who have not joined, a file may know them."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.birthday_rules import read_birthday_rules
from bot.actions.greeting_lines import ahead_key, greeting_key
from bot.actions.greetings import keep_birthdays
from bot.actions.log import authorise
from bot.actions.outbox import call_off
from bot.database import Command, Query, Transaction
from bot.rules.birthdays import Birthday, Calendar, first_kept
from bot.rules.roles import Action, Actor
from bot.rules.times import local_day
from bot.shop import Work
from bot.tables.birthdays import birthdays, greetings
from bot.tables.members import members
from bot.tables.people import people
from bot.vault import Vault


class Told(NamedTuple):
    """A member's birthday as they told it, and the day of our calendar on which it is kept next."""

    birthday: Birthday
    next_on: date


class Greeting(NamedTuple):
    """How a birthday was kept; `line`, which the staff wrote, is sealed."""

    on: date
    points: int | None
    until: datetime | None
    posted_at: datetime | None
    line: bytes | None
    voice: str | None


class _Row(NamedTuple):
    calendar: str
    month: int
    day: int
    leap: bool
    year: bytes | None
    next_on: date


class _Where(NamedTuple):
    zone: str | None


class _Last(NamedTuple):
    greeted_on: date | None


_THEIRS = birthdays.c.member_id == bindparam("member")
_ROW = Query(_Row, select(*(birthdays.c[name] for name in _Row._fields)).where(_THEIRS))
_WHERE = Query(
    _Where,
    select(people.c.zone)
    .join(members, members.c.telegram_id == people.c.telegram_id)
    .where(members.c.id == bindparam("member")),
)
_TELL = insert(birthdays)
_KEEP = Command(
    _TELL.on_conflict_do_update(
        index_elements=[birthdays.c.member_id],
        set_={
            name: _TELL.excluded[name] for name in ("calendar", "month", "day", "leap", "year", "told_at", "next_on")
        },
    )
)
_HAND_OVER = Command(
    update(birthdays).where(birthdays.c.member_id == bindparam("member")).values(member_id=bindparam("heir"))
)
_DROP = Command(delete(birthdays).where(_THEIRS))
_FORGET_GREETINGS = Command(delete(greetings).where(greetings.c.member_id == bindparam("member")))
_GREETINGS = Query(
    Greeting,
    select(*(greetings.c[name] for name in Greeting._fields))
    .where(greetings.c.member_id == bindparam("member"))
    .order_by(greetings.c.on.desc()),
)
_NEXT_GREETING = Query(
    int,
    select(greetings.c.id).where(
        greetings.c.member_id == bindparam("member"), greetings.c.on >= bindparam("since"), ~greetings.c.held
    ),
)
_LAST = Query(
    _Last,
    select(func.max(greetings.c.on).label("greeted_on")).where(
        greetings.c.member_id == bindparam("member"), greetings.c.posted_at.is_not(None)
    ),
)
_NOT_POSTED = Command(update(greetings).where(greetings.c.id == bindparam("number")).values(posted_at=None))


def _row(work: Work, member_id: int, birthday: Birthday, next_on: date) -> dict[str, object]:
    return {
        "member_id": member_id,
        "calendar": birthday.calendar.value,
        "month": birthday.month,
        "day": birthday.day,
        "leap": birthday.leap,
        "year": work.vault.seal(str(birthday.year)) if birthday.year else None,
        "told_at": work.now,
        "next_on": next_on,
    }


async def birthday_of(work: Work, member_id: int) -> Told | None:
    """A member's birthday; None if they didn't tell it."""
    row = await work.one(_ROW, member=member_id)
    return Told(_told(work.vault, row), row.next_on) if row else None


async def known_birthdays(work: Transaction, vault: Vault, member_ids: Collection[int]) -> dict[int, Birthday]:
    """The birthdays of those of the members that are known."""
    found = await work.each(_ROW, [{"member": one} for one in member_ids])
    return {one: _told(vault, rows[0]) for one, rows in zip(member_ids, found, strict=True) if rows}


def _told(vault: Vault, row: _Row) -> Birthday:
    year = int(vault.open(row.year)) if row.year else None
    return Birthday(Calendar(row.calendar), row.month, row.day, row.leap, year)


async def tell_birthday(work: Work, actor: Actor, birthday: Birthday) -> Told:
    """Keep the birthday that the actor told, instead of one they told before; what waits for the other is called off.

    Args:
        birthday: read by `bot/rules/birth_dates.py`.
    """
    authorise(actor, Action.CHANGE_SETTINGS)
    member_id = actor.member_id or 0
    before = await birthday_of(work, member_id)
    if before is None or not before.birthday.same_day(birthday):
        await _call_off(work, member_id)
        today = await _today(work, member_id)
        last = (await work.the(_LAST, member=member_id)).greeted_on
        next_on = first_kept(birthday, today, await read_birthday_rules(work), last)
    else:
        next_on = before.next_on
    await work.many(_KEEP, [_row(work, member_id, birthday, next_on)])
    await keep_birthdays(work, [member_id])
    return Told(birthday, next_on)


async def know_birthdays(work: Work, told: Mapping[int, Birthday]) -> None:
    """Keep what a file says of the birthdays of members who have not joined: nobody greets them before they want it."""
    rules, today = await read_birthday_rules(work), local_day(work.now, work.store.zone_info)
    await work.many(
        _KEEP, [_row(work, one, birthday, first_kept(birthday, today, rules)) for one, birthday in told.items()]
    )


async def inherit_birthday(work: Work, member_id: int, heir: int) -> None:
    """Hand the birthday that an import knew to the member they are now, unless those have told theirs."""
    if await birthday_of(work, heir) is None and await work.run(_HAND_OVER, member=member_id, heir=heir):
        await keep_birthdays(work, [heir])
    await work.run(_DROP, member=member_id)


async def drop_birthday(work: Work, actor: Actor) -> None:
    """Erase the actor's birthday; nobody greets them any more, and what they were given stays theirs."""
    authorise(actor, Action.CHANGE_SETTINGS)
    await _call_off(work, actor.member_id or 0)
    await work.run(_DROP, member=actor.member_id)


async def greetings_of(work: Work, member_id: int) -> list[Greeting]:
    """How a member's birthdays were kept, the newest first."""
    return await work.all(_GREETINGS, member=member_id)


async def forget_birthday(work: Work, member_id: int) -> None:
    """Forget a member's birthday, and how it was kept."""
    await work.run(_DROP, member=member_id)
    await work.run(_FORGET_GREETINGS, member=member_id)


async def _today(work: Work, member_id: int) -> date:
    return local_day(work.now, work.store.zone_of((await work.the(_WHERE, member=member_id)).zone))


async def _call_off(work: Work, member_id: int) -> None:
    """Let nothing be said of a day that is theirs no more; one that wasn't greeted on yet is no greeting."""
    for number in await work.all(_NEXT_GREETING, member=member_id, since=local_day(work.now, work.store.zone_info)):
        await call_off(work, ahead_key(number))
        if await call_off(work, greeting_key(number)):
            await work.run(_NOT_POSTED, number=number)
