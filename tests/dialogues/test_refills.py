"""What runs out for members: reminded before it does, each answer heard, and staff asked to keep one."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.care import apply_care
from bot.actions.members import consent
from bot.actions.people import find_person
from bot.actions.products import add_product
from bot.actions.rewards import make_reward
from bot.rules.care import Care
from bot.rules.products import Product
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.roles import Actor, Role
from jobs.refills import look_ahead
from tests.world import Guest, World

DAY = timedelta(days=1)
OWNER = Actor(Role.OWNER, staff_id=0)


async def opened(world: World, **rules: object) -> tuple[Guest, Guest]:
    """A shop that sells formula for three weeks, and leaves nobody out; Carl at the till, and Mei, who said yes."""
    carl, mei = await world.cashier(), await world.member("Mei")
    async with world.shop.work() as work:
        await add_product(work, OWNER, Product(None, "F1", "Formula 1", "formula", 1999, 21))
        await apply_care(work, OWNER, Care.REFILL, rules)
        await apply_care(work, OWNER, Care.HOLDOUT, {"refill": 0})
        known = await find_person(work, mei.id)
        assert known is not None
        await consent(work, known.actor, "refill", True, "en:1", "test")
    return carl, mei


async def sells(carl: Guest, mei: Guest, what: str = "F1") -> None:
    await carl.says(f"/sale {await mei.card()} 19.99 {what}")
    await carl.taps("Record")


def reminders(guest: Guest) -> list[datetime]:
    """When they were reminded of what they haven't answered yet: an answer takes the reminder's place."""
    return [
        datetime.fromtimestamp(int(str(one["date"])), UTC) for one in guest.messages if "🔔" in str(one.get("text"))
    ]


@pytest.mark.either
async def test_who_buys_one_is_reminded_before_the_third_week_is_over_and_says_how_it_is(world: World) -> None:
    carl, mei = await opened(world)
    ivan = await world.member("Ivan")
    for one in (ivan, mei):
        await sells(carl, one)
    bought = world.clock.now()

    await world.later(days=13)
    assert not reminders(mei)
    await world.later(days=4)

    assert not reminders(ivan)
    await ivan.says("/reminders")
    assert "I don't write to you about it unless you want me to" in ivan.sees
    await ivan.taps("Yes, remind me in time")
    assert "unless you want" not in ivan.sees
    [at] = reminders(mei)
    assert 14 <= (at - bought).days <= 17
    assert 9 <= at.hour + 1 < 20
    assert "Formula 1" in mei.sees
    assert "may run out around" in mei.sees
    await mei.taps("In a week")
    assert "I ask again in a week" in mei.sees
    answered = world.clock.now()
    await world.later(days=9)
    assert [round((one - answered) / DAY) for one in reminders(mei)] == [7]
    await mei.taps("Still have plenty")
    assert "it may run out around" in mei.sees
    await mei.says("/reminders")
    await mei.taps("Formula 1")
    assert "still had plenty" in mei.sees
    assert "wanted to be asked in a week" in mei.sees
    await mei.taps("Already bought")
    assert "the next one may run out around" in mei.sees
    once = mei.sees
    await mei.says("/reminders")
    await mei.taps("Formula 1")
    await mei.taps("Already bought")
    assert mei.sees == once  # said twice, it was bought once
    await world.later(days=5)
    assert not reminders(mei)
    await mei.says("/reminders")
    await mei.taps("Formula 1")
    await mei.taps("Stop for this product")
    await mei.says("/reminders")
    assert "Formula 1: no reminders" in mei.sees


@pytest.mark.promise(36)
async def test_staff_keep_what_is_ordered_and_the_member_hears_of_it(world: World) -> None:
    carl, mei = await opened(world)
    await sells(carl, mei)
    await world.later(days=17)
    for _ in range(2):
        await look_ahead(world.shop)  # late, and once more
        await world.settle()
    assert len(reminders(mei)) == 1

    await mei.taps("Order / keep it for me")
    await mei.says("Two, until Friday <please>")

    assert "Passed on to the staff: Formula 1" in mei.sees
    assert "A member asks us to order or keep Formula 1" in carl.sees
    await carl.taps("See it")
    assert "Two, until Friday <please>" in carl.sees
    await carl.taps("I take it")
    assert "Taken by Carl" in carl.sees
    assert "I take it" not in carl.buttons
    await carl.says("/tasks")
    assert "taken by Carl" in carl.sees
    await carl.taps("Formula 1 · Mei")
    await carl.taps("Ready for them")
    assert "Closed by Carl" in carl.sees
    assert "is kept for you at Green Corner" in mei.sees
    await carl.says("/tasks")
    assert "Nothing: all is done" in carl.sees


@pytest.mark.either
async def test_what_runs_out_within_a_few_days_is_named_in_one_message_to_whoever_has_not_come_anyway(
    world: World,
) -> None:
    carl, mei = await opened(world)
    async with world.shop.work() as work:
        for sku, days in (("C1", 23), ("D1", 22), ("S1", 60)):
            await add_product(work, OWNER, Product(None, sku, f"Thing {sku}", "", 500, days))
    ivan, tom = await world.member("Ivan"), await world.member("Tom")
    for one in (ivan, tom):
        await one.says("/reminders")
        await one.taps("Yes, remind me in time")
    for one in (mei, ivan, tom):
        await sells(carl, one, "F1 C1 D1 S1")
    await world.later(days=14)
    await sells(carl, tom, "S1")  # is left alone until the day after tomorrow
    await world.later(hours=21)
    await sells(carl, ivan, "F1 C1 D1")  # was found at six in the morning already

    await world.later(hours=4)

    assert len(reminders(mei)) == 1
    assert not reminders(ivan)
    assert not reminders(tom)
    assert "3 things may run out" in mei.sees
    assert all(name in mei.sees for name in ("Formula 1: around", "Thing C1: around", "Thing D1: around"))
    assert "S1" not in mei.sees
    await mei.taps("Thing C1")
    await mei.taps("Still have plenty")
    assert "Thing C1" in mei.sees
    assert len(reminders(mei)) == 1  # it stays, for the others
    await sells(carl, tom, "F1 C1 D1")
    await world.later(days=4)
    assert not reminders(tom)
    assert len(reminders(mei)) == 1


@pytest.mark.either
async def test_a_reminder_that_offers_a_voucher_keeps_it_whatever_is_answered(world: World) -> None:
    async with world.shop.work() as work:
        names = {"en": "Coffee"}
        coffee = Reward(None, RewardKind.GIFT, names, {}, 100, state=RewardState.ACTIVE)
        made = await make_reward(work, OWNER, coffee)
        assert isinstance(made, Reward)
    carl, mei = await opened(world, reward=made.id)
    await sells(carl, mei)
    await world.later(days=17)

    async def presses(label: str) -> None:
        found = next(one for one in mei.messages if "🔔" in str(one.get("text")))
        world.telegram.tap(mei.person, int(str(found["message_id"])), label)
        await world.hear()

    await presses("Already bought")
    assert "the next one may run out around" in mei.sees
    await presses("Order / keep it for me")
    for _ in range(2):
        mei.presses("As last time")
    await world.hear()
    assert sum("asks us to order" in str(one.get("text")) for one in carl.messages) == 1
    assert sum("Passed on to the staff" in str(one.get("text")) for one in mei.messages) == 1
    await presses("Take my voucher")

    assert "Coffee" in mei.sees
    assert "until" in mei.sees


async def test_members_add_change_and_stop_reminders_themselves(world: World) -> None:
    _, mei = await opened(world)
    await mei.says("/reminders")
    assert "Nothing yet" in mei.sees

    await mei.taps("Add a reminder")
    await mei.taps("Formula 1")
    await mei.says("often")
    assert "A whole number from 1 to 365" in mei.sees
    await mei.says("10")

    assert "Not bought here yet; counted from: 2 March" in mei.sees
    assert "It lasts you 10 days, as you said" in mei.sees
    await world.later(days=7)
    assert len(reminders(mei)) == 1
    await mei.taps("Stop for this product")
    await mei.says("/reminders")
    assert "Formula 1: no reminders" in mei.sees
    await mei.taps("Formula 1")
    await mei.taps("Remind me again")
    await mei.says("/reminders")
    assert "Formula 1: around" in mei.sees
