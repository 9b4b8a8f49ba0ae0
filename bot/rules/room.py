"""How much room is left on the disk, and what that means for the shop."""

from enum import StrEnum

MEGABYTE = 2**20


class Room(StrEnum):
    """What can still be done."""

    PLENTY = "plenty"
    SHORT = "short"  # broadcasts wait: what is left is for sales and their receipts
    NEARLY_NONE = "nearly none"  # and the owners are told


FROM = ((500 * MEGABYTE, Room.PLENTY), (100 * MEGABYTE, Room.SHORT), (0, Room.NEARLY_NONE))
"""From how many free bytes on; promises.md, "SQLite settings"."""


def room_in(free: int) -> Room:
    """What so many free bytes mean."""
    return next(room for least, room in FROM if free >= least)
