"""Tiers: the owner's table, edited in a draft and counted before it applies; members see where they stand."""

import json

import pytest

from bot.actions.tiers import read_tiers
from bot.rules.tiers import Measure, Span, TierTable
from tests.world import Guest, World

pytestmark = pytest.mark.either


async def tiers_of(world: World) -> TierTable | None:
    async with world.shop.work() as work:
        return await read_tiers(work)


async def add_tier(olga: Guest, name: str, enter: str) -> None:
    """From the table: a new tier, and back to the table."""
    await olga.taps("Add a tier")
    await olga.says(name)
    await olga.says(enter)
    await olga.taps("Back")


async def open_tiers(world: World) -> Guest:
    """An owner who has applied Silver from 100 points and Gold from 500, both kept with four fifths."""
    olga = await world.owner()
    await olga.says("/program")
    await olga.taps("Tiers")
    await add_tier(olga, "Silver", "100")
    await add_tier(olga, "Gold", "500")
    await olga.taps("See what it would change")
    await olga.taps("Apply")
    await world.later(minutes=1)
    return olga


async def test_the_owner_makes_tiers_and_sees_what_they_mean_before_they_apply(world: World) -> None:
    olga, carl = await world.owner(), await world.cashier()
    mei, ada = await world.member("Mei"), await world.member("Ada")
    for member, amount in ((mei, "600"), (ada, "20")):
        await carl.says(f"/sale {await member.card()} {amount}")
        await carl.taps("Record")

    assert "Tiers" in await olga.says("/program")
    await olga.taps("Tiers")
    assert "No tiers yet." in olga.sees
    await add_tier(olga, "Silver", "100")
    assert "🥉 Silver: from 100 points, kept with 80 points, points ×1" in olga.sees
    assert "Not applied yet" in olga.sees
    await add_tier(olga, "Gold", "500")
    await olga.taps("See what it would change")

    assert "1 up, at once" in olga.sees
    assert "0 down" in olga.sees
    assert "1 unchanged" in olga.sees
    assert await tiers_of(world) is None
    await olga.taps("Apply")
    assert "The new tiers apply." in olga.sees
    await world.later(minutes=1)
    assert "You are 🥈 Gold now!" in mei.sees
    assert not any("now!" in text for text in ada.heard)
    table = await tiers_of(world)
    assert table is not None
    assert (table.measure, table.span, table.version) == (Measure.POINTS, Span.ROLLING, 1)


async def buys(world: World, till: Guest, member: Guest, amount: str) -> None:
    await till.says(f"/sale {await member.card()} {amount}")
    await till.taps("Record")


async def test_a_member_sees_their_tier_what_is_next_and_what_it_brings(world: World) -> None:
    await open_tiers(world)
    carl, mei = await world.cashier(), await world.member("Mei")

    await mei.says("/points")
    assert "▱▱▱▱▱▱▱▱▱▱ 100 points more until 🥉 Silver" in mei.sees
    await buys(world, carl, mei, "60")
    await mei.says("/points")
    assert "▰▰▰▰▰▰▱▱▱▱ 40 points more until 🥉 Silver" in mei.sees
    await buys(world, carl, mei, "40")

    assert any("You are 🥉 Silver now!" in text for text in mei.heard)
    assert "It is yours until 2 March 2027." in mei.sees
    await mei.says("/points")
    assert "🥉 Silver, yours until 2 March 2027" in mei.sees
    assert "▰▰▱▱▱▱▱▱▱▱ 400 points more until 🥈 Gold" in mei.sees
    assert "80 points more by then keep it." in mei.sees
    await mei.taps("The tiers")
    assert "👉 🥉 Silver, from 100 points" in mei.sees
    assert "🥈 Gold, from 500 points" in mei.sees
    await mei.taps("Back")
    assert "You have 100 points" in mei.sees


async def test_the_tier_is_among_what_is_held_about_a_member(world: World) -> None:
    await open_tiers(world)
    carl, mei = await world.cashier(), await world.member("Mei")
    await buys(world, carl, mei, "100")

    await mei.says("/mydata")

    found = [message["document"] for message in mei.messages if "document" in message]
    files = [world.telegram.files.by_id[one["file_id"]].content.decode() for one in found if isinstance(one, dict)]
    assert "Tier: 🥉 Silver" in files[0]
    assert json.loads(files[1])["tier"]["names"] == {"en": "Silver"}


async def test_a_store_without_tiers_speaks_of_none(world: World) -> None:
    mei = await world.member("Mei")

    await mei.says("/points")

    assert "until" not in mei.sees
    assert "The tiers" not in mei.buttons


async def test_staff_see_the_tier_since_when_and_by_which_table(world: World) -> None:
    await open_tiers(world)
    carl, mei = await world.cashier(), await world.member("Mei")
    await buys(world, carl, mei, "100")

    await carl.says(f"/find {await mei.card()}")

    assert "Tier: 🥉 Silver since 2 March, by table 1" in carl.sees


async def test_each_part_of_a_tier_can_be_changed_and_the_sale_shows_what_it_earns(world: World) -> None:
    olga = await open_tiers(world)
    carl, mei = await world.cashier(), await world.member("Mei", "zh-hans")
    await buys(world, carl, mei, "100")

    await olga.says("/program")
    await olga.taps("Tiers")
    await olga.taps("🥉 Silver")
    await olga.taps("Points ×")
    await olga.says("125")
    await olga.taps("What it brings")
    await olga.taps("English")
    await olga.says("Coffee on Mondays\n\n  and a smile ")
    await olga.taps("Name")
    await olga.taps("简体中文")
    await olga.says("银卡")
    await olga.taps("Emoji")
    await olga.taps("🌿")
    await olga.taps("To keep it")
    await olga.says("0")
    await olga.taps("Paying with points")
    await olga.says("20")
    assert "Coffee on Mondays\nand a smile" in olga.sees
    assert "简体中文: 银卡" in olga.sees
    await olga.taps("Back")
    await olga.taps("Grace")
    await olga.says("14")
    await olga.taps("Over what time")
    await olga.taps("The calendar year")
    await olga.taps("What counts")
    await olga.taps("Money spent")
    assert "Money spent in the calendar year counts." in olga.sees
    assert "🌿 Silver: from €100.00, kept with €0.00, points ×1.25" in olga.sees
    await olga.taps("See what it would change")
    assert "0 up, at once" in olga.sees
    await olga.taps("Apply")

    await carl.says(f"/sale {await mei.card()} 10.30")
    assert "Will earn: 12 points" in carl.sees
    await carl.taps("Record")
    await mei.says("/points")
    assert "银卡" in mei.sees
    assert "距🥈 Gold 还差 €389.70" in mei.sees


async def test_what_makes_no_sense_is_said_and_the_draft_is_kept(world: World) -> None:
    olga = await open_tiers(world)
    await olga.says("/program")
    await olga.taps("Tiers")

    await olga.taps("🥉 Silver")
    await olga.taps("To reach it")
    for wrong, why in (
        ("500", "🥈 Gold would begin where 🥉 Silver does."),
        ("501", "🥈 Gold would begin below 🥉 Silver."),
        ("0", "A tier begins at more than nothing."),
        ("many", "Write a whole number of points"),
        ("-5", "Write a whole number of points"),
    ):
        await olga.says(wrong)
        assert why in olga.sees
        assert "How many points take somebody there?" in olga.sees
    await olga.says("200")
    assert "To reach it: 200 points" in olga.sees
    await olga.taps("To keep it")
    await olga.says("201")
    assert "can't be harder to keep than to reach" in olga.sees
    await olga.taps("Back")
    for button, wrong, why in (
        ("Points ×", "99", "from 100 to 1000"),
        ("Points ×", "1001", "from 100 to 1000"),
        ("Paying with points", "101", "from 0 to 100"),
        ("Emoji", "Silver", "A mark is a single emoji"),
        ("Emoji", "🥈🥇", "A mark is a single emoji"),
    ):
        await olga.taps(button)
        await olga.says(wrong)
        assert why in olga.sees
        await olga.taps("Back")
    await olga.taps("Name")
    await olga.taps("English")
    for wrong, why in (
        ("An extraordinarily long name", "too long for a button"),
        ("\u200b", "needs a name"),
        ("gold", "Another tier is called like"),
    ):
        await olga.says(wrong)
        assert why in olga.sees
    await olga.taps("Leave empty")
    assert "needs a name" in olga.sees
    await olga.says("/points")  # something else meanwhile
    await olga.says("/program")
    await olga.taps("Tiers")

    assert "🥉 Silver: from 200 points, kept with 80 points" in olga.sees
    assert "Not applied yet" in olga.sees
    table = await tiers_of(world)
    assert table is not None
    assert (table.version, table.tiers[0].enter) == (1, 100)
    await olga.taps("Drop the changes")
    assert "🥉 Silver: from 100 points" in olga.sees
    assert "Not applied yet" not in olga.sees


async def test_a_new_tier_brings_no_less_than_the_one_below_it(world: World) -> None:
    olga = await open_tiers(world)
    await olga.says("/program")
    await olga.taps("Tiers")
    await olga.taps("Silver")
    await olga.taps("Points ×")
    await olga.says("×1.5")
    await olga.taps("Back")

    await add_tier(olga, "Amber", "300")

    assert "🥇 Amber: from 300 points, kept with 240 points, points ×1.5" in olga.sees


async def test_a_new_tier_takes_its_place_by_what_takes_somebody_there(world: World) -> None:
    olga = await open_tiers(world)
    await olga.says("/program")
    await olga.taps("Tiers")

    await olga.taps("Add a tier")
    await olga.says("Bronze")
    await olga.says("100")
    assert "Each tier begins above the one before it." in olga.sees
    await olga.says("50")
    await olga.taps("Back")

    assert olga.sees.index("Bronze") < olga.sees.index("Silver") < olga.sees.index("Gold")
    await olga.taps("Silver")
    await olga.taps("Remove this tier")
    await olga.taps("See what it would change")
    assert "💎" not in olga.sees
    assert "Bronze: from 50 points, kept with 40 points, points ×1 (new)" in olga.sees
    await olga.taps("Apply")
    table = await tiers_of(world)
    assert table is not None
    assert [tier.id for tier in table.tiers] == [3, 2]


async def test_where_somebody_else_runs_the_shop_too_they_approve_it(world: World) -> None:
    max_ = await world.manager()
    olga = await world.owner()
    await olga.says("/program")
    await olga.taps("Tiers")
    await add_tier(olga, "Silver", "100")
    await olga.taps("See what it would change")
    await olga.taps("Apply")

    assert "asked" in olga.sees
    assert await tiers_of(world) is None
    await olga.says("/program")
    await olga.taps("Tiers")
    assert "These changes wait for a colleague's yes, until 3 March, 10:00." in olga.sees
    await olga.taps("Drop the changes")
    assert "Other changes wait for a colleague's yes" in olga.sees
    assert "Olga wants to change the tiers." in max_.sees
    assert "🥉 Silver: from 100 points, kept with 80 points, points ×1 (new)" in max_.sees
    assert "0 up, at once" in max_.sees
    await max_.taps("Approve")

    assert await tiers_of(world) is not None
    assert "Approved by" in olga.sees
    await olga.says("/program")
    await olga.taps("Tiers")
    assert "Not applied yet" not in olga.sees
    assert "wait for a colleague" not in olga.sees


async def test_a_preview_of_another_draft_applies_nothing(world: World) -> None:
    olga = await open_tiers(world)
    await olga.says("/program")
    await olga.taps("Tiers")
    await olga.taps("Grace")
    await olga.says("14")
    await olga.taps("See what it would change")
    preview = olga.messages[-1]["message_id"]
    await olga.says("/program")
    await olga.taps("Tiers")
    await olga.taps("Grace")
    await olga.says("7")

    world.telegram.tap(olga.person, int(str(preview)), "Apply")
    await world.settle()

    table = await tiers_of(world)
    assert table is not None
    assert table.version == 1


async def test_a_draft_that_nobody_applies_lapses_after_a_week_and_says_so(world: World) -> None:
    olga = await open_tiers(world)
    await olga.says("/program")
    await olga.taps("Tiers")
    await olga.taps("Grace")
    await olga.says("14")
    assert "kept for a week after the last one" in olga.sees
    await world.later(days=6, hours=23)
    await olga.taps("See what it would change")
    await world.later(hours=2)

    await olga.taps("Apply")

    assert "were not applied for a week and have lapsed" in olga.sees
    table = await tiers_of(world)
    assert table is not None
    assert table.version == 1
    await olga.says("/program")
    assert "lapsed" not in await olga.taps("Tiers")
    await olga.taps("Grace")
    await olga.says("7")
    await world.later(days=7)
    await olga.says("/program")
    assert "have lapsed" in await olga.taps("Tiers")


@pytest.mark.both
async def test_two_presses_apply_a_table_once(world: World) -> None:
    olga = await open_tiers(world)
    await olga.says("/program")
    await olga.taps("Tiers")
    await olga.taps("Grace")
    await olga.says("14")
    await olga.taps("See what it would change")

    olga.presses("Apply")
    olga.presses("Apply")
    await world.settle()

    table = await tiers_of(world)
    assert table is not None
    assert table.version == 2


async def test_of_two_owners_the_second_is_told_that_the_tiers_have_changed(world: World) -> None:
    olga = await open_tiers(world)
    oleg = await world.owner("Oleg")
    for one, days in ((olga, "14"), (oleg, "7")):
        await one.says("/program")
        await one.taps("Tiers")
        await one.taps("Grace")
        await one.says(days)
    await olga.taps("See what it would change")
    await olga.taps("Apply")
    await oleg.taps("Approve")

    await oleg.says("/program")
    await oleg.taps("Tiers")
    await oleg.taps("See what it would change")

    assert "Somebody has changed the tiers in the meantime." in oleg.sees
    await oleg.taps("Drop the changes")
    assert "14 days of grace" in oleg.sees


async def test_only_the_owner_changes_the_tiers(world: World) -> None:
    for one in (await world.manager(), await world.cashier()):
        await one.says("/program")
        assert "Your role doesn't include that" in one.sees


async def test_an_amount_that_can_be_read_in_two_ways_is_asked_about(world: World) -> None:
    olga = await open_tiers(world)
    await olga.says("/program")
    await olga.taps("Tiers")
    await olga.taps("What counts")
    await olga.taps("Money spent")
    await olga.taps("Gold")
    await olga.taps("To reach it")

    await olga.says("1,234")
    await olga.taps("€1,234.00")

    assert "To reach it: €1,234.00" in olga.sees
    assert "To keep it: €400.00" in olga.sees
    await olga.taps("To keep it")
    await olga.says("12 dollars and a smile")
    assert "How much has somebody to spend to stay there" in olga.sees
