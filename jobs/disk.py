"""Looks after the disk that the shop is on: before it is full, broadcasts stop, and then whatever records anything."""

import shutil

import structlog

from bot.actions.outbox import post_to_owners
from bot.database.sqlite import SqliteDatabase
from bot.rules.room import MEGABYTE, Room, room_in
from bot.shop import Shop

log = structlog.get_logger(__name__)


def look_at_disk(shop: Shop) -> int:
    """See how much room is left, and let the shop know it; how many megabytes that is.

    PostgreSQL's disk is another machine's, and has its own watch.
    """
    if not isinstance(shop.database, SqliteDatabase):
        return 0
    free = shutil.disk_usage(shop.database.path.parent).free
    before, shop.room = shop.room, room_in(free)
    if shop.room is not before:
        log.warning("room", left=shop.room.value, megabytes=free // MEGABYTE)
    return free // MEGABYTE


async def watch_disk(shop: Shop) -> None:
    """See how much room is left, and tell the owners, once a day at most, when it becomes nearly none."""
    before = shop.room
    megabytes = look_at_disk(shop)
    if shop.room is Room.NEARLY_NONE and before is not Room.NEARLY_NONE:
        async with shop.work() as work:
            await post_to_owners(work, "disk_full", f"disk_full:{work.now:%Y-%m-%d}", {"megabytes": megabytes})
