"""Who was in a group before the bot kept its door: Telegram lists nobody, so that they are learnt one by one."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update

from bot.actions.group_bots import bots_of, keep_bots
from bot.actions.group_door import open_place, place_of
from bot.actions.group_tags import settle_tag
from bot.actions.groups import every_group, group_of_chat, hold_group
from bot.actions.people import find_person
from bot.database import Command, Query, Transaction
from bot.rules.group_news import Spoke
from bot.rules.groups import ON_THE_WAY, Crowd, Group, Stand, State
from bot.shop import Work
from bot.tables.groups import groups, places
from bot.tables.members import members

ASKED_AT_ONCE = 20
"""Members about whom Telegram is asked before anybody else has a turn."""


class Candidate(NamedTuple):
    """A member who may be in a group without our knowing."""

    member_id: int
    telegram_id: int


_THIS = groups.c.id == bindparam("number")
_IS_THERE = Command(
    update(places)
    .where(places.c.id == bindparam("number"))
    .values(
        state=Stand.INSIDE.value,
        changed_at=bindparam("at"),
        joined_at=None,
        left_at=None,
        ends_at=None,
        by_hand=bindparam("hand"),
        earlier=bindparam("before_us"),
        tag="",
    )
)
_BY_HAND = Command(update(places).where(places.c.id == bindparam("number")).values(by_hand=True))
_COUNTED = Command(update(groups).where(_THIS).values(unknown=bindparam("n")))
_ONE_LESS = Command(update(groups).where(_THIS, groups.c.unknown > 0).values(unknown=groups.c.unknown - 1))
_ASKED = Command(update(groups).where(_THIS).values(asked_to=bindparam("member")))
_INSIDE = (places.c.group_id == bindparam("number"), places.c.state == Stand.INSIDE.value)
_KNOWN = Query(int, select(func.count()).where(*_INSIDE))
_NEXT = Query(
    Candidate,
    select(members.c.id.label("member_id"), members.c.telegram_id)
    .where(
        members.c.id > select(groups.c.asked_to).where(_THIS).scalar_subquery(),
        members.c.joined_at.is_not(None),
        members.c.telegram_id.is_not(None),
        members.c.telegram_id.not_in(select(places.c.telegram_id).where(*_INSIDE)),
    )
    .order_by(members.c.id)
    .limit(ASKED_AT_ONCE),
)


async def groups_with_strangers(reading: Transaction) -> list[Group]:
    """The groups in which somebody is whom the bot doesn't know yet, or that weren't counted."""
    found = await every_group(reading)
    return [one for one in found if one.rights.keeps_door and one.unknown != 0]


async def spoke(work: Work, news: Spoke) -> None:
    """Somebody said something in a group, and so they are in it."""
    group = await group_of_chat(work, news.chat.id)
    if group is not None and group.state is not State.GONE:
        await learn(work, group, news.person, news.at)


async def learn(work: Work, group: Group, person: int, at: datetime, *, admin: bool = False) -> None:
    """Somebody turns out to be in a group, though nobody told when they came.

    Whoever never spoke to the bot is kept in mind only where the rule holds for them: an id is not written down for
    the sake of a number.
    """
    place = await place_of(work, group.id, person)
    if place is None:
        judged = not (group.earlier_stay or group.who is None)
        if not judged and await find_person(work, person) is None:
            return
    elif place.state == Stand.INSIDE:
        if admin and not place.by_hand:
            await work.run(_BY_HAND, number=place.id)
        return
    elif at <= place.changed_at + (ON_THE_WAY if place.state == Stand.LET_IN else timedelta(0)):
        return  # they are about to come in, or were heard to leave since
    number = place.id if place is not None else (await open_place(work, group.id, person)).id
    await work.run(_IS_THERE, number=number, at=at, hand=admin, before_us=place is None)
    await one_less(work, group)
    await settle_tag(work, group, number)


async def one_less(work: Work, group: Group) -> None:
    """One of those who weren't known is known now, or has left."""
    await work.run(_ONE_LESS, number=group.id)


async def count_in(work: Work, group: Group, crowd: Crowd) -> None:
    """So many are in a group: who is neither known nor a bot is one of its strangers; its administrators have names."""
    if await hold_group(work, group.chat_id) is None:
        return  # it has moved meanwhile
    for admin in crowd.admins:
        if await find_person(work, admin) is not None:
            await learn(work, group, admin, work.now, admin=True)
    bots = await bots_of(work, group) | crowd.bots
    await keep_bots(work, group, bots)
    known = await work.the(_KNOWN, number=group.id) + len(bots)
    await work.run(_COUNTED, number=group.id, n=max(0, crowd.n - known))


async def to_ask_about(reading: Transaction, group: Group) -> list[Candidate]:
    """The next members about whom Telegram wasn't asked; the oldest first, who may have been there the longest."""
    return await reading.all(_NEXT, number=group.id)


async def learn_from(work: Work, group: Group, asked: Sequence[Candidate], found: Mapping[int, bool | None]) -> None:
    """What Telegram said of some members.

    Args:
        found: whether they are in the group, by Telegram number; None where it couldn't tell. Whoever isn't among
            them is asked about later.
    """
    told = [one for one in asked if one.telegram_id in found]
    for one in told:
        if found[one.telegram_id]:
            await learn(work, group, one.telegram_id, work.now)
    if told:
        await work.run(_ASKED, number=group.id, member=told[-1].member_id)
