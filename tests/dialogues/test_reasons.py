"""Why: each entry says what led to it and what became of it, to the member and to the staff."""

import pytest

from bot.actions.log import NotAllowedError
from bot.actions.reasons import reasons_for
from tests.dialogues.test_adjust import actor_of, gives
from tests.world import World


async def test_an_entry_names_the_purchase_the_rule_and_its_version_and_what_became_of_its_points(world: World) -> None:
    olga, carl, mei = await world.owner(), await world.cashier(), await world.member("Mei")
    await olga.says("/program")
    await olga.taps("Points for a purchase")
    await olga.says("2 1")
    await olga.taps("Apply")
    await carl.says(f"/sale {await mei.card()} 50 #A-17")
    await carl.taps("Record")
    await gives(olga, mei, "-30", "counted twice")

    await mei.says("/points")
    await mei.taps("+100")

    assert "Purchase: €50.00" in mei.sees
    assert "A-17" in mei.sees
    assert "The rule then (version 2): 2 points for every €1.00, rounded down." in mei.sees
    assert "70 of these points are left" in mei.sees
    assert "−30: Put right by the shop" in mei.sees
    assert "Points after it: 100" in mei.sees
    assert "Done by: the shop" in mei.sees
    assert "Carl" not in mei.sees

    await mei.taps("Back")
    await mei.taps("−30")
    assert "Reason: counted twice" in mei.sees
    assert "−30: Purchase of" in mei.sees
    assert "Points after it: 70" in mei.sees


async def test_the_staff_find_the_same_reasons_and_who_did_it(world: World) -> None:
    olga, carl, mei = await world.owner(), await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 50")
    await carl.taps("Record")
    await gives(olga, mei, "+500", "the autumn competition")

    await carl.says(f"/find {await mei.card()}")
    await carl.taps("Points, and why")
    assert "Has 550 points." in carl.sees
    assert "Put points right" not in carl.buttons
    await carl.taps("+500 ·")
    assert "the autumn competition" in carl.sees
    assert "Done by: Olga, owner" in carl.sees
    await carl.taps("Back")
    await carl.taps("+50 ·")
    assert "Done by: Carl, cashier" in carl.sees

    await olga.says(f"/find {await mei.card()}")
    await olga.taps("Points, and why")
    await olga.taps("Put points right")
    assert "How many more or fewer?" in olga.sees


async def test_nobody_reads_anothers_reasons(world: World) -> None:
    carl, mei, ben = await world.cashier(), await world.member("Mei"), await world.member("Ben")
    await carl.says(f"/sale {await mei.card()} 50")
    await carl.taps("Record")
    await mei.says("/points")

    async with world.shop.work() as work:
        actor = await actor_of(ben, work)
        member = (await actor_of(mei, work)).member_id
        assert member is not None
        with pytest.raises(NotAllowedError):
            await reasons_for(work, actor, member, 1)
        assert actor.member_id is not None
        assert await reasons_for(work, actor, actor.member_id, 1) is None
