"""Coming back, in the chat: thanked for first purchases, missed by one's own rhythm, and what care does."""

import pytest

from tests.dialogues.test_rewards import offer
from tests.world import Guest, World


async def buys(carl: Guest, mei: Guest, amount: int = 20) -> None:
    await carl.says(f"/sale {await mei.card()} {amount}")
    await carl.taps("Record")


async def agrees(mei: Guest) -> None:
    """To news and offers."""
    await mei.says("/settings")
    await mei.taps("Choose what I hear about")
    await mei.taps("▫️ News and offers")


def heard(guest: Guest, words: str) -> int:
    """How many messages of somebody's chat hold these words."""
    return sum(words in text for text in guest.heard)


async def test_a_member_is_thanked_three_times_and_then_missed_and_comes_back_for_a_coffee(world: World) -> None:
    olga, carl, mei = await world.owner(), await world.cashier(), await world.member("Mei", "zh-hans")
    await mei.says("/settings")
    await mei.taps("选择想收到的内容")
    await mei.taps("▫️ 新品和优惠")

    for thanks in ("感谢您的第一次光临", "感谢您再次光临", "您已是我们的老朋友"):
        await buys(carl, mei)
        assert thanks not in mei.sees
        await world.later(hours=3)
        assert thanks in mei.sees
        await world.later(days=7, hours=-3)
    for _ in range(3):
        await buys(carl, mei)
        await world.later(days=7)
    assert heard(mei, "您已是我们的老朋友") == 1
    assert heard(mei, "好久不见") == 0

    await world.later(days=21)

    assert heard(mei, "好久不见") == 1
    assert "您还有" in mei.sees
    await mei.taps("我的积分")
    await buys(carl, mei)
    await olga.says("/effect")
    assert "Nobody has had their turn" in olga.sees
    await world.later(days=31)
    await olga.says("/effect")
    assert "Win-back\nCame back within 30 days:\n• given it: 100% (1 of 1)" in olga.sees
    assert "Can't tell yet: about" in olga.sees


@pytest.mark.either
async def test_who_buys_twice_in_a_row_is_thanked_once(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")

    await buys(carl, mei, 20)
    await world.later(hours=1)
    await buys(carl, mei, 30)
    await carl.says("/undo")
    await carl.taps(carl.buttons[0])
    await buys(carl, mei, 40)
    await world.later(hours=4)

    assert heard(mei, "first") == 0
    assert [text for text in mei.heard if "hank you" in text and "again" in text]


@pytest.mark.either
async def test_the_owner_sees_every_kind_of_care_and_edits_a_part_of_it(world: World) -> None:
    olga, max_ = await world.owner(), await world.manager()

    await olga.says("/care")
    assert "Win-back: a kind word for whoever is late by their own rhythm." in olga.sees
    await olga.taps("Win-back")
    await olga.taps("Not before")
    await olga.says("3")
    assert "A whole number from 7 to 180" in olga.sees
    await olga.says("28")
    assert "So it would be:" in olga.sees
    assert "who was here within 28 days" in olga.sees
    await olga.taps("Apply")
    assert "✅ So it is from now on." in olga.sees
    await olga.taps("‹ Back")
    await olga.taps("On or off")
    await olga.says("no")
    assert "Please choose with a button." in olga.sees
    await olga.taps("No")
    await olga.taps("Apply")
    await olga.taps("‹ Back")
    await olga.taps("How rarely")
    await olga.says("90")
    await olga.taps("Apply")
    await olga.says("/care")
    assert "Win-back: off." in olga.sees
    await olga.taps("Who is left out")
    await olga.taps("Refill reminders")
    await olga.says("20 %")
    await olga.taps("Apply")
    assert "Refill reminders 20%" in olga.sees

    await max_.says("/care")
    assert "Your role doesn't include that" in max_.sees
    await max_.says("/log")
    assert "Edited the care" in max_.sees
    assert "Refill reminders: 10% → 20%" in max_.sees
    assert "on: yes → no" in max_.sees
    assert "days away before somebody is late: 21 → 28" in max_.sees
    assert max_.sees.count("Edited the care:") == 3  # what was ninety days and stays that is nothing to tell


async def test_a_third_purchase_brings_the_voucher_that_the_owner_chose(world: World) -> None:
    olga, carl, mei = await world.owner(), await world.cashier(), await world.member("Mei")
    await agrees(mei)
    coffee = await offer(world)
    await olga.says("/care")
    await olga.taps("Thank-yous")
    await olga.taps("The voucher")
    await olga.says("Coffee")
    assert "Please choose with a button." in olga.sees
    await olga.taps("Coffee")
    assert "The third brings a voucher for “Coffee”, good for 30 days" in olga.sees
    await olga.taps("Apply")
    assert "So it is from now on." in olga.sees
    assert "a voucher for “Coffee”" in olga.sees

    for _ in range(3):
        await buys(carl, mei)
        await world.later(days=1)

    assert "Three times here: you are a regular now" in mei.sees
    assert "For you: Coffee" in mei.sees
    await mei.taps("Take my voucher")
    assert "Show this at the till" in mei.sees
    assert "Return it" not in mei.buttons
    await mei.says("/points")
    assert "You have 60 points" in mei.sees
    await mei.says("/vouchers")
    assert coffee.names["en"] in "".join(mei.buttons)
