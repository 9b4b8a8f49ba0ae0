"""Returns: what it would do is shown, it is asked about once, and points go back in proportion."""

import pytest

from bot.actions.audit import audit
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM, Role
from tests.dialogues.test_sale import actor_of, bought_by, id_of, points_of
from tests.spending import spend_points
from tests.world import Guest, World

pytestmark = pytest.mark.either


async def sold(carl: Guest, mei: Guest, amount: str) -> str:
    """A sale at the till; its receipt."""
    await carl.says(f"/sale {await mei.card()} {amount}")
    await carl.taps("Record")
    return (await bought_by(mei))[0].receipt


async def spend(mei: Guest, points: int) -> None:
    member = await actor_of(mei)
    async with mei.world.shop.work() as work:
        spent = await spend_points(work, SYSTEM, id_of(member), points, "coffee")
        assert not isinstance(spent, Refusal)


async def test_a_part_goes_back_in_one_line_and_the_member_is_told(world: World) -> None:
    carl, max_, mei = await world.cashier(), await world.manager(), await world.member("Mei")
    receipt = await sold(carl, mei, "100")

    await max_.says(f"/refund {receipt} 25,50")
    assert "Mei" in max_.sees
    assert "Points taken back: 25" in max_.sees
    assert await points_of(mei) == 100

    await max_.taps("Refund €25.50")
    assert "now has 75 points" in max_.sees
    assert "€25.50" in mei.sees
    assert "You have 75 points" in mei.sees


async def test_a_receipt_alone_is_all_of_it_and_may_be_typed_in_parts(world: World) -> None:
    carl, max_, mei = await world.cashier(), await world.manager(), await world.member("Mei")
    receipt = await sold(carl, mei, "100")

    await max_.says(f"/refund {receipt[0]} {receipt[2:5].lower()} {receipt[5:]}")
    await max_.taps("Refund €100.00")

    assert await points_of(mei) == 0
    await max_.says(f"/refund {receipt}")
    assert "refunded already" in max_.sees


@pytest.mark.both
async def test_a_return_goes_step_by_step_and_back(world: World) -> None:
    carl, max_, mei = await world.cashier(), await world.manager(), await world.member("Mei")
    receipt = await sold(carl, mei, "100")

    await max_.says("/refund")
    await max_.says("R-000000")
    assert "no receipt with that number" in max_.sees
    await max_.says(receipt)
    assert "At most €100.00" in max_.sees
    for wrong in ("-5", "0", "abc", "100.01"):
        await max_.says(wrong)
        assert "At most €100.00" in max_.sees
    await max_.taps("All of it")
    await max_.taps("Back")
    await max_.sends_picture()
    await max_.says("1,234")
    assert "Which amount do you mean?" in max_.sees
    await max_.taps("€1.23")
    await max_.taps("Refund €1.23")

    assert await points_of(mei) == 99


async def test_points_spent_already_are_owed_and_the_manager_sees_it_before(world: World) -> None:
    carl, max_, mei = await world.cashier(), await world.manager(), await world.member("Mei")
    receipt = await sold(carl, mei, "100")
    await spend(mei, 90)

    await max_.says(f"/refund {receipt}")
    assert "90 of them are already spent" in max_.sees
    await max_.taps("Refund")

    assert "You have 0 points" in mei.sees
    assert "next 90 points" in mei.sees
    await sold(carl, mei, "95")
    assert await points_of(mei) == 5
    assert (await audit(world.shop)).findings == []


@pytest.mark.both
async def test_two_presses_are_one_return(world: World) -> None:
    carl, max_, mei = await world.cashier(), await world.manager(), await world.member("Mei")
    receipt = await sold(carl, mei, "100")
    await max_.says(f"/refund {receipt} 40")

    max_.presses("Refund €40.00")
    max_.presses("Refund €40.00")
    await world.settle()

    assert await points_of(mei) == 60
    assert "no longer valid" in max_.toast


@pytest.mark.both
async def test_two_managers_at_once_give_back_no_more_than_was_paid(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    receipt = await sold(carl, mei, "100")
    both = [await world.manager("Max"), await world.manager("Mia")]
    for one in both:
        await one.says(f"/refund {receipt} 60")

    for one in both:
        one.presses("Refund €60.00")
    await world.settle()

    assert sorted("The most is €40.00" in one.sees for one in both) == [False, True]
    assert await points_of(mei) == 40
    assert (await audit(world.shop)).findings == []


@pytest.mark.both
async def test_a_return_and_the_cashiers_undo_at_once_take_the_points_back_once(world: World) -> None:
    carl, max_, mei = await world.cashier(), await world.manager(), await world.member("Mei")
    receipt = await sold(carl, mei, "100")
    await max_.says(f"/refund {receipt}")

    carl.presses("Take it back")
    max_.presses("Refund €100.00")
    await world.settle()

    assert await points_of(mei) == 0
    assert (await audit(world.shop)).findings == []
    assert any("took this sale back" in one or "You got back" in one for one in mei.heard)


async def test_what_was_taken_back_is_not_returned(world: World) -> None:
    carl, max_, mei = await world.cashier(), await world.manager(), await world.member("Mei")
    receipt = await sold(carl, mei, "100")
    await max_.says(f"/refund {receipt}")
    await carl.taps("Take it back")

    await max_.taps("Refund")

    assert "already taken back" in max_.sees
    assert await points_of(mei) == 0


async def test_another_branchs_purchase_is_another_branchs_to_return(world: World) -> None:
    carl, max_, mei = await world.cashier(), await world.manager(), await world.member("Mei")
    await world.post_to_branch(carl, "High Street")
    receipt = await sold(carl, mei, "100")
    await world.post_to_branch(max_, "Harbour")

    await max_.says(f"/refund {receipt}")

    assert "another of our shops" in max_.sees


@pytest.mark.parametrize("role", [Role.CASHIER, Role.AGENT])
async def test_only_managers_return(world: World, role: Role) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    receipt = await sold(carl, mei, "100")
    one = world.guest("Ada")
    await one.starts()
    await world.put_to_work(one, role)

    await one.says(f"/refund {receipt}")

    assert "Your role doesn't include that" in one.sees
    assert await points_of(mei) == 100
