"""Keeping members' birthdays: the gift is there in time, a word is said before, and on the day they are greeted.

What falls due before the next look is put into the outbox now, due at the hour of each member's own day, so that a
shop that sleeps over it makes it good when it wakes.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.actions.birthday_rules import read_birthday_rules
from bot.actions.birthday_turns import AHEAD, LOOKS_BACK, Due, turn_to_next, who_is_due
from bot.actions.greeting_lines import LineAsked, ahead_key, ask_for_lines, greeting_key
from bot.actions.holdout import split
from bot.actions.outbox import Posting, move_due, post_all
from bot.actions.points import give_points
from bot.actions.presents import tell_nothing_to_give
from bot.actions.rewards import read_reward
from bot.actions.tiers import read_tiers
from bot.actions.vouchers import give_voucher
from bot.database import Command, Query
from bot.rules.birthdays import (
    LINE_WAITS,
    BirthdayRules,
    GiftKind,
    begins_at,
    gift_until,
    greeting_at,
    is_too_late,
    is_too_soon,
    worth_until,
)
from bot.rules.care import Care
from bot.rules.refusals import Refusal
from bot.rules.times import SENDING, local_day, start_of
from bot.shop import Work
from bot.tables.birthdays import greetings


class _Before(NamedTuple):
    greeted_on: date | None
    given_on: date | None


class _Upcoming(NamedTuple):
    id: int
    on: date


_BEFORE = Query(
    _Before,
    select(
        func.max(case((greetings.c.posted_at.is_not(None), greetings.c.on))).label("greeted_on"),
        func.max(case((greetings.c.until.is_not(None), greetings.c.on))).label("given_on"),
    ).where(greetings.c.member_id == bindparam("member"), greetings.c.on != bindparam("but")),
)
_BEGIN = Query(
    int,
    insert(greetings)
    .on_conflict_do_nothing(index_elements=[greetings.c.member_id, greetings.c.on])
    .returning(greetings.c.id),
)
_THIS_ONE = greetings.c.id == bindparam("number")
_GIVE = Command(
    update(greetings)
    .where(_THIS_ONE)
    .values(points=bindparam("new_points"), voucher_id=bindparam("new_voucher"), until=bindparam("new_until"))
)
_POSTED = Command(update(greetings).where(_THIS_ONE).values(posted_at=bindparam("at")))
_UPCOMING = Query(
    _Upcoming,
    select(greetings.c.id, greetings.c.on).where(
        greetings.c.member_id == bindparam("member"), greetings.c.on >= bindparam("since")
    ),
)


async def keep_birthdays(work: Work, member_ids: Sequence[int]) -> int:
    """Do for these members' birthdays what falls due before the next look; how many greetings were posted.

    What was done already isn't done again, and nobody is greeted or given anything twice within ten months.
    """
    rules, table = await read_birthday_rules(work), await read_tiers(work)
    shop = _Shop(rules, [tier.id for tier in table.tiers] if table else [], work.now + AHEAD)
    found = await who_is_due(work, member_ids) if rules.on else []
    due = [one for one in found if begins_at(one.next_on, rules, _zone(work, one)) <= shop.until]
    asked = [{"member": one.member_id, "but": one.next_on} for one in due]
    before = {one.member_id: known for one, [known] in zip(due, await work.each(_BEFORE, asked), strict=True)}
    soon = [one for one in due if is_too_soon(one.next_on, before[one.member_id].greeted_on)]
    begun = await _begin(work, shop, [one for one in due if one not in soon], before)
    ready = [one for one in begun if greeting_at(one.next_on, rules, _zone(work, one)) <= shop.until]
    await _greet(work, shop, ready)
    await turn_to_next(work, [*soon, *ready], rules.leap_day)
    return sum(not one.held for one in ready)


async def follow_zone(work: Work, member_id: int, before: ZoneInfo, after: ZoneInfo) -> None:
    """Let the greeting that waits for a member who moves to another zone come at the hour there: never early."""
    rules = await read_birthday_rules(work)
    for one in await work.all(_UPCOMING, member=member_id, since=(work.now - LOOKS_BACK).date()):
        by = greeting_at(one.on, rules, after) - greeting_at(one.on, rules, before)
        for key in (greeting_key(one.id), ahead_key(one.id)):
            await move_due(work, key, by)


class _Shop(NamedTuple):
    """What holds for all of them: the rules, the numbers of the tiers from the lowest on, and until when to look."""

    rules: BirthdayRules
    tiers: list[int]
    until: datetime


def _zone(work: Work, one: Due) -> ZoneInfo:
    return work.store.zone_of(one.zone)


async def _begin(work: Work, shop: _Shop, found: Sequence[Due], before: Mapping[int, _Before]) -> list[Due]:
    """Begin what hasn't begun: who is left out is noted, the others have their gift, and a word is said ahead."""
    new = [one for one in found if one.greeting_id is None]
    held: set[int] = set()
    for day in sorted({one.next_on for one in new}):
        whose = [one.member_id for one in new if one.next_on == day]
        held |= (await split(work, Care.BIRTHDAY, whose, f"{day}")).held
    numbers = await work.each(
        _BEGIN,
        [
            {"member_id": one.member_id, "on": one.next_on, "begun_at": work.now, "held": one.member_id in held}
            for one in new
        ],
    )
    begun = [
        one._replace(greeting_id=number, held=one.member_id in held)
        for one, made in zip(new, numbers, strict=True)
        for number in made
    ]
    new_gifts = [one for one in begun if not one.held and not is_too_soon(one.next_on, before[one.member_id].given_on)]
    given = [one for one in new_gifts if await _give(work, shop, one)]
    await _say_ahead(work, shop, [one for one in given if _has_word(work, shop, one)])
    return [*(one for one in found if one.greeting_id is not None), *begun]


def _has_word(work: Work, shop: _Shop, one: Due) -> bool:
    """Whether their gift comes ahead of the day, with a word of its own."""
    return shop.rules.lead > 0 and local_day(work.now, _zone(work, one)) < one.next_on


async def _give(work: Work, shop: _Shop, one: Due) -> bool:
    """Give them what members of their tier are given; False where that is nothing."""
    gift, zone = shop.rules.gift_for(one.tier, shop.tiers), _zone(work, one)
    today = local_day(work.now, zone)
    if gift.kind is GiftKind.NOTHING or is_too_late(one.next_on, today):
        return False
    until, key = gift_until(one.next_on, today, shop.rules, zone), f"birthday:{one.greeting}"
    points = voucher = None
    if gift.kind is GiftKind.POINTS:
        tells = ahead_key if _has_word(work, shop, one) else greeting_key
        points = await give_points(work, one.member_id, gift.number, key, until, tells(one.greeting))
    else:
        given = await give_voucher(work, one.member_id, gift.number, until, key)
        if isinstance(given, Refusal):
            if reward := await read_reward(work, gift.number):
                await tell_nothing_to_give(work, Care.BIRTHDAY, reward)
            return False
        voucher = given.id
    await work.run(_GIVE, number=one.greeting, new_points=points, new_voucher=voucher, new_until=until)
    return True


async def _say_ahead(work: Work, shop: _Shop, given: Sequence[Due]) -> None:
    """Tell them of the gift that is theirs from now on; one whose hour is past is told at once."""
    await post_all(
        work,
        "birthday_ahead",
        [
            Posting(
                one.telegram_id,
                ahead_key(one.greeting),
                {"nearing": one.greeting},
                max(begins_at(one.next_on, shop.rules, _zone(work, one)), work.now),
                best_before=start_of(one.next_on, _zone(work, one)),
            )
            for one in given
        ],
    )


async def _greet(work: Work, shop: _Shop, ready: Sequence[Due]) -> None:
    """Post the greetings; who is left out counts as greeted."""
    postings, asked = [], []
    for one in ready:
        at = greeting_at(one.next_on, shop.rules, _zone(work, one))
        waits = _waits_for_line(work, shop, one, at)
        if not one.held:
            due = at + LINE_WAITS if waits else at
            data = {"greeting": one.greeting}
            last = worth_until(one.next_on, _zone(work, one))
            postings.append(Posting(one.telegram_id, greeting_key(one.greeting), data, due, best_before=last))
            if waits:
                asked.append(LineAsked(one.greeting, one.member_id, at))
    await post_all(work, "birthday", postings)
    await ask_for_lines(work, asked)
    await work.many(_POSTED, [{"number": one.greeting, "at": work.now} for one in ready])


def _waits_for_line(work: Work, shop: _Shop, one: Due, at: datetime) -> bool:
    """Whether the staff are asked for a line: at an hour at which they may be at work."""
    opens, closes = SENDING
    here = at.astimezone(work.store.zone_info).time()
    return at > work.now and opens <= here < closes and shop.rules.asks_line(one.tier)
