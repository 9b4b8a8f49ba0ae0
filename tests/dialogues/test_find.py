"""Looking members up: by card, phone or a word of the name; and putting an import's history on a member's card."""

import pytest

from bot.actions.audit import audit
from bot.actions.members import MemberRow, new_member
from bot.actions.purchases import Sold, record_purchases
from bot.rules.roles import OPERATOR
from tests.dialogues.test_sale import points_of
from tests.world import World

pytestmark = pytest.mark.either


async def known_from_an_import(world: World, name: str, number: str, amount: int = 5000) -> MemberRow:
    """Somebody whom the till knew before there was a bot, with one purchase."""
    async with world.shop.work() as work:
        member = await new_member(work, source="import", external_id=number, name=name)
        await record_purchases(work, OPERATOR, [Sold("file", f"old {number}", member.id, work.now, amount)])
        return member


async def test_a_member_is_found_by_card_and_by_each_word_of_the_name(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei Chen")
    card = await mei.card()

    for query in (card, f"{card[:3]} {card[3:6]} {card[6:]}".lower(), "Mei", "chen", "MEI CHEN"):
        await carl.says(f"/find {query}")
        assert "Mei Chen" in carl.sees
        assert "Record a sale" in carl.buttons


async def test_a_member_is_found_by_a_local_phone_number(world: World) -> None:
    carl = await world.cashier()
    mei = await world.member("Mei", phone="+4930123456")
    await mei.says("/settings")
    await mei.taps("phone")
    await mei.shares_phone()

    for query in ("030 123456", "+49 30 123456", "(030) 12-34-56"):
        await carl.says(f"/find {query}")
        assert "Mei" in carl.sees
        assert "Record a sale" in carl.buttons


@pytest.mark.both
async def test_several_of_a_name_are_a_list_to_choose_from(world: World) -> None:
    carl = await world.cashier()
    for name in ("Mei Chen", "Mei Lin"):
        await world.member(name)

    await carl.says("/find")
    await carl.says("mei")
    assert "Found 2 members" in carl.sees
    await carl.taps("Mei Lin")
    assert "Mei Lin" in carl.sees
    await carl.taps("Record a sale")

    assert "How much was paid?" in carl.sees
    assert "Mei Lin" in carl.sees


async def test_a_long_list_says_that_there_are_more(world: World) -> None:
    carl = await world.cashier()
    for number in range(11):
        await known_from_an_import(world, f"Anna {number}", str(number))

    await carl.says("/find anna")

    assert "There are more" in carl.sees
    assert len(carl.buttons) == 10


async def test_nobody_found_says_what_would_find_somebody(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")

    await carl.says("/find <b>Zoe</b>")
    assert "Nobody found for “<b>Zoe</b>”" in carl.sees
    await carl.sends_picture()
    assert "in writing" in carl.sees
    await carl.says("Mei")

    assert "Mei" in carl.sees
    assert await mei.card() in carl.sees.replace(" ", "")


async def test_a_profile_shows_points_and_the_last_purchases(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    for amount in ("10", "20", "30"):
        await carl.says(f"/sale {await mei.card()} {amount}")
        await carl.taps("Record")
    await carl.taps("Take it back")

    await carl.says("/find Mei")

    assert "Points: 30" in carl.sees
    assert "2 purchases, €30.00 in all" in carl.sees
    assert carl.sees.index("€20.00, receipt") < carl.sees.index("€10.00, receipt")
    assert "€30.00, receipt" not in carl.sees


async def test_an_agent_looks_and_does_not_sell(world: World) -> None:
    ada, mei = await world.agent(), await world.member("Mei")

    await ada.starts(f"c_{await mei.card()}")

    assert "Mei" in ada.sees
    assert "Points: 0" in ada.sees
    assert "Record a sale" not in ada.buttons


@pytest.mark.both
async def test_a_manager_puts_an_imports_history_on_a_members_card(world: World) -> None:
    max_, mei = await world.manager(), await world.member("Mei")
    await known_from_an_import(world, "Mei C.", "4711")

    await max_.says(f"/find {await mei.card()}")
    await max_.taps("Add earlier purchases")
    await max_.says("4712")
    assert "knew nobody under that number" in max_.sees
    await max_.says("4711")
    assert "1 purchase, 50 points" in max_.sees
    assert await points_of(mei) == 0
    await max_.taps("Add them")

    assert "now has 50 points" in max_.sees
    assert "added your earlier purchases" in mei.sees
    assert await points_of(mei) == 50
    assert (await audit(world.shop)).findings == []


async def test_a_history_is_put_on_one_card_only(world: World) -> None:
    max_, mia = await world.manager("Max"), await world.manager("Mia")
    mei, ivan = await world.member("Mei"), await world.member("Ivan")
    await known_from_an_import(world, "Somebody", "4711")
    for manager, member in ((max_, mei), (mia, ivan)):
        await manager.says(f"/find {await member.card()}")
        await manager.taps("Add earlier purchases")
        await manager.says("4711")

    max_.presses("Add them")
    mia.presses("Add them")
    max_.presses("Add them")
    await world.settle()

    assert sorted([await points_of(mei), await points_of(ivan)]) == [0, 50]
    assert (await audit(world.shop)).findings == []


async def test_a_card_in_use_is_nobody_elses_history(world: World) -> None:
    max_, mei, ivan = await world.manager(), await world.member("Mei"), await world.member("Ivan")
    await known_from_an_import(world, "Mei C.", "4711")
    await max_.says(f"/find {await mei.card()}")
    await max_.taps("Add earlier purchases")
    await max_.says("4711")
    await max_.taps("Add them")

    await max_.says(f"/find {await ivan.card()}")
    await max_.taps("Add earlier purchases")
    await max_.says("4711")
    assert "uses their card themselves" in max_.sees
    await max_.taps("Back")

    assert "Ivan" in max_.sees
    assert "Add earlier purchases" in max_.buttons


async def test_a_cashier_joins_no_histories(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")

    await carl.says(f"/find {await mei.card()}")

    assert carl.buttons == ["Record a sale", "Points, and why", "Tags"]


async def test_a_member_who_renames_themselves_is_found_by_the_new_name(world: World) -> None:
    cashier = await world.cashier()
    mei = await world.member("Mei")
    mei.person.first_name = "Meiling"
    mei.person.speak("en")
    await mei.says("/points")

    await cashier.says("/find Meiling")
    assert "Meiling" in cashier.sees

    await cashier.says("/find Mei")
    assert "Meiling" not in cashier.sees
