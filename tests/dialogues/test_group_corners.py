"""Groups in rare moments: what nobody told the bot, two ways in, and rules that are decided while somebody comes."""

import pytest
from sqlalchemy import bindparam, delete

from bot.database import Command
from bot.sandbox.chats import Chat
from bot.tables.groups import groups
from tests.dialogues.test_groups import buys, comes, gather, said_in
from tests.dialogues.test_tiers import open_tiers
from tests.world import World

pytestmark = pytest.mark.either
_NEVER_TOLD = Command(delete(groups).where(groups.c.chat_id == bindparam("chat")))


async def unheard_of(world: World, chat: Chat) -> None:
    """What Telegram told of a group was lost: it keeps news for a day."""
    await world.hear()
    async with world.shop.work() as work:
        await work.run(_NEVER_TOLD, chat=chat.id)


async def test_in_a_group_that_the_shop_doesnt_know_nobodys_groups_are_named(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    chat = await gather(world, olga)
    await comes(mei)
    family = world.telegram.create_group(olga.person, "Family", [mei.person])
    await unheard_of(world, family)

    world.telegram.say(mei.person, "/rules", family)
    await world.hear()

    assert said_in(world, family) == []
    assert chat.holds(mei.id)
    assert "Tasters: you are in it" in await mei.says("/rules")


@pytest.mark.promise(45)
async def test_nobody_comes_in_before_those_are_counted_who_were_there_before_the_bot(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    older = [world.guest(f"Guest {number}") for number in range(3)]
    chat = world.telegram.create_group(olga.person, "Tasters", [one.person for one in older], bot_admin=True)
    await world.hear()
    await olga.taps("Set it up")
    for said in ("Leave it empty", "English", "Every member"):
        await olga.taps(said)
    await olga.says("4")
    await olga.taps("Open its door")

    await comes(mei)
    assert not chat.holds(mei.id)
    assert "full" not in mei.sees
    await world.later(seconds=10)

    assert not chat.holds(mei.id)
    assert "“Tasters” is full at the moment" in mei.sees


@pytest.mark.promise(45)
async def test_whom_a_member_brings_along_is_judged_by_the_rule_and_whom_an_administrator_does_is_not(
    world: World,
) -> None:
    olga, carl = await open_tiers(world), await world.cashier()
    mei, ben, ada = [await world.member(name) for name in ("Mei", "Ben", "Ada")]
    chat = await gather(world, olga, who="Gold and above")
    await buys(carl, mei, 600)
    await comes(mei)

    world.telegram.add_member(chat, ben.person, mei.person)
    world.telegram.add_member(chat, ada.person, olga.person)
    await world.hear()
    assert "came into “Tasters” past me" in olga.sees
    await world.later(days=9)

    assert [chat.holds(one.id) for one in (mei, ben, ada)] == [True, False, True]
    assert "Your place in “Tasters” has ended" in "".join(ben.heard)


async def test_in_a_group_that_isnt_set_up_nobody_is_welcomed(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    chat = world.telegram.create_group(olga.person, "Tasters", bot_admin=True)
    await world.hear()

    world.telegram.add_member(chat, mei.person, olga.person)
    await world.hear()

    assert said_in(world, chat) == []
