"""What waits while the shop is paused, and when a clock has jumped."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.deliveries import Lane
from bot.rules.pauses import JUMP, Clocks, Pause, waits

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SINCE = Clocks(NOON, 1000.0)


@pytest.mark.parametrize(
    ("wall", "passed", "jump"),
    [
        (timedelta(hours=3), timedelta(hours=3), timedelta(0)),
        (timedelta(hours=1), timedelta(hours=3), timedelta(hours=-2)),
        (timedelta(hours=5), timedelta(hours=3), timedelta(hours=2)),
        (timedelta(days=3650), timedelta(0), timedelta(days=3650)),
    ],
)
def test_a_clock_has_jumped_by_what_it_moved_beyond_the_time_that_passed(
    wall: timedelta, passed: timedelta, jump: timedelta
) -> None:
    assert SINCE.jump_to(Clocks(NOON + wall, 1000 + passed.total_seconds())) == jump


def test_a_restored_shop_sends_nothing_and_one_with_a_wrong_clock_no_offers() -> None:
    assert [lane for lane in Lane if waits(Pause.RESTORED, lane)] == list(Lane)
    assert [lane for lane in Lane if waits(Pause.CLOCK, lane)] == [Lane.BROADCAST]
    assert [lane for lane in Lane if waits(None, lane)] == []
    assert timedelta(minutes=10) == JUMP
