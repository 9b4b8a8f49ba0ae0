"""What groups need each day: the rule is looked at anew, a word goes out before anybody has to leave, tags follow the
tiers, a hello goes out once a week, and what nobody needs is forgotten."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from math import ceil
from typing import NamedTuple

from sqlalchemy import Integer, bindparam, delete, func, or_, select, update

from bot.actions.events import upcoming
from bot.actions.group_bots import bots_of, keep_bots
from bot.actions.group_links import sweep_links
from bot.actions.group_tags import wanted_tag, wear
from bot.actions.groups import every_group, hold_group, read_group
from bot.actions.outbox import post, post_to_owners
from bot.actions.rewards import offers_for
from bot.actions.segments import chosen
from bot.actions.tiers import read_tiers
from bot.database import Command, Query, Transaction, among
from bot.rules.conditions import Everybody
from bot.rules.events import Event
from bot.rules.groups import KEPT, Group, Right, Stand, State, Told
from bot.rules.refusals import Refusal
from bot.rules.segments import parse, written
from bot.rules.times import local_day, start_of
from bot.shop import Work
from bot.tables.groups import places
from bot.tables.members import members
from bot.tables.people import people
from bot.tables.points import accounts

IN_ONE_ACT = 200
"""People of a group who are looked at in one transaction."""
LOOKED_FOR = 300
"""People of a group whom Telegram is asked about in a day."""
_REWARDS = 3
_EVENTS = 3
_SOON = timedelta(days=14)


class Looked(NamedTuple):
    """Somebody in a group, as the daily look finds them; `known` to the bot, so that they can be written to."""

    id: int
    telegram_id: int
    by_hand: bool
    earlier: bool
    ends_at: datetime | None
    tag: str
    tier: int | None
    member_id: int | None
    known: bool


_INSIDE = (places.c.group_id == bindparam("group"), places.c.state == Stand.INSIDE.value)
_PAGE = Query(
    Looked,
    select(
        *(places.c[name] for name in Looked._fields[:6]),
        accounts.c.tier,
        members.c.id.label("member_id"),
        people.c.telegram_id.is_not(None).label("known"),
    )
    .select_from(places)
    .outerjoin(people, people.c.telegram_id == places.c.telegram_id)
    .outerjoin(members, members.c.telegram_id == places.c.telegram_id)
    .outerjoin(accounts, accounts.c.member_id == members.c.id)
    .where(*_INSIDE, places.c.id > bindparam("after"))
    .order_by(places.c.id)
    .limit(IN_ONE_ACT),
)
_THIS = places.c.id == bindparam("number")
_ENDS = Command(update(places).where(_THIS).values(ends_at=bindparam("at")))
_IS_GONE = Command(
    update(places)
    .where(
        places.c.group_id == bindparam("in_group"),
        places.c.telegram_id == bindparam("person"),
        places.c.state == Stand.INSIDE.value,
    )
    .values(state=Stand.LEFT.value, changed_at=bindparam("at"), left_at=bindparam("at"), ends_at=None, tag="")
)
_INSIDE_NOW = Query(int, select(func.count()).where(*_INSIDE))
_PART = Query(
    int,
    select(places.c.telegram_id)
    .where(*_INSIDE, places.c.id % bindparam("parts", type_=Integer) == bindparam("turn", type_=Integer))
    .order_by(places.c.id),
)
_CAME = Query(int, select(func.count()).where(*_INSIDE, places.c.joined_at >= bindparam("since")))
_SWEEP = Command(
    delete(places).where(
        places.c.state.in_((Stand.LEFT.value, Stand.REMOVED.value, Stand.DECLINED.value)),
        or_(
            places.c.changed_at < bindparam("before"),
            # Not `not in`: PostgreSQL would go through all the people for each.
            ~select(people.c.telegram_id).where(people.c.telegram_id == places.c.telegram_id).exists(),
        ),
    )
)
"""Whoever left long ago, and whoever was forgotten, or never spoke to the bot at all."""


async def cared_for(reading: Transaction) -> list[Group]:
    """The groups whose door the bot keeps."""
    return [one for one in await every_group(reading) if one.state is not State.NEW and one.rights.keeps_door]


async def look_at(work: Work, number: int, after: int) -> int | None:
    """Look at the next people of a group: who has to leave is told, and leaves when their time is over.

    Whom its rule names is asked as of now: whoever has just come in, or came to be named again, isn't warned.

    Args:
        after: the place that was looked at last.

    Returns:
        The place looked at last, to go on from; None at the end.
    """
    group = await read_group(work, number)
    if group is None or not group.rights.keeps_door:
        return None
    found = await work.all(_PAGE, group=group.id, after=after)
    table = await read_tiers(work) if Right.TAG in group.rights else None
    named = await _named(work, group, [one.member_id for one in found if one.member_id is not None])
    for one in found:
        free = one.by_hand or (one.earlier and group.earlier_stay)
        await _keep_or_warn(work, group, one, stays=free or named is None or one.member_id in named)
        wanted = wanted_tag(table, one.tier, group.language)
        if table is not None and wanted != one.tag and not one.by_hand:
            await wear(work, group, one.id, wanted)
    return found[-1].id if len(found) == IN_ONE_ACT else None


async def _named(work: Work, group: Group, asked: Collection[int]) -> frozenset[int] | None:
    """Whom of some members a group's rule names; None: nobody has to leave. Where it can't be sure, owners are told."""
    if group.who is None:
        return None
    rule = parse(group.who)
    found = rule if isinstance(rule, Refusal) else await chosen(work, rule, work.now, work.store)
    if isinstance(found, Refusal):
        key = f"group_unsure:{group.id}:{local_day(work.now, work.store.zone_info).isoformat()}"
        await post_to_owners(work, "group_told", key, {"group": group.id, "what": Told.UNSURE.value})
        return None
    return frozenset(await work.all(Query(int, found.where(among(members.c.id, asked)))))


async def _keep_or_warn(work: Work, group: Group, one: Looked, *, stays: bool) -> None:
    if stays:
        if one.ends_at is not None:
            await work.run(_ENDS, number=one.id, at=None)
    elif one.ends_at is None:
        zone = work.store.zone_info
        ends_at = start_of(local_day(work.now, zone) + timedelta(days=group.grace_days), zone)
        await work.run(_ENDS, number=one.id, at=ends_at)
        if one.known:
            await post(
                work, "group_notice", one.telegram_id, f"group_notice:{one.id}:{ends_at.date()}", {"place": one.id}
            )
    elif one.ends_at <= work.now:
        await _let_out(work, group, one.id)
        if one.known:
            await post(
                work, "group_over", one.telegram_id, f"group_over:{one.id}:{one.ends_at.date()}", {"place": one.id}
            )


async def _let_out(work: Work, group: Group, number: int) -> None:
    """Once a day, until Telegram tells that they are out, or is asked and doesn't find them there."""
    await post(work, "group_exit", group.chat_id, f"group_exit:{number}:{work.now.date()}", {"place": number})


async def to_look_for(reading: Transaction, group: Group, day: date) -> list[int]:
    """Whom to look for in a group today, by Telegram number: everybody, or in a large one a part of them each day.

    Bots among them: one that has left without our hearing of it is one of its people fewer than Telegram counts.
    """
    parts = ceil(await reading.the(_INSIDE_NOW, group=group.id) / LOOKED_FOR) or 1
    people = await reading.all(_PART, group=group.id, parts=parts, turn=day.toordinal() % parts)
    return [*people, *await bots_of(reading, group)]


async def note_gone(work: Work, group: Group, people: Collection[int]) -> None:
    """They are not in a group any more, though nobody told us: the bot was no administrator then, or not there."""
    if await hold_group(work, group.chat_id) is None:
        return  # it has moved meanwhile
    await work.many(_IS_GONE, [{"in_group": group.id, "person": person, "at": work.now} for person in people])
    await keep_bots(work, group, (await bots_of(work, group)).difference(people))


async def say_hello(work: Work, group: Group) -> None:
    """A word to a group about its week, once a week."""
    week = local_day(work.now, work.store.zone_info).isocalendar()
    came = await work.the(_CAME, group=group.id, since=work.now - timedelta(days=7))
    shown = await offers_for(work, None, group.language)
    on = [[dict(one.reward.names), one.reward.price] for one in shown.offers[-_REWARDS:]]
    data = {"group": group.id, "came": came, "rewards": on, "greets": group.id}
    await post(work, "group_hello", group.chat_id, f"group_hello:{group.id}:{week.year}-{week.week}", data)


async def on_for(work: Work, number: int) -> list[Event]:
    """What is on in these days for everybody in a group: events for all members, and those with its own rule."""
    group = await read_group(work, number)
    whom = {written(Everybody()), group.who if group is not None else None}
    soon = [one for one in await upcoming(work, work.now) if one.who in whom and one.at < work.now + _SOON]
    return soon[:_EVENTS]


async def sweep_groups(work: Work) -> None:
    """Forget who left long ago, and links that lead nowhere."""
    await work.run(_SWEEP, before=work.now - KEPT)
    await sweep_links(work)
