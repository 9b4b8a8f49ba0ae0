"""Points that are about to expire: told in time, kept for a week, extended for who can't be told; and when they do end."""

from datetime import UTC, datetime, timedelta

from tests.dialogues.test_sale import points_of
from tests.world import Guest, World


async def bought(carl: Guest, mei: Guest, amount: int) -> None:
    await carl.says(f"/sale {await mei.card()} {amount}")
    await carl.taps("Record")


async def test_a_member_is_told_thirty_and_seven_days_before_and_then_the_points_go(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await bought(carl, mei, 40)

    await world.later(days=365)

    told = [text for text in mei.heard if "expire soon" in text]
    assert len(told) == 2, mei.heard
    assert await points_of(mei) == 40
    await world.later(days=1)
    assert await points_of(mei) == 0
