"""How much room is left on the disk, and what that means for the shop."""

from enum import StrEnum

from bot.rules.roles import Action

MEGABYTE = 2**20


class Room(StrEnum):
    """What can still be done."""

    PLENTY = "plenty"
    SHORT = "short"  # broadcasts wait: what is left is for sales and their receipts
    NEARLY_NONE = "nearly none"  # nothing new is recorded, and the owners are told


FROM = ((500 * MEGABYTE, Room.PLENTY), (100 * MEGABYTE, Room.SHORT), (0, Room.NEARLY_NONE))
"""From how many free bytes on; promises.md, "SQLite settings"."""

READS = frozenset(
    {
        Action.SEE_HELP,
        Action.SEE_PRIVACY,
        Action.SEE_POINTS,
        Action.SEE_CARD,
        Action.SEE_MY_DATA,
        Action.SEE_REWARDS,
        Action.SEE_VOUCHERS,
        Action.SEE_EVENTS,
        Action.SEE_STAFF,
        Action.FIND_MEMBER,
        Action.SEE_LOG,
        Action.SEE_LIABILITY,
        Action.SEE_EFFECT,
        Action.SEE_WHY,
        Action.SEE_PLANNED,
        Action.SEE_NPS,
        Action.TEST_CARE,
    }
)
"""Whoever asks is told; at most the question they are asked is kept for an hour."""

TAKES_BACK = frozenset({Action.FORGET_ME, Action.CHANGE_SETTINGS, Action.DISMISS_STAFF, Action.STOP_SPENDING})
"""To be forgotten, to be written to no more, to let no thief at the till: a few bytes that no disk may refuse."""


def room_in(free: int) -> Room:
    """What so many free bytes mean."""
    return next(room for least, room in FROM if free >= least)


def has_room(room: Room, action: Action) -> bool:
    """Whether somebody may still do this: while next to nothing is left, only what reads or takes back."""
    return room is not Room.NEARLY_NONE or action in READS | TAKES_BACK
