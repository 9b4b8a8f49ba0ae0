"""What still goes on as the disk fills."""

import pytest

from bot.rules.roles import Action
from bot.rules.room import MEGABYTE, Room, has_room, room_in


@pytest.mark.parametrize(
    ("megabytes", "room"),
    [
        (10_000, Room.PLENTY),
        (500, Room.PLENTY),
        (499, Room.SHORT),
        (100, Room.SHORT),
        (99, Room.NEARLY_NONE),
        (0, Room.NEARLY_NONE),
    ],
)
def test_broadcasts_stop_below_500_megabytes_and_everything_that_records_below_100(megabytes: int, room: Room) -> None:
    assert room_in(megabytes * MEGABYTE) is room


@pytest.mark.parametrize("room", [Room.PLENTY, Room.SHORT])
def test_while_some_room_is_left_everybody_does_what_they_do(room: Room) -> None:
    assert all(has_room(room, action) for action in Action)


def test_while_next_to_nothing_is_left_one_looks_things_up_and_takes_things_back() -> None:
    assert {action for action in Action if has_room(Room.NEARLY_NONE, action)} == {
        *(Action.SEE_HELP, Action.SEE_PRIVACY, Action.SEE_POINTS, Action.SEE_CARD, Action.SEE_MY_DATA),
        *(Action.SEE_VOUCHERS, Action.SEE_REWARDS, Action.SEE_EVENTS, Action.SEE_STAFF, Action.FIND_MEMBER),
        *(Action.SEE_WHY, Action.SEE_PLANNED),
        *(Action.SEE_LOG, Action.SEE_LIABILITY, Action.SEE_NPS, Action.SEE_EFFECT, Action.TEST_CARE),
        *(Action.FORGET_ME, Action.CHANGE_SETTINGS, Action.DISMISS_STAFF, Action.STOP_SPENDING),
    }
