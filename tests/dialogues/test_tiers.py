"""Tiers: the owner's table, edited in a draft and counted before it applies; members see where they stand."""

from bot.actions.tiers import read_tiers
from bot.rules.tiers import Measure, Span, TierTable
from tests.world import Guest, World


async def tiers_of(world: World) -> TierTable | None:
    async with world.shop.work() as work:
        return await read_tiers(work)


async def add_tier(olga: Guest, name: str, enter: str) -> None:
    """From the table: a new tier, and back to the table."""
    await olga.taps("Add a tier")
    await olga.says(name)
    await olga.says(enter)
    await olga.taps("Back")


async def open_tiers(world: World) -> Guest:
    """An owner who has applied Silver from 100 points and Gold from 500, both kept with four fifths."""
    olga = await world.owner()
    await olga.says("/program")
    await olga.taps("Tiers")
    await add_tier(olga, "Silver", "100")
    await add_tier(olga, "Gold", "500")
    await olga.taps("See what it would change")
    await olga.taps("Apply")
    await world.later(minutes=1)
    return olga


async def test_the_owner_makes_tiers_and_sees_what_they_mean_before_they_apply(world: World) -> None:
    olga, carl = await world.owner(), await world.cashier()
    mei, ada = await world.member("Mei"), await world.member("Ada")
    for member, amount in ((mei, "600"), (ada, "20")):
        await carl.says(f"/sale {await member.card()} {amount}")
        await carl.taps("Record")

    assert "Tiers" in await olga.says("/program")
    await olga.taps("Tiers")
    assert "No tiers yet." in olga.sees
    await add_tier(olga, "Silver", "100")
    assert "🥉 Silver: from 100 points, kept with 80 points, points ×1" in olga.sees
    assert "Not applied yet" in olga.sees
    await add_tier(olga, "Gold", "500")
    await olga.taps("See what it would change")

    assert "1 up, at once" in olga.sees
    assert "0 down" in olga.sees
    assert "1 unchanged" in olga.sees
    assert await tiers_of(world) is None
    await olga.taps("Apply")
    assert "The new tiers apply." in olga.sees
    await world.later(minutes=1)
    assert "You are 🥈 Gold now!" in mei.sees
    assert not any("now!" in text for text in ada.heard)
    table = await tiers_of(world)
    assert table is not None
    assert (table.measure, table.span, table.version) == (Measure.POINTS, Span.ROLLING, 1)
