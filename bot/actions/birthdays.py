"""Members tell their birthdays, change them and take them back."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.birthday_rules import read_birthday_rules
from bot.actions.greeting_lines import ahead_key, greeting_key
from bot.actions.greetings import keep_birthdays
from bot.actions.log import authorise
from bot.actions.outbox import call_off
from bot.database import Command, Query
from bot.rules.birthdays import Birthday, Calendar, first_kept
from bot.rules.roles import Action, Actor
from bot.rules.times import local_day
from bot.shop import Work
from bot.tables.birthdays import birthdays, greetings
from bot.tables.members import members
from bot.tables.people import people


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
_NOT_POSTED = Command(update(greetings).where(greetings.c.id == bindparam("number")).values(posted_at=None))


async def birthday_of(work: Work, member_id: int) -> Told | None:
    """A member's birthday; None if they didn't tell it."""
    row = await work.one(_ROW, member=member_id)
    if row is None:
        return None
    year = int(work.vault.open(row.year)) if row.year else None
    return Told(Birthday(Calendar(row.calendar), row.month, row.day, row.leap, year), row.next_on)


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
        next_on = first_kept(birthday, today, await read_birthday_rules(work))
    else:
        next_on = before.next_on
    await work.run(
        _KEEP,
        member_id=member_id,
        calendar=birthday.calendar.value,
        month=birthday.month,
        day=birthday.day,
        leap=birthday.leap,
        year=work.vault.seal(str(birthday.year)) if birthday.year else None,
        told_at=work.now,
        next_on=next_on,
    )
    await keep_birthdays(work, [member_id])
    return Told(birthday, next_on)


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
