"""Paying with points: a code good for a minute and once, a question in the member's own chat, the till told at once."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.actions.audit import audit
from bot.actions.members import new_member
from bot.actions.terms import apply_terms, read_terms
from bot.database import Query
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM, Actor, Role
from bot.tables.outbox import deliveries
from bot.tables.spending import payments, spend_codes
from bot.words import spending
from bot.words.qr import qr
from tests.dialogues.test_rewards import offer
from tests.dialogues.test_sale import actor_of, bought_by, id_of, points_of, sell_tea
from tests.dialogues.test_vouchers import member_with, redeem, vouchers_of
from tests.spending import spend_points
from tests.world import Guest, World

pytestmark = pytest.mark.either

OWNER = Actor(Role.OWNER)
_ROWS = [
    Query(int, select(func.count()).select_from(spend_codes)),
    Query(int, select(func.count()).select_from(payments)),
    Query(int, select(func.count()).where(deliveries.c.kind == "shown")),
]


@pytest.fixture
def scanned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a camera reads in the codes' pictures: the payloads of their links, oldest first."""
    payloads: list[str] = []

    def look(link: str, *, void: bool = False) -> bytes:
        if not void:
            payloads.append(link.partition("?start=")[2])
        return qr(link, void=void)

    monkeypatch.setattr(spending, "qr", look)
    return payloads


async def take_points(world: World, share: int = 50) -> None:
    """The owner lets points pay."""
    async with world.shop.work() as work:
        terms = replace(await read_terms(work), pays=True, pay_share=share)
        assert not isinstance(await apply_terms(work, OWNER, terms), Refusal)


async def at_the_till(world: World, share: int = 50, amount: str = "1000") -> tuple[Guest, Guest]:
    """A cashier, and a member who earned points a while ago."""
    await take_points(world, share)
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} {amount}")
    await carl.taps("Record")
    await world.later(minutes=30)
    return carl, mei


async def code_of(mei: Guest, purpose: str = "Pay with points") -> str:
    """Tap the button under the card; the digits of the code."""
    await mei.says("/card")
    await mei.taps(purpose)
    found = re.search(r"(\d{4}) (\d{4})", mei.sees)
    assert found is not None, mei.sees
    return found[1] + found[2]


async def asked(carl: Guest, mei: Guest, amount: str = "12.50") -> None:
    """The till took the member's code, and asks for the most that points can pay."""
    await carl.says(f"/sale {await code_of(mei)} {amount}")
    await carl.taps("Pay €")


async def spend(mei: Guest, points: int) -> None:
    """Spend points on something else."""
    member_id = id_of(await actor_of(mei))
    async with mei.world.shop.work() as work:
        assert not isinstance(await spend_points(work, SYSTEM, member_id, points, f"mug {points}"), Refusal)


async def test_a_store_that_takes_no_points_offers_no_code(world: World) -> None:
    mei = await world.member("Mei")

    await mei.says("/card")

    assert not any("Pay" in label for label in mei.buttons)


@pytest.mark.promise(78)
async def test_a_purchase_is_paid_in_part_with_points_after_the_members_own_yes(
    world: World, scanned: list[str]
) -> None:
    await sell_tea(world)
    carl, mei = await at_the_till(world)
    await code_of(mei)
    assert "one minute" in mei.sees

    await carl.starts(scanned[-1])
    assert "Mei" in carl.sees
    assert "How much was paid?" in carl.sees
    assert "The till has taken this code" in mei.sees
    await carl.says("12.50 TEA #4711")
    assert "up to 625 points, worth €6.25" in carl.sees
    await carl.says("500")
    assert "€7.50 in money, which earns 7 points" in carl.sees
    assert carl.buttons[:2] == ["Pay €5.00 with 500 points", "Without points: €12.50"]
    await carl.taps("Pay €5.00 with 500 points")

    assert "Waiting for the member's yes" in carl.sees
    assert "500 points, €5.00 of €12.50" in mei.sees
    assert "The rest, €7.50, in money" in mei.sees
    assert await points_of(mei) == 1000

    await mei.taps("Yes, 500 points")
    assert "Recorded: €12.50" in carl.sees
    assert "500 points paid €5.00 of it" in carl.sees
    assert "In money: €7.50" in carl.sees
    assert "You paid with points" in mei.heard[-2]
    assert "Paid with 500 points, worth €5.00, and €7.50 in money" in mei.sees
    assert "+7: now you have 507 points" in mei.sees
    assert await points_of(mei) == 507
    assert (await bought_by(mei))[0].receipt == "4711"
    assert (await audit(world.shop)).findings == []


async def test_the_till_types_the_digits_where_a_member_is_asked_for(world: World) -> None:
    carl, mei = await at_the_till(world)
    digits = await code_of(mei)

    await carl.says("/sale")
    await carl.says(f"{digits[:4]} {digits[4:]}")
    assert "Mei" in carl.sees
    await carl.says("10")

    assert "up to 500 points" in carl.sees


async def test_a_code_that_comes_late_joins_the_sale_that_is_rung_up_already(world: World, scanned: list[str]) -> None:
    carl, mei = await at_the_till(world)
    await carl.says(f"/sale {await mei.card()} 10")
    assert not any("Pay" in label for label in carl.buttons)  # a card spends nothing
    await carl.says(await code_of(mei))
    assert "up to 500 points" in carl.sees
    await carl.taps("Cancel")

    await carl.says(f"/sale {await mei.card()} 20")
    await code_of(mei)
    await carl.starts(scanned[-1])

    assert "Amount: €20.00" in carl.sees
    assert "up to 1,000 points" in carl.sees


async def test_a_code_after_a_paid_sale_begins_another_one(world: World, scanned: list[str]) -> None:
    carl, mei = await at_the_till(world)
    await asked(carl, mei)
    await mei.taps("Yes, 625 points")

    await carl.says(f"/sale {await code_of(mei)} 3")
    assert "Amount: €3.00" in carl.sees
    await carl.says(f"/sale {await mei.card()} 4")
    await code_of(mei)
    await carl.starts(scanned[-1])
    assert "Amount: €4.00" in carl.sees
    await carl.taps("Pay €")
    await code_of(mei)
    await carl.starts(scanned[-1])
    assert "How much was paid?" in carl.sees


async def test_never_more_than_the_share_nor_than_there_is(world: World) -> None:
    carl, mei = await at_the_till(world, share=30, amount="5")

    await carl.says(f"/sale {await code_of(mei)} 100")
    assert "up to 5 points" in carl.sees
    for wrong, why in (("6", "at most: 5 points"), ("0", "worth nothing"), ("many", "Type how many")):
        await carl.says(wrong)
        assert why in carl.sees
        assert "Pay €0.05 with 5 points" in carl.buttons

    await carl.taps("Cancel")
    await carl.says(f"/sale {await code_of(mei)} 0.10")
    assert "up to 3 points" in carl.sees


@pytest.mark.promise(78)
async def test_a_picture_of_the_code_is_good_for_nothing_after_a_minute(world: World, scanned: list[str]) -> None:
    carl, mei = await at_the_till(world)
    digits = await code_of(mei)

    await world.later(seconds=61)
    assert "good for nothing now" in mei.sees
    await carl.starts(scanned[-1])
    assert "isn't good any more" in carl.sees
    await carl.says(f"/sale {digits} 10")
    assert "isn't good any more" in carl.sees


@pytest.mark.promise(78)
async def test_a_code_is_taken_once(world: World, scanned: list[str]) -> None:
    carl, mei = await at_the_till(world)
    cora = await world.cashier("Cora")
    digits = await code_of(mei)

    await carl.starts(scanned[-1])
    for again in (carl, cora):
        await again.starts(scanned[-1])
        assert "isn't good any more" in again.sees
    await cora.says(f"/sale {digits} 10")
    assert "isn't good any more" in cora.sees


@pytest.mark.promise(78)
async def test_a_scan_by_anybody_else_neither_uses_a_code_up_nor_shows_whose_it_is(
    world: World, scanned: list[str]
) -> None:
    carl, mei = await at_the_till(world)
    others = [await world.agent(), await world.member("Mo"), world.guest("Gus")]
    await code_of(mei)

    for other in others:
        await other.starts(scanned[-1])
        assert "Mei" not in other.sees
    await carl.starts(scanned[-1])

    assert "Mei" in carl.sees


@pytest.mark.promise(78)
async def test_a_code_relayed_live_stops_at_the_members_own_question(world: World, scanned: list[str]) -> None:
    carl, mei = await at_the_till(world)
    max_, olga = await world.manager(), await world.owner()
    await code_of(mei)  # and somebody who looks over her shoulder shows it at the till
    await carl.starts(scanned[-1])
    await carl.says("50")
    await carl.taps("Pay €10.00 with 1,000 points")

    await mei.taps("Not me")

    assert "Nobody can spend your points now" in mei.sees
    assert "The member says it isn't them" in carl.sees
    for one in (max_, olga):
        assert "Mei says: that isn't me" in one.sees
        assert "1,000 points, €10.00 of €50.00" in one.sees
        assert "Asked at the till by Carl" in one.sees
        assert "Nothing was taken" in one.sees
    assert await points_of(mei) == 1000
    assert len(await bought_by(mei)) == 1

    await mei.says("/card")
    await mei.taps("Pay with points")
    assert "Spending points is stopped" in mei.toast
    await mei.says("/points")
    assert "can't be spent until the shop has spoken with you" in mei.sees

    await carl.says(f"/find {await mei.card()}")
    assert "No points are spent from this card" in carl.sees
    assert not any("spent again" in label for label in carl.buttons)
    await max_.taps("Open the member")
    await max_.taps("Let points be spent again")
    assert "No points are spent" not in max_.sees
    assert "can be spent again" in mei.sees
    await code_of(mei)


async def test_not_me_after_yes_stops_spending_too(world: World) -> None:
    carl, mei = await at_the_till(world)
    max_ = await world.manager()
    await asked(carl, mei)
    await mei.taps("Yes, 625 points")

    [confirmed] = [int(str(one["message_id"])) for one in mei.messages if "You paid with" in str(one.get("text"))]
    world.telegram.tap(mei.person, confirmed, "That wasn't me")
    await world.hear()

    assert any("Nobody can spend your points now" in text for text in mei.heard)
    assert "was paid a moment before" in max_.sees
    assert await points_of(mei) == 381


async def test_nobody_answers_and_the_till_asks_again(world: World) -> None:
    carl, mei = await at_the_till(world)
    await asked(carl, mei)

    await carl.taps("Look again")
    assert "Waiting for the member's yes" in carl.sees
    await world.later(seconds=61)
    assert "No answer within the minute" in carl.sees
    assert "The minute is over" in mei.sees

    await carl.taps("Ask again")
    assert "Waiting" in carl.sees
    await mei.taps("Yes, 625 points")
    assert "Recorded: €12.50" in carl.sees
    assert await points_of(mei) == 1000 - 625 + 6


async def test_an_amount_that_was_put_right_is_asked_about_anew(world: World) -> None:
    carl, mei = await at_the_till(world)
    await carl.says(f"/sale {await code_of(mei)} 12.50")
    question = carl.messages[-1]
    await carl.says("500")
    await carl.taps("Pay €5.00")
    world.telegram.tap(carl.person, int(str(question["message_id"])), "‹ Back")
    await world.hear()
    await carl.says("15.20")
    await carl.taps("Pay €")

    assert "took its question back" in mei.heard[-2]
    assert "760 points, €7.60 of €15.20" in mei.sees
    await mei.taps("Yes, 760 points")
    assert [one.amount for one in await bought_by(mei)] == [1520, 100_000]


async def test_points_spent_elsewhere_meanwhile_are_seen_at_the_till(world: World) -> None:
    carl, mei = await at_the_till(world)
    await carl.says(f"/sale {await code_of(mei)} 15")
    await spend(mei, 900)
    await carl.taps("Pay €7.50")
    assert "at most: 100 points" in carl.sees
    await carl.taps("Pay €1.00 with 100 points")
    await spend(mei, 1)

    await mei.taps("Yes, 100 points")
    assert "That takes 100 points, and there are 99 points" in mei.sees
    assert "could not be recorded any more" in carl.sees
    assert len(await bought_by(mei)) == 1


async def test_a_yes_after_the_minute_takes_nothing(world: World) -> None:
    carl, mei = await at_the_till(world)
    await asked(carl, mei)
    world.clock.set(world.clock.now() + timedelta(seconds=61))

    await mei.taps("Yes, 625 points")

    assert await points_of(mei) == 1000
    assert "nothing was taken" in mei.sees
    assert len(await bought_by(mei)) == 1


async def test_the_sale_goes_on_without_points(world: World) -> None:
    carl, mei = await at_the_till(world)
    await asked(carl, mei)

    await mei.taps("No, all in money")
    assert "would rather pay in money" in carl.sees
    assert "pay in money" in mei.sees
    await carl.taps("Without points: €12.50")

    assert "Recorded: €12.50" in carl.sees
    assert await points_of(mei) == 1012


async def test_the_till_takes_its_question_back(world: World) -> None:
    carl, mei = await at_the_till(world)
    await asked(carl, mei)
    await carl.taps("Without points: €12.50")
    assert "took its question back" in mei.heard[-2]
    assert "+12" in mei.sees

    await world.later(minutes=6)
    await asked(carl, mei)
    await carl.says("/cancel")
    assert "took its question back" in mei.sees

    assert await points_of(mei) == 1012


@pytest.mark.both
async def test_a_yes_pressed_twice_pays_once(world: World) -> None:
    carl, mei = await at_the_till(world)
    await asked(carl, mei)

    mei.presses("Yes, 625 points")
    mei.presses("Yes, 625 points")
    await world.settle()

    assert await points_of(mei) == 1000 - 625 + 6
    assert len(await bought_by(mei)) == 2
    assert (await audit(world.shop)).findings == []


async def test_one_who_asked_and_was_dismissed_is_paid_nothing(world: World) -> None:
    carl, mei = await at_the_till(world)
    await asked(carl, mei)
    await world.dismiss(carl)

    await mei.taps("Yes, 625 points")

    assert "nothing was taken" in mei.sees
    assert await points_of(mei) == 1000


async def test_staff_take_no_code_of_their_own(world: World, scanned: list[str]) -> None:
    carl, mei = await at_the_till(world)
    await world.put_to_work(mei, Role.CASHIER)
    digits = await code_of(mei)

    await mei.starts(scanned[-1])
    assert "your own purchase" in mei.sees
    await mei.says(f"/sale {digits} 10")
    assert "your own purchase" in mei.sees

    await carl.says(f"/sale {digits} 10")
    assert "up to 500 points" in carl.sees


@pytest.mark.promise(78)
async def test_after_five_wrong_numbers_a_till_waits_a_minute(world: World) -> None:
    carl, mei = await at_the_till(world)
    for n in range(5):
        await carl.says(f"/sale 0000000{n} 10")
        assert "isn't good any more" in carl.sees

    digits = await code_of(mei)
    await carl.says(f"/sale {digits} 10")
    assert "isn't good any more" in carl.sees
    cora = await world.cashier("Cora")
    await cora.says(f"/sale {digits} 10")
    assert "up to 500 points" in cora.sees

    await world.later(seconds=61)
    await carl.says(f"/sale {await code_of(mei)} 10")
    assert "up to 500 points" in carl.sees


async def test_eight_digits_may_still_be_a_phone_number(world: World) -> None:
    carl = await world.cashier()
    mo = await world.member("Mo", phone="+493012345")
    await mo.says("/settings")
    await mo.taps("phone")
    await mo.shares_phone()

    for _ in range(6):
        await carl.says("/sale 03012345 5")
        assert "Mo" in carl.sees


async def test_four_digits_and_four_may_still_be_a_customer_number_and_an_amount(world: World) -> None:
    carl = await world.cashier()
    async with world.shop.work() as work:
        await new_member(work, source="import", external_id="1234", name="Ina")

    for _ in range(6):
        await carl.says("/sale 1234 5678")
        assert "Ina" in carl.sees
        assert "Record €5,678.00" in carl.buttons


async def test_a_newer_code_ends_the_older_and_its_picture_is_seen_to_be_dead(world: World, scanned: list[str]) -> None:
    carl, mei = await at_the_till(world)
    await code_of(mei)
    await code_of(mei)

    assert sum("newer code has taken the place" in text for text in mei.heard) == 1
    await carl.starts(scanned[0])
    assert "isn't good any more" in carl.sees
    await carl.starts(scanned[1])
    assert "Mei" in carl.sees


@pytest.mark.both
async def test_a_double_tap_leaves_the_newer_code_in_its_place(world: World, scanned: list[str]) -> None:
    carl, mei = await at_the_till(world)
    await mei.says("/card")

    mei.presses("Pay with points")
    mei.presses("Pay with points")
    await world.settle()
    await world.later(seconds=10)

    assert "one minute" in mei.sees
    await carl.starts(scanned[-1])
    assert "Mei" in carl.sees


@pytest.mark.both
async def test_what_is_over_is_swept_after_a_day(world: World) -> None:
    carl, mei = await at_the_till(world)
    await asked(carl, mei)
    await mei.taps("Yes, 625 points")
    await code_of(mei)

    await world.later(hours=26)
    await world.app.clockwork.run("sweep")

    async with world.shop.work() as work:
        assert [await work.the(rows) for rows in _ROWS] == [0, 0, 0]
    await code_of(mei)
    await world.later(seconds=61)
    assert "good for nothing now" in mei.sees


async def test_a_part_paid_purchase_is_taken_back_with_the_points_that_paid_it(world: World) -> None:
    carl, mei = await at_the_till(world)
    await asked(carl, mei)
    await mei.taps("Yes, 625 points")

    await carl.says("/undo")
    assert "In money: €6.25" in carl.sees
    await carl.taps("Take it back")

    assert "Give back in money: €6.25" in carl.sees
    assert "and 625 points for €6.25" in mei.sees
    assert await points_of(mei) == 1000
    assert (await audit(world.shop)).findings == []


async def test_a_part_of_a_part_paid_purchase_goes_back_both_ways_it_came(world: World) -> None:
    carl, mei = await at_the_till(world)
    max_ = await world.manager()
    await asked(carl, mei)
    await mei.taps("Yes, 625 points")
    receipt = (await bought_by(mei))[0].receipt

    await max_.says(f"/refund {receipt} 5")
    assert "Goes back: €5.00" in max_.sees
    assert "In money: €2.50" in max_.sees
    assert "In points: 250 points, for €2.50" in max_.sees
    assert "Points taken back: 2" in max_.sees
    await max_.taps("Refund €5.00")

    assert "+248" in max_.sees
    assert "€2.50 in money, and 250 points for €2.50" in mei.sees
    assert await points_of(mei) == 1000 - 625 + 6 + 250 - 2
    await max_.says(f"/refund {receipt}")
    await max_.taps("Refund €7.50")
    assert await points_of(mei) == 1000
    assert (await audit(world.shop)).findings == []


@pytest.mark.promise(78)
async def test_with_a_use_code_the_till_sees_the_members_vouchers_and_takes_one(
    world: World, scanned: list[str]
) -> None:
    await offer(world)
    carl, mei = await world.cashier(), await member_with(world, 300)
    await mei.says("/card")
    assert "Use a voucher" not in mei.buttons
    await redeem(mei)
    await redeem(mei)

    digits = await code_of(mei, "Use a voucher")
    await carl.starts(scanned[-1])
    assert "Which voucher is it?" in carl.sees
    assert len([label for label in carl.buttons if "Coffee" in label]) == 2
    first = next(label for label in carl.buttons if "Coffee" in label)
    carl.presses(first)
    await world.settle()
    await carl.taps("Take it and give")
    assert "Taken" in carl.sees
    assert len(await vouchers_of(mei)) == 1
    await carl.says(f"/redeem {digits}")
    assert "isn't good any more" in carl.sees

    await carl.says("/redeem")
    await carl.says(await code_of(mei, "Use a voucher"))
    assert "Which voucher is it?" in carl.sees
    await carl.says(f"/sale {await code_of(mei, 'Use a voucher')}")
    assert "Which voucher is it?" in carl.sees
    await carl.taps("Coffee")
    await carl.taps("Take it and give")
    assert await vouchers_of(mei) == []


async def test_a_number_that_is_no_code_is_asked_for_again_where_vouchers_are_taken(world: World) -> None:
    carl = await world.cashier()

    await carl.says("/redeem 12345678")

    assert "isn't good any more" in carl.sees
    assert "What is its code?" in carl.sees
