"""Vouchers: asked about once, taken once at the till, given back in time, told of before they end."""

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.actions.audit import audit
from bot.actions.balance import holding
from bot.actions.people import find_person
from bot.actions.rewards import edit_reward, read_reward
from bot.actions.sales import record_sale
from bot.actions.vouchers import in_hand, open_vouchers, own_voucher, past_vouchers, return_voucher
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.roles import Actor, Role
from bot.rules.vouchers import InHand
from tests.dialogues.test_rewards import MANAGER, offer
from tests.world import Guest, World

pytestmark = pytest.mark.either

CASHIER = Actor(Role.CASHIER)
WEEKDAYS = 0b001_1111
DONATION = Reward(
    None,
    RewardKind.DONATION,
    {"en": "A tree"},
    {},
    200,
    worth=300,
    charity="Trees & Co",
    state=RewardState.ACTIVE,
)


async def member_with(world: World, points: int, name: str = "Mei", language: str = "en") -> Guest:
    """Somebody who has so many points, from one purchase."""
    mei = await world.member(name, language)
    async with world.shop.work() as work:
        known = await find_person(work, mei.id)
        assert known is not None
        assert known.member_id is not None
        await record_sale(work, CASHIER, known.member_id, points * 100, f"R-{name[:3].upper()}234")
    await world.settle()
    return mei


async def vouchers_of(guest: Guest) -> list[InHand]:
    """Their open vouchers."""
    async with guest.world.shop.work() as work:
        known = await find_person(work, guest.id)
        assert known is not None
        return [await in_hand(work, one) for one in await open_vouchers(work, known.member_id or 0)]


async def code_of(guest: Guest) -> str:
    """The code of their only open voucher."""
    [held] = await vouchers_of(guest)
    assert held.code is not None
    return held.code


async def points_of(guest: Guest) -> int:
    """What they have."""
    async with guest.world.shop.work() as work:
        known = await find_person(work, guest.id)
        assert known is not None
        return (await holding(work, known.member_id or 0)).points


async def redeem(guest: Guest, name: str = "Coffee") -> None:
    """Redeem a reward from the catalogue."""
    await guest.says("/rewards")
    await guest.taps(name)
    await guest.taps("Get it")
    await guest.taps("Redeem")


def sent_file(world: World, message: dict[str, object]) -> str:
    """A file that the bot sent, as text."""
    document = message["document"]
    assert isinstance(document, dict)
    return world.telegram.files.by_id[str(document["file_id"])].content.decode()


def is_picture(message: dict[str, object]) -> bool:
    return "photo" in message


async def test_a_reward_is_asked_about_once_and_becomes_a_voucher_with_a_code_and_a_picture(world: World) -> None:
    await offer(world)
    mei = await member_with(world, 120)

    await mei.says("/rewards")
    await mei.taps("Coffee")
    await mei.taps("Get it")
    assert "100 points for this, 20 points left afterwards" in mei.sees
    assert await vouchers_of(mei) == []

    await mei.taps("Redeem")
    assert any("Coffee is yours" in one and "20 points" in one for one in mei.heard)
    assert re.search(r"Show this at the till: \w{4} \w{4} \w{4}", mei.sees)
    assert is_picture(mei.messages[-1])
    assert "Good until 1 April 2026" in mei.sees
    assert "Until 16 March 2026 you can return it and get 100 points back" in mei.sees
    assert await points_of(mei) == 20
    assert (await audit(world.shop)).findings == []


@pytest.mark.both
async def test_two_presses_redeem_once(world: World) -> None:
    await offer(world)
    mei = await member_with(world, 500)
    await mei.says("/rewards")
    await mei.taps("Coffee")
    await mei.taps("Get it")

    mei.presses("Redeem")
    mei.presses("Redeem")
    await world.settle()

    assert len(await vouchers_of(mei)) == 1
    assert await points_of(mei) == 400
    assert sum(is_picture(message) for message in mei.messages) == 1


async def test_a_reward_that_was_changed_meanwhile_is_asked_about_again(world: World) -> None:
    reward = await offer(world)
    mei = await member_with(world, 500)
    await mei.says("/rewards")
    await mei.taps("Coffee")
    await mei.taps("Get it")

    async with world.shop.work() as work:
        await edit_reward(work, MANAGER, reward._replace(price=150))
    await mei.taps("Redeem")
    assert "changed in the meantime" in mei.sees
    assert "150 points for this, 350 points left afterwards" in mei.sees
    assert await vouchers_of(mei) == []

    await mei.taps("Redeem")
    assert await points_of(mei) == 350


async def test_a_question_left_for_an_hour_spends_nothing(world: World) -> None:
    await offer(world)
    mei = await member_with(world, 500)
    await mei.says("/rewards")
    await mei.taps("Coffee")
    await mei.taps("Get it")

    await world.later(hours=1, minutes=2)
    await mei.taps("Redeem")

    assert "no longer valid" in mei.toast
    assert await points_of(mei) == 500


async def test_what_cant_be_had_any_more_is_said_when_it_is_pressed(world: World) -> None:
    reward = await offer(world, stock=1)
    mei, ben = await member_with(world, 500), await member_with(world, 500, "Ben")
    for one in (mei, ben):
        await one.says("/rewards")
        await one.taps("Coffee")
        await one.taps("Get it")

    await mei.taps("Redeem")
    await ben.taps("Redeem")

    assert "All of these are gone" in ben.toast
    assert await points_of(ben) == 500
    async with world.shop.work() as work:
        assert (await read_reward(work, reward.id or 0) or reward).stock == 0


@pytest.mark.both
async def test_a_member_has_no_more_of_a_reward_than_each_may(world: World) -> None:
    await offer(world, each=1)
    mei = await member_with(world, 500)
    await redeem(mei)

    await mei.says("/rewards")
    await mei.taps("Coffee")
    assert "all that one member can have" in mei.sees


@pytest.mark.parametrize("way", ["scan", "command", "answer"])
async def test_the_till_takes_a_voucher_once_and_its_message_changes(world: World, way: str) -> None:
    await offer(world)
    carl, mei = await world.cashier(), await member_with(world, 120)
    await redeem(mei)
    code, pictures = await code_of(mei), sum(map(is_picture, mei.messages))

    if way == "scan":
        await carl.starts(f"v_{code}")
    else:
        await carl.says("/redeem" if way == "answer" else f"/redeem {code.lower()[:4]} {code[4:8]}-{code[8:]}")
        if way == "answer":
            await carl.says(code.replace("0", "o").replace("1", "l"))
    assert "Coffee" in carl.sees
    assert "Mei" in carl.sees
    assert await vouchers_of(mei) != []

    await carl.taps("Take it and give")
    assert "Taken" in carl.sees
    assert "Coffee" in carl.sees
    assert await vouchers_of(mei) == []
    assert "Your voucher Coffee was used at Green Corner" in mei.sees
    [own] = [message for message in mei.messages if is_picture(message)]
    assert "Used: 2 March 2026" in str(own["caption"])
    assert code[:4] not in str(own["caption"])
    assert pictures == 1

    await carl.says(f"/redeem {code}")
    assert "was used already" in carl.sees
    assert "Take it and give" not in carl.buttons


@pytest.mark.both
async def test_two_cashiers_at_once_take_a_voucher_once(world: World) -> None:
    await offer(world)
    carl, cora, mei = await world.cashier(), await world.cashier("Cora"), await member_with(world, 120)
    await redeem(mei)
    for one in (carl, cora):
        await one.starts(f"v_{await code_of(mei)}")

    carl.presses("Take it and give")
    cora.presses("Take it and give")
    await world.settle()

    assert sorted("Taken" in one.sees for one in (carl, cora)) == [False, True]
    [late] = [one for one in (carl, cora) if "Taken" not in one.sees]
    assert "was used already" in late.toast
    assert sum("was used at" in one for one in mei.heard) == 1


async def test_anybody_else_who_scans_a_voucher_neither_burns_nor_sees_it(world: World) -> None:
    await offer(world)
    mei, ben, sam = await member_with(world, 120), await world.member("Ben"), world.guest("Sam")
    ada = await world.agent()
    await redeem(mei)
    code = await code_of(mei)

    said = set()
    for one in (ben, sam, ada, mei):
        for payload in (f"v_{code}", "v_000000000000", "v_x"):
            said.add(await one.starts(payload))

    assert said == {"This is a voucher's code. Only the shop's staff can take it, at the till."}
    assert len(await vouchers_of(mei)) == 1


async def test_a_wrong_code_gets_one_answer_and_after_five_a_right_one_too(world: World) -> None:
    await offer(world)
    carl, cora, mei = await world.cashier(), await world.cashier("Cora"), await member_with(world, 120)
    await redeem(mei)
    code = await code_of(mei)
    wrong = ["000000000000", "x", "ZZZZ ZZZZ ZZZZ", f"{code}0", code[::-1]]

    said = {await carl.says(f"/redeem {one}") for one in [*wrong, code]}

    assert len(said) == 1
    assert "No voucher here has that code" in said.pop()
    await cora.says(f"/redeem {code}")
    assert "Take it and give" in cora.buttons
    await world.later(minutes=10, seconds=1)
    await carl.says(f"/redeem {code}")
    await carl.taps("Take it and give")
    assert "Taken" in carl.sees


async def test_nobody_takes_their_own_voucher(world: World) -> None:
    await offer(world)
    carl = await member_with(world, 120, "Carl")
    await redeem(carl)
    await world.put_to_work(carl, Role.CASHIER)

    await carl.says(f"/redeem {await code_of(carl)}")

    assert "can't take your own voucher" in carl.sees
    assert len(await vouchers_of(carl)) == 1


async def test_whoever_may_not_take_vouchers_is_told_so(world: World) -> None:
    mei, ada = await world.member("Mei"), await world.agent()

    assert "Your role doesn't include that" in await ada.says("/redeem 000000000000")
    assert "for the shop's staff" in await mei.says("/redeem 000000000000")


@pytest.mark.promise(72)
async def test_a_cashier_who_was_dismissed_takes_nothing_with_an_old_button(world: World) -> None:
    await offer(world)
    carl, mei = await world.cashier(), await member_with(world, 120)
    await redeem(mei)
    await carl.starts(f"v_{await code_of(mei)}")

    await world.dismiss(carl)
    await carl.taps("Take it and give")

    assert len(await vouchers_of(mei)) == 1


async def test_a_voucher_is_taken_on_its_days_only(world: World) -> None:
    await offer(world, weekdays=WEEKDAYS, from_minute=9 * 60, to_minute=17 * 60)
    carl, mei = await world.cashier(), await member_with(world, 120)
    await redeem(mei)
    code = await code_of(mei)
    assert "Mon–Fri, 09:00–17:00" in mei.sees

    await world.later(hours=8)
    await carl.says(f"/redeem {code}")
    assert "isn't taken at this hour" in carl.sees
    await world.later(hours=16)
    await carl.says(f"/redeem {code}")

    assert "Take it and give" in carl.buttons


@pytest.mark.both
async def test_a_voucher_is_returned_in_time_and_its_points_come_back(world: World) -> None:
    reward = await offer(world, stock=3)
    mei = await member_with(world, 120)
    await redeem(mei)

    await mei.taps("Return it")
    assert "you get 100 points back" in mei.sees
    mei.presses("Return it")
    mei.presses("Return it")
    await world.settle()

    assert await points_of(mei) == 120
    assert await vouchers_of(mei) == []
    [own] = [message for message in mei.messages if is_picture(message)]
    assert "Returned: 2 March 2026" in str(own["caption"])
    async with world.shop.work() as work:
        assert (await read_reward(work, reward.id or 0) or reward).stock == 3
    assert (await audit(world.shop)).findings == []


async def test_after_its_days_a_voucher_stays_with_its_member(world: World) -> None:
    await offer(world)
    mei = await member_with(world, 120)
    await redeem(mei)

    await world.later(days=15)
    await mei.says("/vouchers")
    await mei.taps("Coffee")
    assert "Return it" not in mei.buttons
    old = next(message for message in mei.messages if is_picture(message))
    world.telegram.tap(mei.person, int(str(old["message_id"])), "Return it")
    await world.settle()

    assert "can't be returned any more" in mei.toast
    assert await points_of(mei) == 20


@pytest.mark.both
async def test_a_used_voucher_is_not_returned(world: World) -> None:
    await offer(world)
    carl, mei = await world.cashier(), await member_with(world, 120)
    await redeem(mei)
    await mei.taps("Return it")
    await carl.starts(f"v_{await code_of(mei)}")

    await carl.taps("Take it and give")
    mei.presses("Return it")
    await world.settle()

    assert "was used already" in mei.toast
    assert await points_of(mei) == 20


async def test_the_list_shows_what_is_open_and_what_became_of_the_rest(world: World) -> None:
    await offer(world)
    await offer(world, names={"en": "Cake"})
    carl, mei = await world.cashier(), await member_with(world, 500)
    assert "You have none at the moment" in await mei.says("/vouchers")
    await redeem(mei)
    await carl.starts(f"v_{await code_of(mei)}")
    await carl.taps("Take it and give")
    await redeem(mei, "Cake")

    await mei.says("/vouchers")
    assert "✅ Coffee: used 2 March 2026" in mei.sees
    assert "Cake · until 1 April" in mei.buttons
    await mei.taps("Cake")

    assert is_picture(mei.messages[-1])
    assert re.search(r"Show this at the till: \w{4} \w{4} \w{4}", mei.sees)


async def test_another_members_voucher_is_nobodys_business(world: World) -> None:
    await offer(world)
    mei, ben = await member_with(world, 120), await member_with(world, 120, "Ben")
    await redeem(mei)
    [held] = await vouchers_of(mei)

    async with world.shop.work() as work:
        known = await find_person(work, ben.id)
        assert known is not None
        for act in (own_voucher, return_voucher):
            done = await act(work, known.actor, held.voucher.id)
            assert isinstance(done, Refusal)
            assert done.key == "voucher_gone"

    assert len(await vouchers_of(mei)) == 1


async def test_a_month_voucher_is_spoken_of_a_week_before_it_ends_once_and_by_day(world: World) -> None:
    await offer(world)
    mei = await member_with(world, 120)
    await redeem(mei)

    await world.later(days=22)
    assert not any("and then expires" in one for one in mei.heard)
    await world.later(days=3)
    [word] = [message for message in mei.messages if "and then expires" in str(message.get("text"))]
    assert "is good until 1 April 2026" in str(word["text"])
    sent = datetime.fromtimestamp(int(str(word["date"])), ZoneInfo("Europe/Berlin"))
    assert 9 <= sent.hour < 20
    [own] = [message for message in mei.messages if is_picture(message)]
    assert "It expires soon" in str(own["caption"])
    await world.later(days=3)
    assert sum("and then expires" in one for one in mei.heard) == 1

    await mei.taps("Show it")
    assert "Show this at the till" in mei.sees


async def test_an_unused_voucher_expires_at_the_end_of_its_day(world: World) -> None:
    await offer(world)
    carl, mei = await world.cashier(), await member_with(world, 120)
    await redeem(mei)
    code = await code_of(mei)

    await world.later(days=30, hours=12, minutes=30)
    await carl.says(f"/redeem {code}")
    assert "Take it and give" in carl.buttons
    await world.later(hours=2)
    await carl.says(f"/redeem {code}")
    assert "has expired" in carl.sees
    assert await points_of(mei) == 20
    [own] = [message for message in mei.messages if is_picture(message)]
    assert "Expired: 1 April 2026" in str(own["caption"])
    assert "⌛ Coffee: expired 1 April 2026" in await mei.says("/vouchers")


async def test_vouchers_are_part_of_what_is_held_and_end_with_whoever_is_forgotten(world: World) -> None:
    await offer(world)
    carl, mei = await world.cashier(), await member_with(world, 120)
    await redeem(mei)
    code = await code_of(mei)

    await mei.says("/mydata")
    text, data = [sent_file(world, message) for message in mei.messages if "document" in message]
    assert f"Coffee · 100 points · good until 1 April 2026\n    {code[:4]} {code[4:8]} {code[8:]}" in text
    [held] = json.loads(data)["vouchers"]
    assert (held["code"], held["voucher"]["names"], held["state"]) == (code, {"en": "Coffee"}, "open")
    await mei.says("/forget")
    assert "1 voucher that you haven't used ends, too" in mei.sees
    await mei.taps("Erase…")
    await mei.taps("Yes, erase everything")

    await carl.says(f"/redeem {code}")
    assert "No voucher here has that code" in carl.sees


async def test_a_donation_is_given_at_once_thanked_for_and_never_taken_back(world: World) -> None:
    await offer(world, DONATION)
    mei = await member_with(world, 500)

    await mei.says("/rewards")
    await mei.taps("A tree")
    await mei.taps("Give it")
    assert "€3.00 goes to Trees & Co" in mei.sees
    assert "can't be taken back" in mei.sees
    await mei.taps("Donate")

    assert "For your 200 points, Green Corner gives €3.00 to Trees & Co" in mei.sees
    assert "Reference: D-" in mei.sees
    assert await points_of(mei) == 300
    assert await vouchers_of(mei) == []
    assert "💚 A tree: given 2 March 2026" in await mei.says("/vouchers")
    async with world.shop.work() as work:
        known = await find_person(work, mei.id)
        assert known is not None
        [given] = await past_vouchers(work, known.member_id or 0)
        done = await return_voucher(work, known.actor, given.id)
    assert isinstance(done, Refusal)
    assert await points_of(mei) == 300
