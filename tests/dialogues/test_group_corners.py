"""Groups in rare moments: what nobody told the bot, two ways in, and rules that are decided while somebody comes."""

from dataclasses import replace

import pytest
from sqlalchemy import bindparam, delete, update

from bot.database import Command
from bot.sandbox.chats import Chat
from bot.tables.groups import groups
from tests.dialogues.test_groups import (
    buys,
    card_of,
    comes,
    follows,
    gather,
    link_by_hand,
    link_of,
    places_of_anybody,
    said_in,
)
from tests.dialogues.test_privacy import forgets
from tests.dialogues.test_tiers import open_tiers
from tests.world import Guest, World

pytestmark = pytest.mark.either
_UNSURE = Command(update(groups).where(groups.c.chat_id == bindparam("chat")).values(who="tier:gone"))
_LONG = Command(
    update(groups).where(groups.c.chat_id == bindparam("chat")).values(who=" and ".join(["points>=100"] * 30))
)
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


async def link_now(guest: Guest) -> str:
    """The link that they are given now."""
    await guest.says("/groups")
    await guest.taps("Tasters")
    await guest.taps("Let me in")
    return link_of(guest)


@pytest.mark.promise(45)
async def test_of_two_links_that_somebody_has_none_is_left_to_others(world: World) -> None:
    olga, mei, ben = await world.owner(), await world.member("Mei"), await world.member("Ben")
    chat = await gather(world, olga)
    first = await link_now(mei)
    await world.later(hours=13)
    second = await link_now(mei)
    assert first != second

    await follows(ben, first)

    assert chat.links[first].revoked
    assert chat.links[second].revoked


@pytest.mark.promise(45)
async def test_a_request_that_was_granted_and_never_reached_telegram_is_closed_after_a_day(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    chat = await gather(world, olga)
    world.telegram.faults.add("server_error", method="approveChatJoinRequest")
    await comes(mei)
    await world.later(days=1, hours=2)
    world.telegram.faults.clear()

    assert not chat.requests  # so that they can ask again
    await comes(mei)
    assert chat.holds(mei.id)


async def test_whoever_is_forgotten_asks_for_nothing_any_more(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    chat = await gather(world, olga)
    async with world.shop.work() as work:
        await work.run(_UNSURE, chat=chat.id)
    await follows(mei, await link_by_hand(world, chat))
    assert mei.id in chat.requests

    await forgets(mei)
    await world.later(days=1)

    assert not chat.requests
    assert await places_of_anybody(world) == 1  # the owner's
    assert "1 person is in it" in await card_of(olga)


async def test_the_hello_of_a_late_monday_waits_for_the_morning(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    chat = await gather(world, olga)
    await comes(mei)
    world.clock.set(world.clock.now().replace(day=9, hour=22))  # no process ran all day

    await world.later(minutes=1)
    assert "Good morning" not in said_in(world, chat)[-1]
    await world.later(hours=11)

    assert sum("Good morning" in text for text in said_in(world, chat)) == 1


@pytest.mark.promise(21)
async def test_a_group_whose_new_number_is_told_before_it_is_said_whose_it_is_is_not_left(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    chat = await gather(world, olga, supergroup=False)
    telegram = world.telegram
    before = telegram.member(chat, telegram.bot.user)
    newer = telegram.upgrade_group(chat)  # by an administrator who doesn't own the shop
    moved = list(telegram.updates.queue)
    telegram.updates.queue.clear()
    telegram.tell_bot_of_member(newer, mei.person.user, replace(before, status="left").told(), before.told())
    await world.hear()
    for one in moved:
        telegram.updates.add(one.kind, one.body[one.kind])
    await world.later(minutes=1)

    assert newer.holds(telegram.bot.id)
    await comes(mei)
    assert newer.holds(mei.id)


async def test_a_long_rule_leaves_room_for_other_groups_in_the_list(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    chat = await gather(world, olga)
    async with world.shop.work() as work:
        await work.run(_LONG, chat=chat.id)

    assert len(await mei.says("/groups")) < 200
    await mei.taps("Tasters")
    assert len(mei.sees) > 200


@pytest.mark.both
async def test_of_whoever_is_forgotten_nothing_is_kept_for_a_group_whose_door_the_bot_keeps_no_more(
    world: World,
) -> None:
    olga, mei, ben = await world.owner(), await world.member("Mei"), await world.member("Ben")
    chat, other = await gather(world, olga), await gather(world, olga, "Bakers")
    await comes(mei)
    await comes(ben, "Bakers")
    known = await places_of_anybody(world)
    world.telegram.remove_bot(chat, olga.person)
    world.telegram.promote_bot(other, olga.person, {"can_invite_users"})
    await world.hear()

    for guest in (mei, ben):
        await forgets(guest)

    assert await places_of_anybody(world) == known - 2
