"""When members are reminded, as the owner decides it, and how good it would have been."""

from datetime import timedelta

from bot.actions.products import add_product
from bot.actions.purchases import Line, Sold, record_purchases
from bot.rules.products import Product
from bot.rules.roles import OPERATOR, Actor, Role
from tests.world import World

DAY = timedelta(days=1)


async def test_the_owner_edits_the_rules_and_sees_how_good_they_would_have_been(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    await olga.says("/care")
    assert "Refill reminders: 4 days before" in olga.sees

    await olga.taps("Refill reminders")
    await olga.taps("How long before")
    await olga.says("31")
    assert "A whole number from 0 to 30" in olga.sees
    await olga.says("7")
    await olga.taps("Apply")

    assert "I write 7 days before the expected day" in olga.sees
    await olga.says("/care")
    await olga.taps("Refill reminders")
    await olga.taps("How good")
    assert "Can't tell yet" in olga.sees
    await bought_every_three_weeks(world)
    await olga.says("/care")
    await olga.taps("Refill reminders")
    await olga.taps("How good")
    assert "2 predictions" in olga.sees
    assert "always 21 days: 100%" in olga.sees
    assert "photo" in olga.messages[-1]
    await mei.says("/care")
    assert "Refill" not in mei.sees


async def bought_every_three_weeks(world: World) -> None:
    """Mei, three times, with something else that doesn't run out."""
    async with world.shop.work() as work:
        await add_product(work, Actor(Role.OWNER, staff_id=0), Product(None, "F1", "Formula 1", "", 1999, 21))
        lines = (Line("F1"), Line("WINE", name="Wine"))
        sold = [Sold("file", f"{n}", 1, world.clock.now() - (63 - 21 * n) * DAY, 1000, lines) for n in range(3)]
        await record_purchases(work, OPERATOR, sold)


async def test_products_of_a_kind_are_made_one_thing(world: World) -> None:
    max_ = await world.manager()
    async with world.shop.work() as work:
        for sku in ("F1", "F2"):
            await add_product(work, Actor(Role.OWNER, staff_id=0), Product(None, sku, sku, "", 1999, 21))

    await max_.says("/products")
    await max_.taps("F2 ·")
    await max_.taps("Counts as…")
    await max_.taps("F1")

    assert "Counts as F1 when it runs out" in max_.sees
    await max_.taps("Counts as…")
    await max_.taps("It counts as itself")
    assert "when it runs out" not in max_.sees
