"""The door of a group under trouble: nobody comes in whom the rule doesn't name, whatever is lost, late or repeated."""

import random
from collections.abc import Callable

import pytest

from bot.sandbox.chats import Chat
from bot.sandbox.errors import ActError
from tests.dialogues.test_groups import comes, follows, gather, link_by_hand, link_of
from tests.world import Guest, World

pytestmark = pytest.mark.either
Size = Callable[[int, int], int]
SEATS = 3


async def joins(guest: Guest) -> bool:
    """Become a member, unless the greeting was lost on its way."""
    await guest.starts()
    if not guest.heard or "Join" not in guest.buttons:
        return False
    await guest.taps("Join")
    return True


def asks(guest: Guest, url: str) -> None:
    """Ask to join, if Telegram lets them: not while they are in, banned, or the link is no good."""
    try:
        guest.world.telegram.join(guest.person, url)
    except ActError:
        return


def inside(chat: Chat, cast: list[Guest]) -> set[int]:
    """Who of them is in."""
    return {guest.id for guest in cast if chat.holds(guest.id)}


@pytest.mark.promise(45)
async def test_whatever_goes_wrong_only_members_come_in_and_never_more_than_there_are_seats(
    world: World, size: Size, seed: int
) -> None:
    chance = random.Random(seed)
    olga = await world.owner()
    chat = await gather(world, olga, most=SEATS + 1)  # she has a seat of her own
    url = await link_by_hand(world, chat)
    cast = [world.guest(f"Guest {number}") for number in range(8)]
    members, came = set[int](), set[int]()
    for method in ("approveChatJoinRequest", "declineChatJoinRequest", "sendMessage"):
        world.telegram.faults.add("close_after", method=method, chance=0.1)
        world.telegram.faults.add("server_error", method=method, chance=0.1)
    for kind in ("repeated", "late", "shuffled"):
        world.telegram.faults.add(kind, chance=0.1)

    for _ in range(size(50, 1000)):
        guest = chance.choice(cast)
        match chance.randrange(8):
            case 0 if guest.id not in members and await joins(guest):
                members.add(guest.id)
            case 1 if chat.holds(guest.id):
                world.telegram.leave(guest.person, chat)
            case 2 if chat.holds(guest.id):
                world.telegram.remove_member(chat, guest.person, olga.person)
            case 3:
                await world.later(minutes=chance.choice((1, 20, 90)))
            case _:
                asks(guest, url)
        if chance.random() < 0.7:
            await world.hear()
        came |= inside(chat, cast)
        assert inside(chat, cast) <= members
        assert len(inside(chat, cast)) <= SEATS
    assert len(came) >= SEATS
    assert sum(fault.hits for fault in world.telegram.faults.active) > 5
    world.telegram.faults.clear()
    for _ in range(4):
        await world.later(hours=1)

    assert not chat.requests.keys() & members
    assert inside(chat, cast) <= members


@pytest.mark.promise(45)
async def test_who_asks_a_hundred_times_is_turned_away_each_time_and_told_three_times_a_day(
    world: World, size: Size
) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    chat = await gather(world, olga)
    await _only_for_nobody(olga)
    url = await link_by_hand(world, chat)

    for _ in range(size(10, 100)):
        await follows(mei, url)

    assert not chat.holds(mei.id)
    assert not chat.requests
    assert sum("I can't let you into" in text for text in mei.heard) == 3


async def _only_for_nobody(olga: Guest) -> None:
    await olga.taps("Who may join")
    await olga.says("not everybody")
    await olga.taps("Apply")


@pytest.mark.promise(45)
async def test_after_a_day_without_the_bot_every_request_is_decided_by_what_is_so_then(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    wei, ben = world.guest("Wei"), await world.member("Ben")
    chat = await gather(world, olga)
    url = await link_by_hand(world, chat)
    await comes(ben)
    own = link_of(ben)

    for guest in (mei, wei):
        asks(guest, url)
    world.telegram.remove_member(chat, ben.person, olga.person)
    world.clock.set(world.clock.now().replace(day=world.clock.now().day + 1))
    await world.settle()

    assert chat.holds(mei.id)
    assert not chat.holds(wei.id)
    assert wei.heard == []  # who never spoke to the bot can be written to for five minutes
    asks(ben, own)
    await world.hear()
    assert not chat.holds(ben.id)
    await world.later(days=2)
    assert not chat.requests


@pytest.mark.promise(45)
async def test_a_banned_member_of_one_group_is_welcome_in_another(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    chat, other = await gather(world, olga), await gather(world, olga, "Bakers")
    await comes(mei)
    world.telegram.remove_member(chat, mei.person, olga.person)
    await world.hear()

    await comes(mei, "Bakers")

    assert other.holds(mei.id)
    assert not chat.holds(mei.id)
    world.telegram.change_member(chat, world.telegram.member(chat, mei.person.user), olga.person.user)
    await mei.says("/groups")
    await mei.taps("Tasters")
    assert "Let me in" in mei.buttons


@pytest.mark.promise(21)
async def test_a_group_that_moves_between_two_calls_costs_one_more_request(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    chat = await gather(world, olga)
    for method in ("approveChatJoinRequest", "sendMessage"):
        world.telegram.faults.add("migrated", method=method, chat=chat.id, times=1, moved_to=chat.id)

    await comes(mei)

    assert chat.holds(mei.id)
    assert [fault.hits for fault in world.telegram.faults.active] == [1, 1]
    said = [str(one.get("text", "")) for one in world.telegram.messages(chat.id)]
    assert sum("Welcome, Mei!" in text for text in said) == 1
