"""Points about to expire, in the chat: told in time, kept for a week, good for longer where nobody could be told."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.dialogues.test_sale import points_of
from tests.world import Guest, World

pytestmark = pytest.mark.either

BERLIN = ZoneInfo("Europe/Berlin")


async def bought(carl: Guest, mei: Guest, amount: int) -> None:
    await carl.says(f"/sale {await mei.card()} {amount}")
    await carl.taps("Record")


def told(guest: Guest) -> list[dict[str, object]]:
    """The warnings in somebody's chat."""
    return [
        one for one in guest.messages if "soon" in str(one.get("text")) and "of your points" in str(one.get("text"))
    ]


def days_before(messages: list[dict[str, object]], last: datetime) -> list[int]:
    """How many days before a day of Berlin they came; all between nine and eight."""
    at = [datetime.fromtimestamp(int(str(one["date"])), BERLIN) for one in messages]
    assert all(time(9) <= one.time() < time(20) for one in at), at
    return [(last.date() - one.date()).days for one in at]


async def test_a_member_is_told_thirty_and_seven_days_before_and_then_the_points_go(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await bought(carl, mei, 40)  # on 2 March 2026, good to the end of 2 March 2027

    await world.later(days=365)
    assert days_before(told(mei), datetime(2027, 3, 2, tzinfo=UTC)) == [30, 7]
    assert "• 40 points: until 2 March (in 7 days)" in str(told(mei)[-1]["text"])
    await world.later(hours=13)
    assert await points_of(mei) == 40
    await world.later(hours=2)

    assert await points_of(mei) == 0
    await mei.says("/points")
    assert "−40 · Expired · 3 March" in "".join(mei.buttons)


async def test_a_jump_of_the_clock_over_years_leaves_no_warning_out(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    for _ in range(3):
        await bought(carl, mei, 40)
        await world.later(days=40)

    await world.later(days=800)

    lasts = [datetime(2027, *day, tzinfo=UTC) for day in ((3, 2), (4, 11), (5, 21))]
    assert [days_before(told(mei)[2 * n : 2 * n + 2], last) for n, last in enumerate(lasts)] == [[30, 7]] * 3
    assert await points_of(mei) == 0


async def test_one_tap_keeps_them_a_week_longer_once_a_year(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await bought(carl, mei, 40)
    await world.later(days=359)
    assert "Keep them a week longer" in mei.buttons

    await mei.taps("Keep them a week longer")

    assert "40 points stay with you for a week longer" in mei.sees
    assert "until 9 March" in mei.sees
    await mei.says("/points")
    assert "Keep them a week longer" not in mei.buttons
    assert "Good until 9 March" in mei.sees
    await world.later(days=10)
    assert await points_of(mei) == 40
    assert days_before(told(mei), datetime(2027, 3, 9, tzinfo=UTC))[-1] == 7
    await world.later(days=10)
    assert await points_of(mei) == 0


@pytest.mark.both
async def test_the_button_pressed_twice_keeps_once_and_says_when_again(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await bought(carl, mei, 40)
    await world.later(days=359)

    mei.presses("Keep them a week longer")
    mei.presses("Keep them a week longer")
    await world.settle()
    assert "It can be done again from 24 February 2028" in mei.toast
    assert "until 9 March" in mei.sees


async def test_a_button_of_an_old_warning_is_no_longer_good(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await bought(carl, mei, 40)
    await world.later(days=359)
    await bought(carl, mei, 10)
    await world.later(days=20)

    world.telegram.tap(mei.person, int(str(told(mei)[-1]["message_id"])), "Keep them a week longer")
    await world.settle()

    assert "no longer valid" in mei.toast


async def test_points_says_what_can_be_kept_where_it_can(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await bought(carl, mei, 40)
    await mei.says("/points")
    assert "Keep them a week longer" not in mei.buttons

    await world.later(days=360)
    await mei.says("/points")
    assert "for a week longer" in mei.sees
    await mei.taps("Keep them a week longer")

    assert "until 9 March" in mei.sees


async def test_a_member_sees_what_expires_when_by_pages(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await mei.says("/points")
    assert "What expires when" not in mei.buttons
    for _ in range(14):
        await bought(carl, mei, 40)
        await world.later(days=1)

    await mei.says("/points")
    await mei.taps("What expires when")
    assert "• 40 points: until 2 March 2027" in mei.sees
    assert mei.sees.count("•") == 12
    await mei.taps("Later ›")
    assert "15 March 2027" in mei.sees
    assert mei.sees.count("•") == 2
    await mei.taps("‹ Sooner")
    await mei.taps("Back")

    assert "You have" in mei.sees


async def test_who_blocked_the_bot_keeps_the_points_for_longer_and_is_told_when_they_come_back(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await bought(carl, mei, 40)
    world.telegram.block(mei.person)
    await world.settle()

    await world.later(days=370)
    assert told(mei) == []
    world.telegram.unblock(mei.person)
    await mei.says("/points")
    assert "You have 40 points" in mei.sees
    assert "Good until 1 April" in mei.sees
    assert "0 · Good for longer · 3 March" in "".join(mei.buttons)
    await world.later(days=1)
    assert len(told(mei)) == 1
    await world.later(days=30)

    assert await points_of(mei) == 0


async def test_a_warning_that_telegram_refuses_is_sent_again_the_next_day(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await bought(carl, mei, 40)
    await world.later(days=330)
    world.telegram.faults.add("server_error", method="sendMessage", chat=mei.id, times=5)

    await world.later(days=34)

    assert days_before(told(mei), datetime(2027, 3, 2, tzinfo=UTC)) == [29, 7]


@pytest.mark.promise(32)
async def test_a_shop_whose_clock_runs_ten_years_ahead_loses_nobodys_points_and_tells_its_owner(world: World) -> None:
    olga, carl, mei = await world.owner(), await world.cashier(), await world.member("Mei")
    await bought(carl, mei, 40)
    true = world.clock.now()
    world.shop.telegram_time = lambda: true
    world.clock.set(true + timedelta(days=3650))

    await world.later(days=3)

    assert await points_of(mei) == 40
    assert told(mei) == []
    assert sum("No points expire for now" in text for text in olga.heard) == 1
