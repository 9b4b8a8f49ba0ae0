"""The goods: listed by pages, added step by step, changed part by part."""

import pytest

from bot.actions.products import add_product, product_by_sku
from bot.rules.products import Product
from bot.rules.roles import Actor, Role
from tests.world import World

pytestmark = pytest.mark.either


async def product(world: World, sku: str) -> Product | None:
    async with world.shop.work() as work:
        found = await product_by_sku(work, sku)
        return None if found is None else found._replace(id=None)


async def stock(world: World, n: int) -> None:
    async with world.shop.work() as work:
        for number in range(n):
            await add_product(work, Actor(Role.MANAGER), Product(None, f"P{number:02}", f"Thing {number:02}"))


async def test_a_product_is_added_step_by_step(world: World) -> None:
    max_ = await world.manager()

    await max_.says("/products")
    assert "None yet" in max_.sees
    await max_.taps("Add a product")
    for answer in ("TEA", "Green tea", "tea", "4,50", "21"):
        await max_.says(answer)

    assert "Saved" in max_.sees
    assert await product(world, "TEA") == Product(None, "TEA", "Green tea", "tea", 450, 21)


async def test_what_is_optional_may_be_skipped(world: World) -> None:
    max_ = await world.manager()
    await max_.says("/products")
    await max_.taps("Add a product")
    await max_.says("TEA")
    await max_.says("Green tea")

    for _ in range(3):
        await max_.taps("Skip")

    assert await product(world, "TEA") == Product(None, "TEA", "Green tea")


@pytest.mark.both
async def test_wrong_answers_lose_nothing(world: World) -> None:
    await stock(world, 1)
    max_ = await world.manager()
    await max_.says("/products")
    await max_.taps("Add a product")

    for sku, said in (("GREEN TEA", "without spaces"), ("TEA*2", "without spaces"), ("P00", "already a product P00")):
        await max_.says(sku)
        assert said in max_.sees
    await max_.sends_picture()
    assert "in writing" in max_.sees
    await max_.says("TEA")
    await max_.says("\u200b")
    assert "needs a name" in max_.sees
    await max_.says("<b>Tea & Co</b>")
    await max_.taps("Skip")
    for price in ("-1", "abc", "1e3"):
        await max_.says(price)
        assert "What does it cost?" in max_.sees
    await max_.says("1,234")
    await max_.taps("€1.23")
    for days in ("0", "-3", "soon", "99999999999999999999"):
        await max_.says(days)
        assert "from 1 to 3,650" in max_.sees
    await max_.says("２１")

    assert "<b>Tea & Co</b>" in max_.sees
    assert await product(world, "TEA") == Product(None, "TEA", "<b>Tea & Co</b>", "", 123, 21)


@pytest.mark.both
async def test_each_step_goes_back_and_cancel_ends_it(world: World) -> None:
    max_ = await world.manager()
    await max_.says("/products")
    await max_.taps("Add a product")
    await max_.says("TEE")

    await max_.taps("Back")
    assert "product's code" in max_.sees
    await max_.says("TEA")
    await max_.says("Tea")
    await max_.taps("Back")
    assert "called" in max_.sees
    await max_.taps("Cancel")
    assert "cancelled" in max_.sees
    await max_.says("Green tea")

    assert "didn't understand" in max_.sees
    assert await product(world, "TEA") is None


@pytest.mark.both
async def test_a_part_of_a_product_is_changed_and_emptied(world: World) -> None:
    await stock(world, 1)
    max_ = await world.manager()
    await max_.says("/products")
    await max_.taps("Thing 00")

    await max_.taps("Price")
    await max_.says("9.99")
    await max_.taps("Name")
    await max_.says("A better thing")
    await max_.taps("Price")
    await max_.taps("Leave empty")
    await max_.taps("Category")
    await max_.taps("Back")

    assert await product(world, "P00") == Product(None, "P00", "A better thing")
    assert "Category" in max_.buttons


async def test_two_managers_change_two_parts_and_both_stay(world: World) -> None:
    await stock(world, 1)
    max_, mia = await world.manager("Max"), await world.manager("Mia")
    for one, part in ((max_, "Price"), (mia, "Name")):
        await one.says("/products")
        await one.taps("Thing 00")
        await one.taps(part)

    await mia.says("A better thing")
    await max_.says("9.99")

    assert await product(world, "P00") == Product(None, "P00", "A better thing", "", 999)


@pytest.mark.both
async def test_many_products_are_pages(world: World) -> None:
    await stock(world, 20)
    max_ = await world.manager()

    await max_.says("/products")
    assert [label[:8] for label in max_.buttons[:8]] == [f"Thing {n:02}" for n in range(8)]
    await max_.taps("Next")
    await max_.taps("Next")
    assert [label[:8] for label in max_.buttons[:4]] == [f"Thing {n:02}" for n in range(16, 20)]
    assert "Next ›" not in max_.buttons
    await max_.taps(next(label for label in max_.buttons if "‹" in label))

    assert "Thing 08" in max_.buttons[0]


async def test_a_question_lapses_after_an_hour(world: World) -> None:
    max_ = await world.manager()
    await max_.says("/products")
    await max_.taps("Add a product")

    await world.later(hours=1, minutes=1)
    await max_.says("TEA")
    assert "lapsed" in max_.sees
    await max_.says("TEA")

    assert "didn't understand" in max_.sees


async def test_cashiers_keep_no_goods(world: World) -> None:
    carl = await world.cashier()

    await carl.says("/products")

    assert "Your role doesn't include that" in carl.sees
