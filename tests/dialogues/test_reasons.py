"""Why: each entry says what led to it and what became of it, to the member and to the staff."""

import pytest
from sqlalchemy import bindparam, update

from bot.actions.log import NotAllowedError
from bot.actions.purchases import Recorded, Sold, record_purchases
from bot.actions.reasons import reasons_for
from bot.actions.tiers import apply_tiers
from bot.actions.vouchers import open_vouchers, return_voucher
from bot.database import Command
from bot.rules.roles import OPERATOR, Actor, Role
from bot.rules.spending import Paid
from bot.rules.tiers import Measure, Span, Tier, TierTable
from bot.tables.points import accounts
from tests.dialogues.test_adjust import actor_of, gives
from tests.dialogues.test_rewards import offer
from tests.dialogues.test_vouchers import member_with, redeem
from tests.world import World

pytestmark = pytest.mark.either

OWNER = Actor(Role.OWNER)
SILVER = TierTable(Measure.POINTS, Span.ROLLING, 30, (Tier(7, {"en": "Silver"}, "🥈", 5000, 4000, 150),), 0)
_PUT = Command(
    update(accounts).where(accounts.c.member_id == bindparam("member")).values(tier=bindparam("tier"), tier_version=1)
)


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


@pytest.mark.both
async def test_points_from_more_purchases_than_a_message_has_room_for_still_add_up(world: World) -> None:
    olga, carl, mei = await world.owner(), await world.cashier(), await world.member("Mei")
    card = await mei.card()
    for euros in range(1, 13):
        await carl.says(f"/sale {card} {euros}")
        await carl.taps("Record")
    await gives(olga, mei, "-77", "counted twice")

    await mei.says("/points")
    await mei.taps("−77")
    listed = [line for line in mei.sees.splitlines() if line.startswith("•")]
    assert len(listed) == 11
    assert listed[-1] == "• −22: 2 more"
    assert sum(int(line[3:].split(":")[0]) for line in listed) == 77


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


async def test_what_a_reward_cost_and_gave_back_names_the_reward_and_the_points_it_took(world: World) -> None:
    mei = await member_with(world, 600)
    await offer(world, price=500)
    await redeem(mei)

    await mei.says("/points")
    await mei.taps("−500")
    assert "Reward: Coffee" in mei.sees
    assert "−500: Purchase of" in mei.sees
    assert "Points after it: 100" in mei.sees
    assert "Done by: you" in mei.sees
    await mei.taps("Back")
    await mei.taps("+600")
    assert "−500: Reward" in mei.sees
    assert "100 of these points are left" in mei.sees

    async with world.shop.work() as work:
        actor = await actor_of(mei, work)
        [voucher] = await open_vouchers(work, actor.member_id or 0)
        await return_voucher(work, actor, voucher.id)
    await mei.says("/points")
    await mei.taps("+500")
    assert "Reward: Coffee" in mei.sees
    assert "+500: Purchase of" in mei.sees


@pytest.mark.both
async def test_a_purchase_paid_partly_with_points_says_what_was_paid_and_which_tier_multiplied(world: World) -> None:
    olga, mei = await world.owner(), await member_with(world, 600)
    async with world.shop.work() as work:
        actor = await actor_of(mei, work)
        member = actor.member_id or 0
        await apply_tiers(work, OWNER, SILVER)
        await work.run(_PUT, member=member, tier=7)
        sold = Sold("web", "W-1", member, work.now, 5000, paid=Paid(200, 200))
        [done] = await record_purchases(work, OPERATOR, [sold])
        assert isinstance(done, Recorded)
        assert done.earned == 72  # 48.00 left to pay, half more than a point for each

    await mei.says("/points")
    await mei.taps("+72")
    assert "Paid with points: €2.00 (200 points)" in mei.sees
    assert "The tier then (version 1): Silver, × 1.5" in mei.sees
    await mei.taps("Back")
    await mei.taps("−200")
    assert "You paid a part of a purchase with points." in mei.sees

    await olga.says(f"/find {await mei.card()}")
    await olga.taps("Points, and why")
    await olga.taps("−200")
    assert "A part of a purchase was paid with points." in olga.sees
    assert "Done by: the shop, from a file" in olga.sees
