"""What the messenger lists before anybody writes: commands by language and role, the bot's name and descriptions."""

import pytest

from bot.sandbox.menus import commands_shown
from tests.world import Guest, World

pytestmark = pytest.mark.either


def listed(someone: Guest) -> dict[str, str]:
    """The commands that somebody's chat lists, with what each does."""
    found = commands_shown(someone.world.telegram, someone.id, someone.id)
    return {one["command"]: one["description"] for one in found}


def calls(world: World) -> int:
    """How often the bot told Telegram about its commands, name and descriptions."""
    return sum(call.method in TOLD for call in world.telegram.log)


TOLD = ("setMyCommands", "deleteMyCommands", "setMyName", "setMyDescription", "setMyShortDescription")


async def test_everybody_is_shown_a_members_commands_in_their_language(world: World) -> None:
    await world.app.menus.introduce()

    assert listed(world.guest("Ann", "en"))["points"] == "My points, and why"
    assert listed(world.guest("Ivan", "ru"))["points"] != "My points, and why"
    assert listed(world.guest("Mei", "zh-hans"))["points"] not in listed(world.guest("Ivan", "ru")).values()
    assert listed(world.guest("Jean", "fr")) == listed(world.guest("Ann", "en"))
    assert "sale" not in listed(world.guest("Ann", "en"))


async def test_the_bot_says_who_it_is_in_each_language(world: World) -> None:
    await world.app.menus.introduce()

    bot = world.telegram.bot
    assert bot.names[""] == "Green Corner"
    assert set(bot.descriptions) == {"", "en", "zh", "ru"}
    assert all("Green Corner" in text for text in [*bot.descriptions.values(), *bot.short_descriptions.values()])


async def test_at_the_next_start_telegram_is_told_nothing_twice(world: World) -> None:
    await world.app.menus.introduce()
    before = calls(world)

    await world.app.menus.introduce()

    assert before > 0
    assert calls(world) == before


async def test_what_telegram_would_not_take_is_told_at_the_next_start(world: World) -> None:
    world.telegram.faults.add("too_many_requests", method="setMyName", times=1)
    await world.app.menus.introduce()
    assert world.telegram.bot.names[""] != "Green Corner"

    await world.app.menus.introduce()

    assert world.telegram.bot.names[""] == "Green Corner"


async def test_traditional_chinese_has_a_list_of_its_own_chat(world: World) -> None:
    await world.app.menus.introduce()

    mei, lin = await world.member("Mei", "zh-hans"), await world.member("Lin", "zh-hant")

    assert listed(mei)["points"] != listed(lin)["points"]


async def test_a_language_chosen_against_the_clients_is_that_of_the_list(world: World) -> None:
    await world.app.menus.introduce()
    ivan = await world.member("Ivan", "ru")
    english = listed(world.guest("Ann", "en"))

    await ivan.says("/language")
    await ivan.taps("English")
    assert listed(ivan) == english

    await ivan.says("/language")
    await ivan.taps("Русский")
    assert listed(ivan) == listed(world.guest("Pyotr", "ru"))


@pytest.mark.both
async def test_who_comes_to_work_is_shown_its_commands_and_who_goes_is_not(world: World) -> None:
    await world.app.menus.introduce()
    olga = await world.owner()
    carl = world.guest("Carl")
    await olga.says("/staff")
    await olga.taps("Invite somebody")
    await olga.taps("Cashier")
    link = olga.sees.split("start=")[1].split()[0]

    await carl.starts(link)
    assert {"sale", "undo", "find"} <= set(listed(carl))
    assert "points" not in listed(carl)
    await carl.starts()
    await carl.taps("Join")
    assert {"sale", "points"} <= set(listed(carl))

    await olga.says("/staff")
    await olga.taps("Carl")
    await olga.taps("Dismiss")
    await olga.taps("Dismiss")
    assert "sale" not in listed(carl)
    assert "points" in listed(carl)


async def test_an_ordinary_visit_tells_telegram_nothing(world: World) -> None:
    mei = await world.member("Mei", "zh-hant")
    before = calls(world)

    for _ in range(3):
        await mei.says("/points")

    assert calls(world) == before


@pytest.mark.parametrize("method", ["setMyCommands", "deleteMyCommands"])
async def test_a_list_that_could_not_be_told_is_told_at_the_next_visit(world: World, method: str) -> None:
    await world.app.menus.introduce()
    lin = await world.member("Lin", "zh-hant")
    wrong = listed(lin)
    world.telegram.faults.add("too_many_requests", method=method, times=1)

    language = "English" if method == "setMyCommands" else "简体中文"
    await lin.says("/language")
    await lin.taps(language)
    assert listed(lin) == wrong

    await lin.says("/points")
    assert listed(lin) != wrong


async def test_help_speaks_of_work_only_to_who_works_here(world: World) -> None:
    for someone in (await world.member("Mei"), world.guest("Ann")):
        await someone.says("/help")
        assert "At work" not in someone.sees
        assert "/rewards" in someone.sees

    carl = await world.cashier()
    await carl.says("/help")
    work = carl.sees.split("And also")[0]
    assert "At work" in work
    assert "/rewards" in work
    assert "/sale" in work
