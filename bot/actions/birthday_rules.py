"""How the shop keeps birthdays: the rules that hold, and letting others hold."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, select, update

from bot.actions.care import apply_care, read_care
from bot.actions.log import authorise
from bot.database import Command, Query, Transaction
from bot.rules.birthdays import Birthday, BirthdayRules, Calendar, LeapDay, from_plain, kept_on, plain
from bot.rules.care import Care
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, Actor
from bot.shop import Work
from bot.tables.birthdays import birthdays

_LEAPLING = Birthday(Calendar.SOLAR, 2, 29)


class _Born(NamedTuple):
    member_id: int
    next_on: date


_LEAPLINGS = Query(
    _Born,
    select(birthdays.c.member_id, birthdays.c.next_on).where(
        birthdays.c.calendar == _LEAPLING.calendar.value,
        birthdays.c.month == _LEAPLING.month,
        birthdays.c.day == _LEAPLING.day,
    ),
)
_MOVE = Command(
    update(birthdays).where(birthdays.c.member_id == bindparam("member")).values(next_on=bindparam("new_day"))
)


async def read_birthday_rules(work: Transaction) -> BirthdayRules:
    """The rules that hold."""
    return await read_care(work, Care.BIRTHDAY, from_plain)


async def apply_birthday_rules(work: Work, actor: Actor, rules: BirthdayRules) -> BirthdayRules | Refusal:
    """Keep birthdays by these rules from now on; or why that can't be."""
    authorise(actor, Action.EDIT_CARE)
    if refusal := rules.refused():
        return refusal
    before = await read_birthday_rules(work)
    await apply_care(work, actor, Care.BIRTHDAY, plain(rules), plain(before))
    if rules.leap_day is not before.leap_day:
        await _move_leaplings(work, rules.leap_day)
    return rules


async def _move_leaplings(work: Work, leap_day: LeapDay) -> None:
    """Whoever was born on 29 February is greeted by the new rule already in the year that is next for them."""
    moved = [
        {"member": one.member_id, "new_day": kept_on(_LEAPLING, one.next_on.year, leap_day)}
        for one in await work.all(_LEAPLINGS)
    ]
    await work.many(_MOVE, moved)
