"""At the till: one line, step by step or a scanned card; asked once, recorded once, taken back in time."""

import asyncio

import pytest

from bot.actions.audit import audit
from bot.actions.balance import holding
from bot.actions.people import find_person
from bot.actions.privacy import forget
from bot.actions.products import add_product
from bot.actions.profiles import Bought, last_purchases
from bot.actions.sales import Rung, record_sale
from bot.rules.products import Product
from bot.rules.refusals import Refusal
from bot.rules.roles import Actor, Role
from tests.world import Guest, World

pytestmark = pytest.mark.either

LOOKER = Actor(Role.MANAGER)
CASHIER = Actor(Role.CASHIER)
AT_ONCE = 0.3
"""Seconds in which a second act gets as far as it can while a first is open."""


async def actor_of(guest: Guest) -> Actor:
    async with guest.world.shop.work() as work:
        known = await find_person(work, guest.id)
    assert known is not None
    return known.actor


def id_of(actor: Actor) -> int:
    assert actor.member_id is not None
    return actor.member_id


async def points_of(guest: Guest) -> int:
    member = await actor_of(guest)
    async with guest.world.shop.work() as work:
        return (await holding(work, id_of(member))).points


async def bought_by(guest: Guest) -> list[Bought]:
    member = await actor_of(guest)
    async with guest.world.shop.work() as work:
        return await last_purchases(work, LOOKER, id_of(member), 100)


async def sell_tea(world: World) -> None:
    async with world.shop.work() as work:
        await add_product(work, LOOKER, Product(None, "TEA", "Green tea", "tea", 450, 21))


async def test_a_sale_in_one_line_is_asked_about_once_recorded_and_thanked_for(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")

    await carl.says(f"/sale {await mei.card()} 12,50")
    assert "Mei" in carl.sees
    assert "€12.50" in carl.sees
    assert "12 points" in carl.sees
    assert await bought_by(mei) == []

    await carl.taps("Record €12.50")
    [one] = await bought_by(mei)
    assert one.receipt in carl.sees
    assert one.receipt in mei.sees
    assert "now you have 12 points" in mei.sees


async def test_a_card_may_be_typed_in_groups_and_an_amount_with_spaces(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    card = await mei.card()

    await carl.says(f"/sale {card[:3]} {card[3:6].lower()} {card[6:]} 1 234,50 €")

    assert "Record €1,234.50" in carl.buttons


async def test_a_phone_number_of_the_shops_country_needs_no_country_code(world: World) -> None:
    carl = await world.cashier()
    mei = await world.member("Mei", phone="+4930123456")
    await mei.says("/settings")
    await mei.taps("phone")
    await mei.shares_phone()

    await carl.says("/sale 030 123456 12.50")

    assert "Mei" in carl.sees
    assert "Record €12.50" in carl.buttons


async def test_the_member_is_thanked_in_their_own_language(world: World) -> None:
    carl, mei = await world.cashier("Carl", "ru"), await world.member("Mei", "zh-hans")

    await carl.says(f"/sale {await mei.card()} 30")
    await carl.taps("30,00")

    assert "谢谢" in mei.sees or "感谢" in mei.sees
    assert "Записано" in carl.sees


@pytest.mark.both
async def test_a_sale_goes_step_by_step_and_back(world: World) -> None:
    await sell_tea(world)
    carl, mei = await world.cashier(), await world.member("Mei")

    await carl.says("/sale")
    await carl.says(await mei.card())
    assert "How much was paid?" in carl.sees
    await carl.says("9")
    assert "What was bought?" in carl.sees
    await carl.taps("Back")
    assert "How much was paid?" in carl.sees
    await carl.says("8.90")
    await carl.says("tea*2 #4711")
    assert "2 × Green tea" in carl.sees
    assert "4711" in carl.sees
    await carl.taps("Back")
    await carl.taps("Skip")
    assert "Green tea" not in carl.sees
    await carl.taps("Record €8.90")

    assert [one.amount for one in await bought_by(mei)] == [890]


async def test_a_tills_own_receipt_number_is_kept(world: World) -> None:
    await sell_tea(world)
    carl, mei = await world.cashier(), await world.member("Mei")

    await carl.says(f"/sale {await mei.card()} 8.90 TEA*2 #A-4711")
    await carl.taps("Record")

    assert "A-4711" in carl.sees
    assert "A-4711" in mei.sees

    await world.later(minutes=6)
    await carl.says(f"/sale {await mei.card()} 5 #A-4711")
    await carl.taps("Record")
    assert "already another purchase's" in carl.sees
    assert len(await bought_by(mei)) == 1

    await carl.says("#A-4712")
    await carl.taps("Record")
    assert len(await bought_by(mei)) == 2


async def test_a_scanned_card_opens_the_sale_for_a_cashier(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")

    await carl.starts(f"c_{await mei.card()}")
    assert "Mei" in carl.sees
    assert "How much was paid?" in carl.sees

    await carl.says("10")
    await carl.taps("Record €10.00")
    assert await points_of(mei) == 10


async def test_a_scanned_card_says_nothing_of_its_member_to_anybody_else(world: World) -> None:
    mei = await world.member("Mei")
    card = await mei.card()
    ivan = await world.member("Ivan")
    stranger = world.guest("Sam")

    for one in (ivan, stranger):
        await one.starts(f"c_{card}")
        assert "Mei" not in one.sees
        assert card[:3] not in one.sees
        assert one.person.name in one.sees


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-5", "can't be negative"),
        ("0", "more than zero"),
        ("1e9", "write the amount out"),
        ("abc", "can't read that amount"),
        ("12.5055", "smaller coin"),
        ("99999999999", "too much for one purchase"),
        ("12 USD", "counts in EUR"),
    ],
)
async def test_a_wrong_amount_is_answered_with_what_is_right_and_nothing_is_lost(
    world: World, typed: str, said: str
) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")

    await carl.says(f"/sale {await mei.card()} {typed}")
    assert said in carl.sees
    assert "Mei" in carl.sees
    await carl.says("１２．５０")

    await carl.taps("Record €12.50")
    assert await points_of(mei) == 12


@pytest.mark.both
async def test_an_amount_with_two_readings_is_asked_about(world: World) -> None:
    await sell_tea(world)
    carl, mei = await world.cashier(), await world.member("Mei")

    await carl.says(f"/sale {await mei.card()} 1,234 TEA")
    assert carl.buttons[:2] == ["€1,234.00", "€1.23"]
    await carl.taps("€1,234.00")

    assert "Green tea" in carl.sees
    await carl.taps("Record €1,234.00")
    assert await points_of(mei) == 1234


async def test_goods_nobody_knows_are_named_and_the_sale_goes_on(world: World) -> None:
    await sell_tea(world)
    carl, mei = await world.cashier(), await world.member("Mei")

    await carl.says(f"/sale {await mei.card()} 12.50 TEA TEE")
    assert "no product TEE" in carl.sees
    await carl.says("TEA*0")
    assert "TEA*2" in carl.sees
    await carl.says("TEA*0,5")

    assert "0.5 × Green tea" in carl.sees
    await carl.taps("Record €12.50")
    assert len(await bought_by(mei)) == 1


async def test_a_number_that_is_nobodys_is_asked_for_again_with_the_amount_kept(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    card = await mei.card()
    slip = card[:-1] + ("2" if card[-1] != "2" else "3")

    await carl.says(f"/sale {slip} 12.50")
    assert "a slip in that card number" in carl.sees
    await carl.says("somebody")
    assert "not a card number" in carl.sees
    await carl.says("030 123456")
    assert "No member has that number" in carl.sees
    await carl.sends_picture()
    assert "in writing" in carl.sees
    await carl.says(card)

    assert "Record €12.50" in carl.buttons


async def test_nobody_sells_to_themselves(world: World) -> None:
    carl = await world.member("Carl")
    await world.put_to_work(carl, Role.CASHIER)

    await carl.says(f"/sale {await carl.card()} 12.50")

    assert "your own purchase" in carl.sees
    assert await bought_by(carl) == []


@pytest.mark.both
async def test_two_presses_are_one_sale(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")

    carl.presses("Record")
    carl.presses("Record")
    await world.settle()

    assert len(await bought_by(mei)) == 1
    assert "Recorded" in carl.sees
    assert sum("Thank you for shopping" in one for one in mei.heard) == 1


@pytest.mark.both
async def test_an_old_question_records_nothing_once_another_sale_has_begun(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")
    carl.presses("Record")
    world.telegram.say(carl.person, f"/sale {await mei.card()} 30")
    carl.presses("Record")  # the first question's button, pressed again while the second is on its way

    await world.settle()

    assert [one.amount for one in await bought_by(mei)] == [1250]


async def test_the_same_again_within_five_minutes_is_asked_about(world: World) -> None:
    carl, cora, mei = await world.cashier(), await world.cashier("Cora"), await world.member("Mei")
    for one in (carl, cora):
        await one.says(f"/sale {await mei.card()} 12.50")
        await one.taps("Record")
    assert "Is this a second purchase?" in cora.sees
    assert len(await bought_by(mei)) == 1

    await cora.taps("Yes")

    assert len(await bought_by(mei)) == 2
    await world.later(minutes=6)
    await carl.says(f"/sale {await mei.card()} 12.50")
    await carl.taps("Record")
    assert "Recorded" in carl.sees


@pytest.mark.both
async def test_two_cashiers_at_once_are_not_two_sales_unawares(world: World) -> None:
    carl, cora, mei = await world.cashier(), await world.cashier("Cora"), await world.member("Mei")
    for one in (carl, cora):
        await one.says(f"/sale {await mei.card()} 12.50")

    carl.presses("Record")
    cora.presses("Record")
    await world.settle()

    assert len(await bought_by(mei)) == 1
    assert sorted("second purchase" in one.sees for one in (carl, cora)) == [False, True]


@pytest.mark.both
async def test_two_cashiers_at_once_lose_no_point(world: World) -> None:
    carl, cora, mei = await world.cashier(), await world.cashier("Cora"), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")
    await cora.says(f"/sale {await mei.card()} 30")

    carl.presses("Record")
    cora.presses("Record")
    await world.settle()

    assert await points_of(mei) == 42
    assert (await audit(world.shop)).findings == []


async def test_a_question_left_for_an_hour_records_nothing(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")

    await world.later(hours=1, minutes=1)
    await carl.taps("Record")

    assert "no longer valid" in carl.toast
    assert await bought_by(mei) == []


@pytest.mark.promise(72)
async def test_whoever_is_dismissed_records_nothing_with_an_old_button(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")

    await world.dismiss(carl)
    await carl.taps("Record")

    assert any("for the shop's staff" in one for one in carl.heard)
    assert await bought_by(mei) == []


async def test_a_sale_is_taken_back_with_its_button_and_the_members_message_changes(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")
    await carl.taps("Record")
    said = len(mei.heard)

    await carl.taps("Take it back")

    assert "Taken back" in carl.sees
    assert len(mei.heard) == said
    assert "took this sale back" in mei.sees
    assert await points_of(mei) == 0


@pytest.mark.both
async def test_undo_says_which_sale_it_would_be(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says("/undo")
    assert "no sale to take back" in carl.sees
    await carl.says(f"/sale {await mei.card()} 12.50")
    await carl.taps("Record")

    await carl.says("/undo")
    assert "€12.50" in carl.sees
    carl.presses("Take it back")
    carl.presses("Take it back")
    await world.settle()

    assert await points_of(mei) == 0
    assert "already taken back" in carl.toast
    await carl.says("/undo")
    assert "already taken back" in carl.sees


async def test_after_fifteen_minutes_a_sale_stays(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")
    await carl.taps("Record")

    await world.later(minutes=16)
    await carl.taps("Take it back")
    assert "Too late" in carl.toast
    await carl.says("/undo")

    assert "Too late" in carl.sees
    assert await points_of(mei) == 12


@pytest.mark.both
async def test_a_member_who_leaves_meanwhile_gets_nothing_and_leaves_no_trace(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")
    await mei.says("/forget")
    await mei.taps("Erase")
    said = len(mei.heard)

    mei.presses("Yes, erase everything")
    carl.presses("Record")
    await world.settle()

    assert not any("Thank you for shopping" in one for one in mei.heard[said + 1 :])
    assert (await audit(world.shop)).findings == []


async def test_a_sale_to_somebody_who_has_left_is_asked_about_again(world: World) -> None:
    carl, mei, ivan = await world.cashier(), await world.member("Mei"), await world.member("Ivan")
    await carl.says(f"/sale {await mei.card()} 12.50")
    await mei.says("/forget")
    await mei.taps("Erase")
    await mei.taps("Yes, erase everything")

    await carl.taps("Record")
    assert "No member has that number" in carl.sees
    await carl.says(await ivan.card())
    await carl.taps("Record €12.50")

    assert await points_of(ivan) == 12


@pytest.mark.both
async def test_who_is_forgotten_while_a_sale_is_being_written_is_not_written_to(world: World) -> None:
    mei = await world.member("Mei")
    member = await actor_of(mei)
    async with world.shop.work() as work:
        await record_sale(work, CASHIER, id_of(member), 300, "R-XYZ234")
    await world.settle()
    said = len(mei.heard)

    async def leave() -> None:
        async with world.shop.work() as work:
            await forget(work, member)

    async with world.shop.work() as work:
        assert isinstance(await record_sale(work, CASHIER, id_of(member), 1250, "R-ABC234"), Rung)
        leaving = asyncio.create_task(leave())
        await asyncio.wait({leaving}, timeout=AT_ONCE)
    await leaving
    await world.settle()

    assert len(mei.heard) == said


@pytest.mark.both
async def test_the_same_sale_being_written_twice_at_once_is_asked_about(world: World) -> None:
    member = await actor_of(await world.member("Mei"))

    async def sell_too() -> Rung | Refusal:
        async with world.shop.work() as work:
            return await record_sale(work, CASHIER, id_of(member), 1250, "R-DEF234")

    async with world.shop.work() as work:
        assert isinstance(await record_sale(work, CASHIER, id_of(member), 1250, "R-ABC234"), Rung)
        selling = asyncio.create_task(sell_too())
        await asyncio.wait({selling}, timeout=AT_ONCE)

    answer = await selling
    assert isinstance(answer, Refusal)
    assert answer.key == "sale_repeated"


async def test_whoever_may_not_sell_is_told_so(world: World) -> None:
    mei, ada = await world.member("Mei"), await world.agent()

    assert "Your role doesn't include that" in await ada.says(f"/sale {await mei.card()} 12.50")
    for one in (mei, world.guest("Sam")):
        assert "for the shop's staff" in await one.says(f"/sale {await mei.card()} 12.50")
    assert await bought_by(mei) == []


@pytest.mark.both
async def test_receipts_stay_where_they_are_whatever_is_pressed_under_them(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")
    await carl.taps("Record €12.50")
    [one] = await bought_by(mei)

    await mei.taps("My points")
    await carl.taps("Next sale")

    assert "You have" in mei.sees
    assert any(one.receipt in text for text in mei.heard)
    assert "New sale" in carl.sees
    assert any(one.receipt in text for text in carl.heard)


@pytest.mark.both
async def test_the_reason_of_points_names_the_purchase_and_its_rule(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")
    await carl.taps("Record €12.50")

    await mei.says("/points")
    await mei.taps("+12")

    assert "Purchase: €12.50" in mei.sees
    assert "The rule then (version 1): 1 point" in mei.sees


async def test_what_was_refunded_whole_is_not_taken_back_as_well(world: World) -> None:
    carl, mei, max_ = await world.cashier(), await world.member("Mei"), await world.manager()
    await carl.says(f"/sale {await mei.card()} 12.50")
    await carl.taps("Record €12.50")
    [one] = await bought_by(mei)
    await max_.says(f"/refund {one.receipt}")
    await max_.taps("Refund €12.50")

    assert "All of that receipt was refunded already" in await carl.says("/undo")


async def test_whoever_decides_not_to_take_a_sale_back_is_told_it_stays(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")
    await carl.taps("Record €12.50")

    await carl.says("/undo")

    assert "Nothing was changed" in await carl.taps("Cancel")
    assert await points_of(mei) == 12
