"""Rewards: the catalogue as members find it, and the editor with which managers fill it."""

import struct
from dataclasses import asdict
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from bot.actions.rewards import list_rewards, make_reward
from bot.database import Command
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.roles import Actor, Role
from bot.rules.tiers import Tier
from bot.tables.program import tier_tables
from tests.dialogues.test_products import stock
from tests.world import Guest, World

pytestmark = pytest.mark.either

MANAGER = Actor(Role.MANAGER)
COFFEE = Reward(None, RewardKind.GIFT, {"en": "Coffee"}, {"en": "Any size."}, 100, state=RewardState.ACTIVE)


async def offer(world: World, reward: Reward = COFFEE, **parts: object) -> Reward:
    """Put a reward into the catalogue."""
    async with world.shop.work() as work:
        made = await make_reward(work, MANAGER, Reward(**{**reward._asdict(), **parts}))
    assert not isinstance(made, Refusal), made
    return made


async def kept(world: World) -> list[Reward]:
    """Every reward, the newest first."""
    async with world.shop.work() as work:
        return (await list_rewards(work, 100))[0]


async def test_a_manager_makes_a_reward_step_by_step_and_sees_what_members_will_see(world: World) -> None:
    max_ = await world.manager()

    await max_.says("/rewards")
    await max_.taps("Edit rewards")
    await max_.taps("Add a reward")
    await max_.taps("Money off")
    await max_.says("Five euros off")
    await max_.says("Off anything but gift cards.")
    await max_.taps("Without a picture")
    await max_.says("500")
    await max_.says("5")
    await max_.says("20")
    await max_.says("2")
    await max_.says("2026-03-02")
    await max_.says("2026-12-24")
    await max_.taps("All languages")
    await max_.taps("Done")
    await max_.says("22-2:00")
    await max_.says("14")
    await max_.says("减五欧元")
    for _ in range(3):
        await max_.taps("Without a")
    shown = max_.heard[-2]
    assert "Five euros off" in shown
    assert "€5.00 off a purchase" in shown
    assert "Off anything but gift cards." in shown
    assert "Offered until 24 December" in shown
    await max_.taps("Offer it")

    assert "Members can have it" in max_.sees
    [reward] = await kept(world)
    assert reward == Reward(
        reward.id,
        RewardKind.MONEY_OFF,
        {"en": "Five euros off", "zh_Hans": "减五欧元"},
        {"en": "Off anything but gift cards."},
        500,
        worth=500,
        stock=20,
        each=2,
        from_at=datetime(2026, 3, 1, 23, 0, tzinfo=UTC),
        until_at=datetime(2026, 12, 24, 22, 59, 59, 999999, tzinfo=UTC),
        from_minute=22 * 60,
        to_minute=2 * 60,
        voucher_days=14,
        state=RewardState.ACTIVE,
    )


async def points_for(world: World, guest: Guest, euros: int) -> None:
    """Let somebody earn a point for each euro of a purchase."""
    carl = await world.cashier("Carl the cashier")
    await carl.says(f"/sale {await guest.card()} {euros}")
    await carl.taps("Record")


async def begun(world: World, *steps: str) -> Guest:
    """A manager at a question of a new reward: the presses ([) and answers that lead there."""
    max_ = await world.manager()
    await max_.says("/rewards")
    for step in ("[Edit rewards", "[Add a reward", *steps):
        await (max_.taps(step[1:]) if step.startswith("[") else max_.says(step))
    return max_


GIFT_UP_TO_PICTURE = ("[A gift", "Coffee", "Any size.")


async def test_a_member_finds_first_what_they_can_have_now(world: World) -> None:
    for name, price in (("Cake", 150), ("Espresso machine", 5000), ("Coffee", 100), ("Tea for two", 180)):
        await offer(world, names={"en": name}, price=price)
    mei = await world.member("Mei")
    await points_for(world, mei, 160)

    await mei.says("/points")
    await mei.taps("Rewards")

    assert "160 points" in mei.sees
    assert "You can have 2 of them now" in mei.sees
    assert "Only 20 points to go for the next: Tea for two" in mei.sees
    assert mei.buttons[:4] == [
        "✅ Coffee · 100 points",
        "✅ Cake · 150 points",
        "Tea for two · 180 points",
        "Espresso machine · 5,000 points",
    ]
    await mei.taps("Coffee")
    assert "Any size." in mei.sees
    assert "60 points would be left" in mei.sees
    await mei.taps("Back")
    await mei.taps("Espresso")
    assert "4,840 points to go" in mei.sees
    assert mei.buttons == ["‹ Back"]


async def test_limits_are_said_in_plain_words(world: World) -> None:
    await offer(
        world,
        stock=3,
        each=1,
        until_at=datetime(2026, 12, 24, 22, 59, 59, tzinfo=UTC),
        weekdays=0b0011111,
        from_minute=540,
        to_minute=1050,
    )
    mei = await world.member("Mei")

    await mei.says("/rewards")
    await mei.taps("Coffee")

    for line in (
        "3 left",
        "1 for each member",
        "Offered until 24 December",
        "Mon–Fri, 09:00–17:30",
        "good for 30 days",
    ):
        assert line in mei.sees


async def test_a_donation_is_one_choice_among_others(world: World) -> None:
    lifebelt = COFFEE._replace(
        kind=RewardKind.DONATION, names={"en": "A lifebelt"}, worth=500, charity="Sea Rescue", price=100
    )
    await offer(world, price=90)
    await offer(world, lifebelt)
    await offer(world, price=110)
    mei = await world.member("Mei")
    await points_for(world, mei, 200)

    await mei.says("/rewards")
    assert [label.split(" ·")[0] for label in mei.buttons[:3]] == ["✅ Coffee", "✅ A lifebelt", "✅ Coffee"]
    await mei.taps("A lifebelt")

    assert "€5.00 goes to Sea Rescue" in mei.sees
    assert "voucher" not in mei.sees
    assert "Give it" in mei.buttons


async def test_a_guest_sees_what_points_are_for_and_can_take_nothing(world: World) -> None:
    await offer(world)
    gus = world.guest("Gus")

    await gus.says("/rewards")
    assert "what members get" in gus.sees
    assert gus.buttons == ["Coffee · 100 points"]
    await gus.taps("Coffee")

    assert gus.buttons == ["‹ Back"]
    assert "would be left" not in gus.sees


async def test_rewards_are_read_in_the_readers_language_or_the_stores(world: World) -> None:
    await offer(world, names={"en": "Coffee", "zh_Hans": "咖啡"})
    await offer(world, names={"en": "Tea"}, price=200)
    await offer(world, names={"ru": "Квас"}, price=300, languages=("ru",))
    mei, ivan = await world.member("Mei", "zh-hant"), await world.member("Ivan", "ru")

    await mei.says("/rewards")
    await ivan.says("/rewards")

    assert [label.split(" · ")[0] for label in mei.buttons[:2]] == ["咖啡", "Tea"]
    assert [label.split(" · ")[0] for label in ivan.buttons[:3]] == ["Coffee", "Tea", "Квас"]


@pytest.mark.both
async def test_many_rewards_are_pages(world: World) -> None:
    for n in range(1, 20):
        await offer(world, names={"en": f"Thing {n:02}"}, price=n)
    mei = await world.member("Mei")

    await mei.says("/rewards")
    assert [label[:8] for label in mei.buttons[:8]] == [f"Thing {n:02}" for n in range(1, 9)]
    await mei.taps("Next")
    await mei.taps("Next")
    assert [label[:8] for label in mei.buttons[:3]] == [f"Thing {n:02}" for n in range(17, 20)]
    await mei.taps("Thing 18")
    await mei.taps("Back")

    assert "Thing 18 · 18 points" in mei.buttons


@pytest.mark.both
async def test_a_reward_that_was_paused_meanwhile_is_said_to_be(world: World) -> None:
    reward = await offer(world)
    mei, max_ = await world.member("Mei"), await world.manager()
    await mei.says("/rewards")
    await max_.says("/rewards")
    await max_.taps("Edit rewards")
    await max_.taps("Coffee")
    await max_.taps("Pause")

    await mei.taps("Coffee")

    assert "isn't offered" in mei.toast
    assert "There are none at the moment" in mei.sees
    assert (await kept(world))[0] == reward._replace(state=RewardState.PAUSED, version=2)


async def test_wrong_answers_lose_nothing(world: World) -> None:
    await stock(world, 1)
    max_ = await begun(world)
    wrong_and_right: tuple[tuple[tuple[tuple[str, str], ...], str], ...] = (
        ((("A free lunch", "with a button"),), "[A product"),
        ((("x" * 33, "too long for a button"), ("\u200b", "a name that can be read")), "Coffee & <b>beans</b>"),
        ((("x" * 501, "too long to stand under a picture"),), "Any size."),
        ((("a picture", "isn't a picture"),), "[Without a picture"),
        ((("0", "1 to 1,000,000"), ("-5", "1 to"), ("free", "1 to"), ("1000001", "1 to"), ("1.5", "1 to")), "500"),
        ((("NOPE", "no product NOPE"),), "P00"),
        ((("-1", "0 to 1,000,000"), ("many", "0 to")), "3"),
        ((("0", "1 to 1,000"), ("-1", "1 to"), ("two", "1 to")), "1"),
        ((("tomorrow", "year-month-day"), ("2026-13-01", "year-month-day"), ("24/12/2026", "year")), "2026-12-01"),
        ((("2026-11-30", "The last day, 30 November, can't be before the first, 1 December"),), "2026-12-24"),
        ((("Klingon", "with a button"),), "[All languages"),
        ((("Mondays", "with a button"),), "[Every day"),
        ((("17:30-17:30", "past midnight"), ("9", "past midnight"), ("25-26", "past midnight")), "[All day"),
        ((("0", "1 to 730"), ("731", "1 to 730"), ("a week", "1 to")), "[30 days"),
    )

    for wrongs, right in wrong_and_right:
        for wrong, said in wrongs:
            await max_.says(wrong)
            assert said in max_.sees, wrong
        await (max_.taps(right[1:]) if right.startswith("[") else max_.says(right))
    for _ in range(3):
        await max_.taps("Without a name")
    await max_.taps("Keep as a draft")

    [reward] = await kept(world)
    assert reward.names == {"en": "Coffee & <b>beans</b>"}
    assert (reward.price, reward.stock, reward.each, reward.state) == (500, 3, 1, RewardState.DRAFT)
    assert "Coffee & <b>beans</b>" in max_.sees


async def test_nothing_chosen_is_no_choice(world: World) -> None:
    max_ = await begun(world, *GIFT_UP_TO_PICTURE, "[Without a picture", "500", "[As many as are", "[As many as they")
    await max_.taps("From now on")
    await max_.taps("Without an end")

    for language in ("English", "简体", "繁體", "Рус"):
        await max_.taps(language)
    await max_.taps("Done")
    assert "at least one language" in max_.sees
    await max_.taps("Рус")
    await max_.taps("Done")
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        await max_.taps(day)
    await max_.taps("Done")
    assert "at least one day" in max_.sees
    await max_.taps("Sun")
    await max_.taps("Done")
    await max_.taps("All day")
    await max_.taps("30 days")
    assert "called in Русский" in max_.sees, "a name is asked for in its readers' languages only"
    await max_.taps("Without a name in it")
    await max_.taps("Offer it")

    [reward] = await kept(world)
    assert (reward.languages, reward.weekdays) == (("ru",), 64)


async def test_whoever_has_said_enough_leaves_the_rest_as_usual(world: World) -> None:
    max_ = await begun(world, "[An experience", "Behind the roastery")
    assert "That's all: show it to me" not in max_.buttons
    await max_.taps("Without a description")
    await max_.taps("Without a picture")
    assert "That's all: show it to me" not in max_.buttons
    await max_.says("800")
    await max_.taps("That's all")
    await max_.taps("Offer it")

    [reward] = await kept(world)
    assert reward == Reward(
        reward.id, RewardKind.EXPERIENCE, {"en": "Behind the roastery"}, {}, 800, state=RewardState.ACTIVE
    )


async def test_each_step_goes_back_and_cancel_ends_it(world: World) -> None:
    max_ = await begun(world, "[Money off", "Five off", "[Without a description", "[Without a picture", "50", "5")

    for question in ("How much money", "How many points", "Send a picture", "should members know", "called", "get?"):
        await max_.taps("Back")
        assert question in max_.sees
    await max_.taps("A percentage off")
    await max_.says("Ten percent")
    await max_.taps("Without a description")
    await max_.taps("Without a picture")
    await max_.says("50")
    assert "How many percent" in max_.sees
    await max_.says("10 %")
    await max_.taps("That's all")
    assert "10% off a purchase" in max_.heard[-2]
    await max_.taps("Back")
    assert "How many are there?" in max_.sees
    await max_.taps("Cancel")

    assert "cancelled" in max_.sees
    assert await kept(world) == []
    await max_.says("500")
    assert "didn't understand" in max_.sees


@pytest.mark.both
async def test_an_amount_with_two_readings_is_asked_about(world: World) -> None:
    max_ = await begun(world, "[Money off", "Off", "[Without a description", "[Without a picture", "50")

    await max_.says("1,234")
    await max_.taps("€1.23")
    await max_.taps("That's all")
    await max_.taps("Offer it")

    assert (await kept(world))[0].worth == 123


@pytest.mark.both
async def test_two_presses_make_one_reward(world: World) -> None:
    max_ = await begun(world, *GIFT_UP_TO_PICTURE, "[Without a picture", "500", "[That's all")

    max_.presses("Offer it")
    max_.presses("Offer it")
    max_.presses("Keep as a draft")
    await world.settle()

    assert len(await kept(world)) == 1


async def test_an_old_button_changes_nothing_of_a_new_draft(world: World) -> None:
    max_ = await begun(world, *GIFT_UP_TO_PICTURE, "[Without a picture", "500", "[That's all")
    old = max_.messages[-1]["message_id"]
    await max_.says("/rewards")
    for step in ("Edit rewards", "Add a reward", "A gift"):
        await max_.taps(step)
    await max_.says("Cake")

    world.telegram.tap(max_.person, int(str(old)), "Offer it")
    await world.hear()

    assert await kept(world) == []
    assert "no longer valid" in max_.toast
    await max_.taps("Without a description")
    assert any("Send a picture" in said for said in max_.heard)

    await max_.says("/find")
    await max_.says("/rewards")
    await max_.taps("Edit rewards")
    assert "You have begun a new one: Cake." in max_.sees
    await max_.taps("Go on with it")
    assert "Send a picture" in max_.sees
    await max_.says("/rewards")
    await max_.taps("Edit rewards")
    await max_.taps("Throw it away")
    assert "You have begun" not in max_.sees


@pytest.mark.both
async def test_a_part_of_a_reward_is_changed_and_the_rest_stays(world: World) -> None:
    reward = await offer(world)
    max_ = await world.manager()
    await max_.says("/rewards")
    await max_.taps("Edit rewards")
    await max_.taps("Coffee")

    await max_.taps("Points")
    await max_.says("0")
    assert "1 to 1,000,000" in max_.sees
    await max_.says("120")
    await max_.taps("Name")
    await max_.taps("Русский")
    await max_.says("Кофе")
    await max_.taps("Weekdays")
    await max_.taps("Sun")
    await max_.taps("Sat")
    await max_.taps("Done")
    await max_.taps("Last day")
    await max_.taps("Back")
    await max_.taps("Stock")
    await max_.says("12")

    assert await kept(world) == [
        reward._replace(price=120, names={"en": "Coffee", "ru": "Кофе"}, weekdays=31, stock=12, version=5)
    ]
    await max_.taps("As members see it")
    assert "Price: 120 points" in max_.heard[-2]
    await max_.taps("Русский")
    assert "Кофе" in max_.heard[-2]
    assert "Цена" in max_.heard[-2]
    await max_.taps("Back")
    assert "Members can have it" in max_.sees


async def test_a_reward_keeps_one_name_at_least(world: World) -> None:
    await offer(world)
    max_ = await world.manager()
    await max_.says("/rewards")
    await max_.taps("Edit rewards")
    await max_.taps("Coffee")
    await max_.taps("Name")
    await max_.taps("English")

    assert max_.buttons == ["‹ Back", "Cancel"]


async def test_two_managers_do_not_overwrite_each_other(world: World) -> None:
    await offer(world)
    max_, mia = await world.manager("Max"), await world.manager("Mia")
    for one in (max_, mia):
        await one.says("/rewards")
        await one.taps("Edit rewards")
        await one.taps("Coffee")
        await one.taps("Points")

    await mia.says("150")
    await max_.says("90")

    assert "changed in the meantime" in max_.sees
    assert "Price: 150 points" in max_.sees
    assert (await kept(world))[0].price == 150
    await max_.taps("Points")
    await max_.says("90")
    assert (await kept(world))[0].price == 90


async def test_an_old_sheet_turns_nothing(world: World) -> None:
    await offer(world)
    max_, mia = await world.manager("Max"), await world.manager("Mia")
    for one in (max_, mia):
        await one.says("/rewards")
        await one.taps("Edit rewards")
        await one.taps("Coffee")
    await mia.taps("Pause")

    await max_.taps("Pause")

    assert "changed in the meantime" in max_.sees
    assert "Paused" in max_.sees
    await max_.taps("Offer it")
    assert (await kept(world))[0].state is RewardState.ACTIVE


@pytest.mark.both
async def test_a_copy_is_a_new_one_with_all_answered(world: World) -> None:
    reward = await offer(world, stock=3)
    max_ = await world.manager()
    await max_.says("/rewards")
    await max_.taps("Edit rewards")
    await max_.taps("Coffee")

    max_.presses("Copy")
    max_.presses("Copy")
    await world.settle()
    assert any("Any size." in said for said in max_.heard)
    assert await kept(world) == [reward]
    await max_.taps("Back")
    await max_.says("A large coffee")
    await max_.taps("That's all")
    await max_.taps("Keep as a draft")

    copied, original = await kept(world)
    assert original == reward
    assert copied == reward._replace(id=copied.id, names={"en": "A large coffee"}, state=RewardState.DRAFT)


@pytest.mark.both
async def test_a_tier_is_chosen_with_a_button(world: World) -> None:
    async with world.shop.work() as work:
        tiers = [asdict(Tier(4, {"en": "Silver"}, "🥈", 1000, 800)), asdict(Tier(2, {"en": "Gold"}, "🥇", 2000, 1500))]
        values = {"version": 1, "measure": "spent", "span": "rolling", "grace_days": 30, "tiers": tiers}
        await work.run(Command(insert(tier_tables)), **values, at=work.now, actor="test")
    max_ = await begun(world, *GIFT_UP_TO_PICTURE, "[Without a picture", "500", "[As many as are", "[As many as they")

    for wrong in ("Gold", "3", "-1"):
        await max_.says(wrong)
        assert "with a button" in max_.sees
    await max_.taps("Gold")
    await max_.taps("That's all")
    assert "From the tier Gold on" in max_.heard[-2]
    await max_.taps("Offer it")
    mei = await world.member("Mei")
    await mei.says("/rewards")
    await mei.taps("🔒 Coffee")

    assert (await kept(world))[0].min_tier == 2
    assert "for members from the tier Gold on" in mei.sees


async def test_an_old_picture_stays_where_it_is_when_a_list_is_asked_for(world: World) -> None:
    max_ = await begun(world, *GIFT_UP_TO_PICTURE)
    await max_.sends_picture()
    for step in ("50", "[That's all", "[Offer it"):
        await (max_.taps(step[1:]) if step.startswith("[") else max_.says(step))
    mei = await world.member("Mei")
    await mei.says("/rewards")
    await mei.taps("Coffee")
    before = len(mei.messages)

    await world.later(days=3)
    await mei.taps("Back")

    assert "Coffee · 50 points" in mei.buttons
    assert len(mei.messages) == before + 1


async def test_what_is_over_is_not_offered_again_before_its_last_day_is_moved(world: World) -> None:
    await offer(world, state=RewardState.PAUSED, until_at=datetime(2026, 3, 3, 22, 59, tzinfo=UTC))
    max_ = await world.manager()
    await world.later(days=3)
    await max_.says("/rewards")
    await max_.taps("Edit rewards")
    await max_.taps("Coffee")

    await max_.taps("Offer it")
    assert "has passed" in max_.sees
    await max_.taps("Last day")
    await max_.says("2026-03-20")
    await max_.taps("Offer it")

    assert (await kept(world))[0].state is RewardState.ACTIVE


async def test_a_picture_is_kept_by_its_id_and_shown_to_members(world: World) -> None:
    max_ = await begun(world, *GIFT_UP_TO_PICTURE)
    await max_.sends_picture()
    await max_.says("50")
    await max_.taps("That's all")
    await max_.taps("Offer it")
    mei = await world.member("Mei")

    await mei.says("/rewards")
    await mei.taps("Coffee")

    [reward] = await kept(world)
    assert reward.picture in pictures(mei.messages[-1])
    assert "Any size." in mei.sees
    before = len(mei.messages)
    await mei.taps("Back")
    assert "photo" not in mei.messages[-1]
    assert len(mei.messages) == before


async def test_a_picture_sent_as_a_file_becomes_a_photo(world: World) -> None:
    max_ = await begun(world, *GIFT_UP_TO_PICTURE)

    await sends_file(max_, png(40, 30), "coffee.png", "image/png")
    assert "How many points" in max_.sees
    await max_.says("50")
    await max_.taps("That's all")
    await max_.taps("Offer it")
    mei = await world.member("Mei")
    await mei.says("/rewards")
    await mei.taps("Coffee")

    assert (await kept(world))[0].picture in pictures(mei.messages[-1])


async def test_what_is_no_picture_for_telegram_is_said_and_asked_again(world: World) -> None:
    max_ = await begun(world, *GIFT_UP_TO_PICTURE)

    await sends_file(max_, b"%PDF", "menu.pdf", "application/pdf")
    assert "JPEG and PNG" in max_.sees
    await sends_file(max_, b"no picture at all", "coffee.png", "image/png")
    assert "JPEG and PNG" in max_.sees
    await sends_file(max_, png(2100, 100), "banner.png", "image/png")
    assert "twenty times" in max_.sees
    await sends_file(max_, png(5001, 5000), "wall.png", "image/png")
    assert "10,000 pixels" in max_.sees
    await sends_file(max_, png(40, 30) + b" " * 10 * 2**20, "heavy.png", "image/png")
    assert "up to 10 MB" in max_.sees
    assert "Send a picture" in max_.sees
    await max_.sends_picture()

    assert "How many points" in max_.sees


async def test_a_picture_where_a_word_is_asked_for_is_no_answer(world: World) -> None:
    max_ = await begun(world, "[A gift")

    await max_.sends_picture()
    assert "in writing" in max_.sees
    await sends_file(max_, b"%PDF", "menu.pdf", "application/pdf")
    assert "in writing" in max_.sees
    await max_.says("Coffee")

    assert "should members know" in max_.sees


async def test_a_picture_that_telegram_lost_costs_members_no_reward(world: World) -> None:
    await offer(world, picture="of another bot")
    mei = await world.member("Mei")

    await mei.says("/rewards")
    await mei.taps("Coffee")

    assert "Any size." in mei.sees
    assert "photo" not in mei.messages[-1]


async def test_cashiers_look_and_change_nothing(world: World) -> None:
    reward = await offer(world)
    carl, max_ = await world.cashier(), await world.manager()

    await carl.says("/rewards")
    assert carl.buttons == ["Coffee · 100 points"]
    await max_.says("/rewards")
    await max_.taps("Edit rewards")
    await max_.taps("Coffee")
    await world.dismiss(max_)
    await max_.taps("Pause")

    assert any("for the shop's staff" in said for said in max_.heard)
    assert await kept(world) == [reward]


def pictures(message: dict[str, object]) -> list[str]:
    """The ids of a message's picture in its sizes."""
    sizes = message["photo"]
    assert isinstance(sizes, list)
    return [str(size["file_id"]) for size in sizes]


def png(width: int, height: int) -> bytes:
    """A picture that says how large it is, which is all that the pocket Telegram looks at."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


async def sends_file(guest: Guest, content: bytes, name: str, mime: str) -> None:
    """Send a file that holds a picture, or says so."""
    guest.world.telegram.send_file(guest.person, content, name, mime=mime)
    await guest.world.hear()
