"""The earning rule: in words, edited with a preview on last month's purchases, applied as a new version."""

import pytest

from bot.actions.program import read_rule
from bot.rules.points import EarningRule, Rounding
from tests.dialogues.test_sale import points_of
from tests.world import World

pytestmark = pytest.mark.either


async def rule(world: World) -> EarningRule:
    async with world.shop.work() as work:
        return await read_rule(work)


async def test_the_owner_sees_what_a_rule_would_have_meant_before_it_holds(world: World) -> None:
    olga, carl, mei = await world.owner(), await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 99.90")
    await carl.taps("Record")

    await olga.says("/program")
    assert "1 point for every €1.00" in olga.sees
    await olga.taps("Points for a purchase")
    await olga.says("2 10")
    assert "there was 1 purchase" in olga.sees
    assert "Under the old rule: 99 points, worth €0.99" in olga.sees
    assert "Under the new rule: 19 points, worth €0.19" in olga.sees
    assert "Difference: −80, -€0.80" in olga.sees
    assert (await rule(world)).version == 1
    await olga.taps("Apply")

    assert await rule(world) == EarningRule(2, 1000, Rounding.FLOOR, 12, 0, 2)
    assert await points_of(mei) == 99
    await carl.says(f"/sale {await mei.card()} 50")
    await carl.taps("Record")
    assert await points_of(mei) == 109


async def test_each_part_of_the_rule_can_be_changed(world: World) -> None:
    olga = await world.owner()

    await olga.says("/program")
    await olga.taps("Rounding")
    await olga.taps("Up")
    await olga.taps("Apply")
    for part, answer in (("How long points last", "24"), ("Welcome gift", "50"), ("Points for a purchase", "1 2,50")):
        await olga.taps("Back")
        await olga.taps(part)
        await olga.says(answer)
        await olga.taps("Apply")

    assert await rule(world) == EarningRule(1, 250, Rounding.CEIL, 24, 50, 5)
    mei = await world.member("Mei")
    assert await points_of(mei) == 50


async def test_what_makes_no_rule_is_said_and_asked_again(world: World) -> None:
    olga = await world.owner()
    await olga.says("/program")
    await olga.taps("Points for a purchase")

    for wrong in ("1", "one ten", "0 10", "1.5 10", "1 -10", "1 0"):
        await olga.says(wrong)
        assert "How many points for how much money?" in olga.sees
    await olga.says("1 1,234")
    await olga.taps("€1,234.00")
    assert "€1,234.00" in olga.sees
    await olga.taps("Back")
    await olga.taps("How long points last")
    for wrong in ("0", "121", "a year", "-1"):
        await olga.says(wrong)
        assert "from 1 to 120" in olga.sees
    await olga.says("/cancel")
    assert "cancelled" in olga.sees
    await olga.says("/program")
    await olga.taps("Rounding")
    await olga.says("up")
    assert "with a button" in olga.sees

    assert (await rule(world)).version == 1


@pytest.mark.both
async def test_two_presses_apply_a_rule_once(world: World) -> None:
    olga = await world.owner()
    await olga.says("/program")
    await olga.taps("Welcome gift")
    await olga.says("50")

    olga.presses("Apply")
    olga.presses("Apply")
    await world.settle()

    assert (await rule(world)).version == 2


async def test_an_older_preview_applies_nothing(world: World) -> None:
    olga = await world.owner()
    await olga.says("/program")
    await olga.taps("Welcome gift")
    await olga.says("50")
    world.telegram.say(olga.person, "70")  # still at the preview: shown once more
    olga.presses("Apply")

    await world.settle()

    assert (await rule(world)).version == 1
    await olga.taps("Apply")
    assert (await rule(world)).starter == 50


@pytest.mark.both
async def test_two_owners_do_not_overwrite_each_other(world: World) -> None:
    olga, oleg = await world.owner("Olga"), await world.owner("Oleg")
    for one, gift in ((olga, "50"), (oleg, "70")):
        await one.says("/program")
        await one.taps("Welcome gift")
        await one.says(gift)

    olga.presses("Apply")
    oleg.presses("Apply")
    await world.settle()

    assert sorted("Somebody changed the rule" in one.sees for one in (olga, oleg)) == [False, True]
    assert (await rule(world)).version == 2


async def test_only_the_owner_changes_the_rule(world: World) -> None:
    for one in (await world.manager(), await world.cashier()):
        assert "Your role doesn't include that" in await one.says("/program")
    mei = await world.member("Mei")
    assert "for the shop's staff" in await mei.says("/program")
