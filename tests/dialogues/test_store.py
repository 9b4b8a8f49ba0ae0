"""The owner edits the store in chat, and everybody sees it at once."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.actions.staff import branch_list
from bot.actions.store import edit_store
from bot.database import Query
from bot.rules.roles import Actor, Role
from bot.rules.store import Part
from bot.tables.log import log_lines
from bot.tables.points import lots
from tests.world import Guest, World

pytestmark = pytest.mark.either


class Logged(NamedTuple):
    """A line of the log."""

    actor: str
    subject: str
    before: object
    after: object


_LOGGED = Query(
    Logged,
    select(log_lines.c.actor, log_lines.c.subject, log_lines.c.before, log_lines.c.after)
    .where(log_lines.c.action == "edit_store", ~log_lines.c.refused)
    .order_by(log_lines.c.id),
)
_ENDS = Query(datetime, select(lots.c.expires_at).order_by(lots.c.id))


async def logged(world: World) -> list[Logged]:
    """What the log says was edited in the store."""
    async with world.shop.work() as work:
        return await work.all(_LOGGED)


async def asked_for(world: World, part: str) -> Guest:
    """The owner, who is asked for a part of the store."""
    olga = await world.owner()
    await olga.says("/store")
    await olga.taps(part)
    return olga


async def test_the_owner_sees_the_store_as_it_is(world: World) -> None:
    olga = await world.owner()

    await olga.starts()
    await olga.taps("My store")

    for part in ("Green Corner", "Europe/Berlin, where it is 10:00 now", "EUR", "English", "no contact yet"):
        assert part in olga.sees
    assert olga.buttons == ["Name", "Time zone", "Language", "Privacy contact"]


async def test_nobody_else_does(world: World) -> None:
    mei, max_ = await world.member("Mei"), await world.manager("Max")

    assert "for the shop's staff" in await mei.says("/store")
    assert "Your role doesn't include that" in await max_.says("/store")
    assert await logged(world) == []


async def test_a_new_name_shows_at_once_to_everybody_and_on_telegram(world: World) -> None:
    await world.app.menus.introduce()
    mei = await world.member("Mei")
    olga = await asked_for(world, "Name")

    await olga.says("Tea & <Tales>")

    assert "Saved" in olga.sees
    assert "Name: Tea & <Tales>" in olga.sees
    assert "at Tea & <Tales>." in await mei.starts()
    assert "Privacy at Tea & <Tales>" in await mei.says("/privacy")
    bot = world.telegram.bot
    assert bot.names[""] == "Tea & <Tales>"
    assert all("Tea & <Tales>" in text for text in [*bot.descriptions.values(), *bot.short_descriptions.values()])
    async with world.shop.work() as work:
        assert [branch.name for branch in await branch_list(work)] == ["Tea & <Tales>"]
    [line] = await logged(world)
    assert line[1:] == ("store:name", "Green Corner", "Tea & <Tales>")
    assert line.actor.startswith("owner:")


@pytest.mark.both
async def test_a_branch_of_another_name_keeps_it(world: World) -> None:
    carl = await world.cashier()
    await world.post_to_branch(carl, "Harbour")
    olga = await asked_for(world, "Name")

    await olga.says("Tea House")

    async with world.shop.work() as work:
        assert {branch.name for branch in await branch_list(work)} == {"Tea House", "Harbour"}


async def test_a_name_that_telegram_would_not_take_is_told_with_the_next_change(world: World) -> None:
    await world.app.menus.introduce()
    olga = await asked_for(world, "Name")
    world.telegram.faults.add("too_many_requests", method="setMyName", times=1)

    await olga.says("Tea House")
    assert world.telegram.bot.names[""] == "Green Corner"
    await olga.taps("Privacy contact")
    await olga.says("privacy@tea.example")

    assert world.telegram.bot.names[""] == "Tea House"


@pytest.mark.parametrize(
    ("part", "wrong", "why", "question", "right"),
    [
        ("Name", "\u200b", "needs a name", "What is the store called?", "Tea House"),
        ("Name", "x" * 65, "up to 64 characters", "What is the store called?", "Tea House"),
        ("Time zone", "Atlantis", "no time zone by that name", "In which time zone", "Shanghai"),
        ("Time zone", "Pacific", "America/Los_Angeles or America/Vancouver", "In which time zone", "Shanghai"),
        ("Language", "Klingon", "with a button", "Which language", "ru"),
        ("Privacy contact", "x" * 201, "up to 200 characters", "questions about privacy", "+44 20 7946 0958"),
    ],
)
async def test_a_wrong_answer_keeps_the_question(
    world: World, part: str, wrong: str, why: str, question: str, right: str
) -> None:
    olga = await asked_for(world, part)
    assert question in olga.sees

    await olga.says(wrong)
    assert why in olga.sees
    assert question in olga.sees
    assert await logged(world) == []

    await olga.says(right)
    if part == "Time zone":
        await olga.taps("Use this time zone")
    assert "Saved" in olga.sees
    assert len(await logged(world)) == 1


async def test_a_picture_or_a_contact_is_no_answer_and_keeps_the_question(world: World) -> None:
    olga = await asked_for(world, "Privacy contact")

    assert "in writing" in await olga.sends_picture()
    assert "I can't read that" in await olga.shares_phone()

    await olga.says("@tea_house")
    assert "Questions about privacy go to: @tea_house" in olga.sees


@pytest.mark.parametrize("part", ["Name", "Time zone", "Language", "Privacy contact"])
@pytest.mark.parametrize("way", ["Back", "Cancel", "/cancel"])
async def test_every_question_can_be_left(world: World, part: str, way: str) -> None:
    olga = await asked_for(world, part)

    await (olga.says(way) if way[0] == "/" else olga.taps(way))
    assert ("Your store" if way == "Back" else "cancelled") in olga.sees

    await olga.says("Shanghai")
    assert "didn't understand" in olga.sees
    assert await logged(world) == []


@pytest.mark.both
async def test_a_zone_holds_once_its_time_was_seen_and_only_for_what_comes(world: World) -> None:
    await world.member("Mei")
    olga = await asked_for(world, "Time zone")
    await olga.says("/program")
    await olga.taps("Welcome gift")
    await olga.says("50")
    await olga.taps("Apply")
    await world.member("Ann")
    await olga.says("/store")
    await olga.taps("Time zone")

    await olga.says("上海")
    assert "In Asia/Shanghai it is 2 March, 17:0" in olga.sees
    assert "stay good as long as before" in olga.sees
    assert world.shop.store.zone == "Europe/Berlin"
    await olga.taps("Use this time zone")

    assert "Asia/Shanghai, where it is 17:0" in olga.sees
    await world.member("Ben")
    async with world.shop.work() as work:
        before, after = await work.all(_ENDS)
    assert before.astimezone(ZoneInfo("Europe/Berlin")).isoformat()[11:16] == "23:59"
    assert after.astimezone(ZoneInfo("Asia/Shanghai")).isoformat()[11:16] == "23:59"
    [line] = await logged(world)
    assert line[1:] == ("store:zone", "Europe/Berlin", "Asia/Shanghai")


async def test_another_city_may_be_written_instead_of_a_yes(world: World) -> None:
    olga = await asked_for(world, "Time zone")
    await olga.says("Shanghai")
    shown = olga.messages[-1]["message_id"]

    await olga.says("London")
    assert "In Europe/London" in olga.sees
    world.telegram.tap(olga.person, int(str(shown)), "Use this time zone")
    await world.hear()
    assert world.shop.store.zone == "Europe/Berlin"

    await olga.says("/store")
    await olga.taps("Time zone")
    await olga.says("Tokyo")
    await olga.taps("Use this time zone")
    assert world.shop.store.zone == "Asia/Tokyo"


@pytest.mark.both
async def test_the_stores_language_is_that_of_whoever_has_none_of_ours(world: World) -> None:
    await world.app.menus.introduce()
    assert "Hello" in await world.guest("Jean", "fr").starts()
    olga = await asked_for(world, "Language")

    await olga.taps("Русский")

    assert "Saved" in olga.sees
    assert "Language: Русский" in olga.sees
    assert "Здравствуйте" in await world.guest("Anne", "fr").starts()
    assert world.telegram.bot.descriptions[""] == world.telegram.bot.descriptions["ru"]


@pytest.mark.both
async def test_a_contact_is_shown_in_privacy_and_can_be_taken_away(world: World) -> None:
    mei = await world.member("Mei")
    olga = await asked_for(world, "Privacy contact")

    await olga.says("privacy@tea.example")
    assert "privacy@tea.example" in await mei.says("/privacy")

    await olga.taps("Privacy contact")
    await olga.taps("No contact")
    assert "no contact yet" in olga.sees
    assert "privacy@tea.example" not in await mei.says("/privacy")
    kept, gone = await logged(world)
    assert (kept.subject, kept.before, gone.after) == ("store:contact", "", "")
    assert kept.after == gone.before
    assert "tea" not in str(kept.after)


async def test_a_button_of_a_question_that_was_left_changes_nothing(world: World) -> None:
    olga = await asked_for(world, "Language")
    shown = int(str(olga.messages[-1]["message_id"]))
    await olga.says("/points")

    world.telegram.tap(olga.person, shown, "Русский")
    await world.hear()

    assert "no longer valid" in olga.toast
    assert await logged(world) == []


async def test_what_is_as_it_was_is_not_logged(world: World) -> None:
    olga = await asked_for(world, "Name")

    await olga.says("Green Corner")

    assert "Saved" in olga.sees
    assert await logged(world) == []


async def test_an_act_that_began_before_a_change_does_not_bring_the_old_store_back(world: World) -> None:
    owner = Actor(Role.OWNER, staff_id=1)
    before = world.shop.store

    async with world.shop.work() as work:
        await edit_store(work, owner, Part.NAME, "Tea House")
        assert world.shop.store is before
    async with world.shop.work() as work:
        assert work.store.name == "Tea House"
        world.shop.store = changed = work.store._replace(name="Tea Palace")

    assert world.shop.store is changed


async def test_a_change_that_fails_leaves_the_store_as_it_was(world: World) -> None:
    async def fail() -> None:
        async with world.shop.work() as work:
            await edit_store(work, Actor(Role.OWNER, staff_id=1), Part.NAME, "Tea House")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()

    assert world.shop.store.name == "Green Corner"
    assert await logged(world) == []
