"""The clock of groups: each day the rule is looked at anew, each Monday a hello goes out, and whoever waits at a door
is not forgotten."""

from datetime import datetime

import structlog

from bot.actions.group_care import (
    cared_for,
    look_at,
    named_in,
    note_gone,
    say_hello,
    sweep_groups,
    to_look_for,
)
from bot.actions.group_door import decide_again, undecided
from bot.actions.outbox import post_to_owners
from bot.rules.groups import Group, State, Told
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
    now = shop.clock.now()
    async with shop.reading() as reading:
        named = await named_in(reading, group, now, shop.store)
    day = local_day(now, shop.store.zone_info)
    if named is None and group.who is not None:
        async with shop.work() as work:
            key = f"group_unsure:{group.id}:{day.isoformat()}"
            await post_to_owners(work, "group_told", key, {"group": group.id, "what": Told.UNSURE.value})
    async with shop.reading() as reading:
        looked_for = await to_look_for(reading, group, day)
    if gone := await shop.gone_from(group.chat_id, looked_for):
        async with shop.work() as work:
            await note_gone(work, group, gone)
    after: int | None = 0
    while after is not None:
        async with shop.work() as work:
            after = await look_at(work, group, named, after)
    if group.hello and group.state is State.OPEN and day.weekday() == _MONDAY:
        async with shop.work() as work:
            await say_hello(work, group)


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
