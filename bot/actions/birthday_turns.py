"""Whose birthday is near, and turning to the next year what was kept or has passed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, bindparam, or_, select, update

from bot.actions.birthday_rules import read_birthday_rules
from bot.actions.consents import agreed
from bot.database import Command, Query, Transaction
from bot.rules.birthdays import LATE_DAYS, Birthday, Calendar, LeapDay, next_kept
from bot.rules.deliveries import Topic
from bot.shop import Work
from bot.tables.birthdays import birthdays, greetings
from bot.tables.members import members
from bot.tables.people import people
from bot.tables.points import accounts

AHEAD = timedelta(hours=25)
"""How far ahead greetings are posted: until after the next look, also on the longest day of the year."""
LOOKS_BACK = timedelta(days=30)
"""How old a birthday that was slept through may be for it to be noted that its greeting came too late."""
_EASTERNMOST, _WESTERNMOST = timedelta(hours=14), timedelta(hours=-12)
_DAY = timedelta(days=1)


class Turn(NamedTuple):
    """Whose turn it is, and for which day."""

    next_on: date
    member_id: int


class _Kept(NamedTuple):
    member_id: int
    next_on: date
    calendar: str
    month: int
    day: int
    leap: bool

    @property
    def birthday(self) -> Birthday:
        return Birthday(Calendar(self.calendar), self.month, self.day, self.leap)


class Due(NamedTuple):
    """A member who wants to be greeted and can be; `held` where their greeting has begun, and they are left out."""

    member_id: int
    next_on: date
    calendar: str
    month: int
    day: int
    leap: bool
    telegram_id: int
    zone: str | None
    tier: int | None
    greeting_id: int | None
    held: bool | None

    @property
    def birthday(self) -> Birthday:
        return Birthday(Calendar(self.calendar), self.month, self.day, self.leap)

    @property
    def greeting(self) -> int:
        """The number of their greeting, which has begun."""
        if self.greeting_id is None:
            raise LookupError(f"the birthday of member {self.member_id} has not begun")
        return self.greeting_id


_next_on = birthdays.c.next_on
_MEMBER = birthdays.c.member_id == bindparam("member")
_AGREED = agreed(Topic.BIRTHDAY, birthdays.c.member_id)
_FOUND = (
    select(
        *(birthdays.c[name] for name in _Kept._fields),
        members.c.telegram_id,
        people.c.zone,
        accounts.c.tier,
        greetings.c.id.label("greeting_id"),
        greetings.c.held,
    )
    .select_from(birthdays)
    .join(members, and_(members.c.id == birthdays.c.member_id, members.c.forgotten_at.is_(None)))
    .join(people, and_(people.c.telegram_id == members.c.telegram_id, people.c.unreachable_at.is_(None)))
    .outerjoin(accounts, accounts.c.member_id == birthdays.c.member_id)
    .outerjoin(greetings, and_(greetings.c.member_id == birthdays.c.member_id, greetings.c.on == _next_on))
    .where(_AGREED.is_(True))
)
_THIS = Query(Due, _FOUND.where(_MEMBER))
_NEAR = Query(
    Turn,
    _FOUND.with_only_columns(_next_on, birthdays.c.member_id)
    .where(
        _next_on.between(bindparam("since"), bindparam("begin_until")),
        or_(_next_on <= bindparam("greet_until"), greetings.c.id.is_(None)),
        or_(
            _next_on > bindparam("after_day"),
            and_(_next_on == bindparam("after_day"), birthdays.c.member_id > bindparam("after_member")),
        ),
    )
    .order_by(_next_on, birthdays.c.member_id)
    .limit(bindparam("most")),
)
_OVER = Query(
    _Kept,
    select(*(birthdays.c[name] for name in _Kept._fields))
    .where(_next_on < bindparam("before"))
    .order_by(_next_on, birthdays.c.member_id)
    .limit(bindparam("most")),
)
_NEXT_YEAR = Command(update(birthdays).where(_MEMBER).values(next_on=bindparam("new_day")))


async def near_birthdays(work: Transaction, by: datetime, after: Turn, most: int) -> list[Turn]:
    """Whose birthday has something due before the look that follows an instant, perhaps; by day, from behind one.

    Only those are found who can be written to and want to be.
    """
    rules = await read_birthday_rules(work)
    if not rules.on:
        return []
    last = (by + AHEAD + _EASTERNMOST).date()
    return await work.all(
        _NEAR,
        since=(by - LOOKS_BACK).date(),
        greet_until=last,
        begin_until=last + timedelta(days=rules.lead),
        after_day=after.next_on,
        after_member=after.member_id,
        most=most,
    )


async def anything_over(work: Transaction, by: datetime) -> bool:
    """Whether somebody's birthday will have passed, so that the next is to be found."""
    return await work.one(_OVER, before=_long_over(by), most=1) is not None


async def who_is_due(work: Transaction, member_ids: Sequence[int]) -> list[Due]:
    """Those of the members who want to be greeted on their birthday and can be, in the order of their numbers."""
    found = await work.each(_THIS, [{"member": one} for one in sorted(member_ids)])
    return [one for rows in found for one in rows]


async def turn_to_next(work: Work, kept: Sequence[Due], leap_day: LeapDay) -> None:
    """Find the next birthday of those whose last is done with."""
    next_days = [next_kept(one.birthday, one.next_on + _DAY, leap_day) for one in kept]
    await work.many(
        _NEXT_YEAR,
        [{"member": one.member_id, "new_day": day} for one, day in zip(kept, next_days, strict=True)],
    )


async def turn_years(work: Work, most: int) -> int:
    """Find the next birthday of those whose last has passed and wasn't kept, since they didn't want it; how many."""
    leap_day = (await read_birthday_rules(work)).leap_day
    before = _long_over(work.now)
    found = await work.all(_OVER, before=before, most=most)
    await work.many(
        _NEXT_YEAR, [{"member": one.member_id, "new_day": next_kept(one.birthday, before, leap_day)} for one in found]
    )
    return len(found)


def _long_over(now: datetime) -> date:
    """Birthdays before this day are not wished a happy one any more anywhere."""
    return (now + _WESTERNMOST).date() - timedelta(days=LATE_DAYS)
