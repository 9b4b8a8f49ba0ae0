"""Segments as a manager makes them, by buttons and in writing; and tags as whoever serves puts them on."""

import pytest
from sqlalchemy import text

from bot.actions.people import find_person
from bot.actions.products import know_products
from bot.actions.rfm import reckon_fifths
from bot.actions.saved_segments import save_segment, saved
from bot.actions.tiers import apply_tiers
from bot.database import Command
from bot.rules.conditions import Everybody
from bot.rules.roles import Actor, Role
from bot.rules.segments import written
from bot.rules.tiers import Measure, Span, Tier, TierTable
from tests.world import World

_AT = "'2026-02-01 00:00:00.000000+00:00'"
_NUMBERS = "WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < 20) "
_TWENTY_BUYERS = (
    f"INSERT INTO member (id, card, source, created_at, joined_at) {_NUMBERS}"
    f"SELECT 1000 + n, 'c' || n, 'till', {_AT}, {_AT} FROM one",
    f"INSERT INTO account (member_id, points, debt, head, purchases, spent, first_at, last_at) {_NUMBERS}"
    f"SELECT 1000 + n, 0, 0, 'x', n, 100 * n, {_AT}, '2026-01-' || (10 + n) || ' 00:00:00.000000+00:00' FROM one",
)

pytestmark = pytest.mark.either


async def kept(world: World) -> dict[str, str]:
    async with world.shop.reading() as reading:
        return {one.name: written(one.expression) for one in await saved(reading)}


async def test_a_segment_is_made_with_buttons_and_says_whom_it_names(world: World) -> None:
    await world.member("Mei", "en")
    await world.member("Anna", "ru")
    max_ = await world.manager()

    await max_.says("/segments")
    for label in ("Make one with buttons", "Language", "reads Русский"):
        await max_.taps(label)

    assert "Reads Русский" in max_.sees
    assert "1 member of 2" in max_.sees
    assert "Anna" in max_.sees
    assert "Mei" not in max_.sees
    for label in ("Or…", "How many purchases", "purchases: 0"):
        await max_.taps(label)
    assert "2 members of 2" in max_.sees
    for label in ("And not…", "When they joined", "in the last 30 days"):
        await max_.taps(label)
    assert "0 members of 2" in max_.sees
    await max_.taps("Take the last away")
    await max_.taps("Keep it")
    await max_.says("Newcomers")
    assert "Newcomers" in max_.sees
    assert await kept(world) == {"Newcomers": "language:ru or purchases:0"}


async def test_a_segment_is_written_and_what_isnt_understood_is_pointed_at(world: World) -> None:
    max_ = await world.manager()
    await max_.says("/segments")
    await max_.taps("Write one")

    assert "“teir”" in await max_.says("teir:gold")
    assert "There is nothing called “gold” here, nor anything else of its kind yet" in await max_.says("tier:gold")
    await max_.taps("Keep it")
    assert "There is nothing called “gold” here" in await max_.says("Golden")
    await max_.says("points>=10 and not bought since 90d")

    assert "Points: 10 or more and not (bought something, in the last 90 days)" in max_.sees
    await max_.taps("Keep it")
    await max_.says("Asleep")
    await max_.taps("Change")
    await max_.says("bought before 90d")
    await max_.taps("Keep it")
    await max_.taps("Rename")
    await max_.says("Old friends")
    assert await kept(world) == {"Old friends": "bought before 90d"}
    await max_.taps("Remove")
    await max_.taps("Remove")
    assert await kept(world) == {}
    assert "/help" in await max_.says("hello")  # nothing is asked any more


async def test_many_segments_are_turned_over_page_by_page(world: World) -> None:
    max_ = await world.manager()
    async with world.shop.work() as work:
        known = await find_person(work, max_.id)
        assert known is not None
        for n in range(21):
            await save_segment(work, known.actor, f"Segment {n:02}", Everybody())

    await max_.says("/segments")
    assert "Segment 19" in max_.buttons
    assert "Segment 20" not in max_.buttons
    await max_.taps("Next ›")
    await max_.taps("Segment 20")
    assert "All members" in max_.sees


async def test_whoever_writes_to_many_by_a_name_that_isnt_there_is_told_the_nearest(world: World) -> None:
    max_ = await world.manager()
    async with world.shop.work() as work:
        await know_products(work, {"FLT-1": "Formula two", "BNS": "Beans"})
    await max_.says("/broadcast")
    await max_.says("Rolls!")
    await max_.taps("To whom")

    assert "There is nothing called “formla” here. Nearest to it: Formula two" in await max_.says("bought:formla")
    await max_.says("not bought:flt-1")

    assert "To: not (bought “flt-1”)" in max_.sees


async def test_how_members_buy_is_shown_once_there_are_buyers_enough(world: World) -> None:
    max_ = await world.manager()
    await max_.says("/segments")

    await max_.taps("How members buy")
    assert "that takes 20 buyers, and there are 0" in max_.sees

    async with world.shop.work() as work:
        for statement in _TWENTY_BUYERS:
            await work.run(Command(text(statement)))
    await reckon_fifths(world.shop)
    await max_.says("/segments")
    await max_.taps("How members buy")

    assert "Your top 20% of 20 buyers bring 35% of all sales" in max_.sees
    await max_.taps("champions")
    assert "By how they buy: champions" in max_.sees
    assert "8 members of 20" in max_.sees
    for label in ("Take the last away", "How they buy", "champions"):
        await max_.taps(label)
    assert "8 members of 20" in max_.sees


async def test_whoever_reads_chinese_reads_the_tiers_in_chinese(world: World) -> None:
    leaf = Tier(1, {"en": "Leaf", "zh_Hans": "绿叶"}, "🍀", 800, 600, 125)
    async with world.shop.work() as work:
        table = TierTable(Measure.POINTS, Span.ROLLING, 30, (leaf,), version=0)
        await apply_tiers(work, Actor(Role.OWNER, staff_id=1), table)
    lin = await world.manager("Lin", "zh-hans")

    await lin.says("/segments")
    for label in ("用按钮", "等级", "等级 绿叶"):
        await lin.taps(label)

    assert "等级 绿叶" in lin.sees
    assert "tier:Leaf" in lin.sees  # what is written can be read by colleagues of any language
    await lin.says("/broadcast")
    await lin.says("新茶到了")
    await lin.taps("发给谁")
    await lin.says("tier:leaf")
    assert "发给：等级 绿叶" in lin.sees
    await lin.taps("发给谁")
    assert "Leaf" in await lin.says("tier:Leafs")
    assert "绿叶" not in lin.sees  # the same tier once more
    assert "绿叶" in await lin.says("tier:绿")


@pytest.mark.both
async def test_a_cashier_tags_a_member_who_sees_it_in_their_data(world: World) -> None:
    mei = await world.member("Mei", "en")
    carl = await world.cashier()
    await carl.says("/find Mei")
    await carl.taps("Tags")

    await carl.says("Twins <3")
    await carl.says("VIP")
    assert "Tags: Twins <3, VIP" in carl.sees
    await carl.taps("✕ Twins <3")
    await carl.taps("‹ Back")

    assert "Tags: VIP" in carl.sees
    max_ = await world.manager()
    await max_.says("/segments")
    for label in ("Make one with buttons", "Tag", "tag “VIP”"):
        await max_.taps(label)
    assert "1 member of 1" in max_.sees
    await mei.says("/mydata")
