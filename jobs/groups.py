"""The clock of groups: each day the rule is looked at anew, each Monday a hello goes out, and whoever waits at a door
is not forgotten."""

from datetime import datetime

import structlog

from bot.actions.group_care import (
    cared_for,
    look_at,
    note_gone,
    say_hello,
    sweep_groups,
    to_look_for,
)
from bot.actions.group_door import decide_again, undecided
from bot.actions.group_faces import count_in, groups_with_strangers, learn_from, to_ask_about
from bot.rules.groups import Group, State
from bot.rules.room import Room
from bot.rules.times import local_day
from bot.shop import Shop
from jobs.job import PutOffError

log = structlog.get_logger(__name__)

AT_ONCE = 50
"""Requests that are looked at once more in one read."""
_MONDAY = 0


async def wanted(shop: Shop, _: datetime) -> bool:
    """Whether there is a group to look after."""
    async with shop.reading() as reading:
        return bool(await cared_for(reading))


async def care_for_groups(shop: Shop) -> None:
    """Look at everybody in every group once, and say hello where it is the day for it.

    Raises:
        PutOffError: next to nothing is left on the disk.
    """
    if shop.room is Room.NEARLY_NONE:
        raise PutOffError("the disk is nearly full")
    async with shop.reading() as reading:
        found = await cared_for(reading)
    for group in found:
        await _look_after(shop, group)
    async with shop.work() as work:
        await sweep_groups(work)


async def _look_after(shop: Shop, group: Group) -> None:
    day = local_day(shop.clock.now(), shop.store.zone_info)
    async with shop.reading() as reading:
        looked_for = await to_look_for(reading, group, day)
    seen = await shop.eyes.see(group.chat_id, looked_for)
    if gone := [person for person, there in seen.items() if there is False]:
        async with shop.work() as work:
            await note_gone(work, group, gone)
    await _count(shop, group)
    after: int | None = 0
    while after is not None:
        async with shop.work() as work:
            after = await look_at(work, group.id, after)
    if group.hello and group.state is State.OPEN and day.weekday() == _MONDAY:
        async with shop.work() as work:
            await say_hello(work, group)


async def anybody_uncounted(shop: Shop, _: datetime) -> bool:
    """Whether there is a group of which nobody knows how many are in it."""
    async with shop.reading() as reading:
        return any(one.unknown is None for one in await groups_with_strangers(reading))


async def count_people(shop: Shop) -> None:
    """Find out how many are in a group that is new to the bot; who asked there meanwhile is decided about then."""
    async with shop.reading() as reading:
        found = [one for one in await groups_with_strangers(reading) if one.unknown is None]
    for group in found:
        await _count(shop, group)
    await mind_doors(shop)


async def anybody_unknown(shop: Shop, _: datetime) -> bool:
    """Whether there is a group in which somebody is whom the bot doesn't know."""
    async with shop.reading() as reading:
        return any(one.unknown for one in await groups_with_strangers(reading))


async def get_to_know(shop: Shop) -> None:
    """Find out who is in a group, a few members at a time."""
    async with shop.reading() as reading:
        found = [one for one in await groups_with_strangers(reading) if one.unknown]
    for group in found:
        async with shop.reading() as reading:
            asked = await to_ask_about(reading, group)
        seen = await shop.eyes.see(group.chat_id, [one.telegram_id for one in asked])
        async with shop.work() as work:
            await learn_from(work, group, asked, seen)


async def _count(shop: Shop, group: Group) -> None:
    crowd = await shop.eyes.count(group.chat_id)
    if crowd is not None:
        async with shop.work() as work:
            await count_in(work, group, crowd)


async def mind_doors(shop: Shop) -> None:
    """Decide anew about every request that was left open."""
    after = 0
    while True:
        async with shop.reading() as reading:
            found = await undecided(reading, shop.clock.now(), after, AT_ONCE)
        for number in found:
            async with shop.work() as work:
                await decide_again(work, number)
        if len(found) < AT_ONCE:
            return
        after = found[-1]
