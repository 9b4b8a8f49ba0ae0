"""Coming in, joining, and what is asked of whom."""

from tests.world import World


async def test_a_guest_is_greeted_in_their_language_and_joins(world: World) -> None:
    mei = world.guest("Mei", "zh-hans")

    await mei.starts()
    assert "Mei" in mei.sees
    assert "Green Corner" in mei.sees

    await mei.taps(mei.buttons[0])

    assert "<code>" not in mei.sees
    await mei.says("/points")
    assert "0" in mei.sees
