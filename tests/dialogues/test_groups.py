"""Community groups: an owner brings the bot in, members come by a link of their own, and who may not stay is told."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.database import Query
from bot.sandbox.chats import Chat, Member
from bot.tables.groups import places
from bot.tables.inbox import inbox
from tests.dialogues.test_events import invites
from tests.dialogues.test_privacy import forgets
from tests.dialogues.test_tiers import open_tiers
from tests.world import Guest, World

pytestmark = pytest.mark.either
_PLACES = Query(int, select(func.count()).select_from(places))
_KEPT = Query(int, select(func.count()).select_from(inbox))
RIGHTS = frozenset({"can_invite_users", "can_restrict_members"})


async def places_of_anybody(world: World) -> int:
    """How many people's places are kept."""
    async with world.shop.work() as work:
        return await work.the(_PLACES)


async def kept_updates(world: World) -> int:
    """How many updates are kept for a while."""
    async with world.shop.work() as work:
        return await work.the(_KEPT)


async def gather(
    world: World,
    olga: Guest,
    title: str = "Tasters",
    *,
    who: str = "Every member",
    most: int | None = None,
    language: str = "English",
    supergroup: bool = True,
) -> Chat:
    """A group of the owner's with the bot in it as an administrator, and its door open."""
    chat = world.telegram.create_group(olga.person, title, bot_admin=True, supergroup=supergroup)
    await world.hear()
    await olga.taps("Set it up")
    await olga.says("Coffee from everywhere")
    await olga.taps(language)
    await olga.taps(who)
    await (olga.taps("As many as come") if most is None else olga.says(str(most)))
    await olga.taps("Open its door")
    if most is not None:
        await world.later(seconds=10)  # until it is known how many seats are taken
    return chat


async def comes(guest: Guest, title: str = "Tasters") -> str:
    """Get a link and follow it; what they see then."""
    await guest.says("/groups")
    await guest.taps(title)
    await guest.taps("Let me in")
    return await follows(guest)


def link_of(guest: Guest) -> str:
    """The address of the button under their newest message that has any."""
    _, found = guest._keyboard()
    return next(str(button["url"]) for _, button in found if "url" in button)


async def follows(guest: Guest, url: str | None = None) -> str:
    """Ask to join by a link."""
    guest.world.telegram.join(guest.person, url or link_of(guest))
    await guest.world.hear()
    return guest.sees


def said_in(world: World, chat: Chat) -> list[str]:
    """What the bot said in a group, oldest first."""
    return [str(one["text"]) for one in world.telegram.messages(chat.id) if one["from"]["id"] == world.app.bot.id]


@pytest.mark.both
async def test_an_owner_opens_a_group_and_a_member_comes_in_by_a_link_of_their_own(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")

    chat = await gather(world, olga)
    assert "Its door is open" in olga.sees
    await mei.says("/groups")
    assert "Tasters: open to you" in mei.sees
    await mei.taps("Tasters")
    assert "Coffee from everywhere" in mei.sees
    await mei.taps("Let me in")
    assert "your own way into “Tasters”" in mei.sees
    await follows(mei)

    assert "Welcome to “Tasters”" in mei.sees
    assert chat.holds(mei.id)
    assert "Welcome, Mei!" in said_in(world, chat)[-1]
    await mei.says("/groups")
    assert "Tasters: you are in it" in mei.sees
    await olga.says("/groups")
    await olga.taps("Look after the groups")
    await olga.taps("Tasters")
    assert "1 person is in it" in olga.sees
    assert "In 30 days: 1 came, 0 left." in olga.sees
    await olga.taps("House rules")
    assert "In 30 days: 1 came" in await olga.taps("‹ Back")
    assert "didn't understand" in await olga.says("No spoons on the scale")  # nobody is asked for any more


async def buys(carl: Guest, mei: Guest, amount: int) -> None:
    await carl.says(f"/sale {await mei.card()} {amount}")
    await carl.taps("Record")


async def card_of(olga: Guest, title: str = "Tasters") -> str:
    """A group's card, as its owner sees it."""
    await olga.says("/groups")
    await olga.taps("Look after the groups")
    return await olga.taps(title)


@pytest.mark.both
@pytest.mark.promise(45)
async def test_whoever_is_no_member_is_greeted_and_let_in_as_soon_as_they_are_one(world: World) -> None:
    olga, mei, wei = await world.owner(), await world.member("Mei"), world.guest("Wei", "zh-hans")
    chat = await gather(world, olga)
    await mei.says("/groups")
    await mei.taps("Tasters")
    await mei.taps("Let me in")
    url = link_of(mei)

    await follows(wei, url)

    assert "会员" in wei.sees
    assert not chat.holds(wei.id)
    assert wei.id in chat.requests
    assert link_of(wei).startswith("https://t.me/green_corner_bot?start=g_")
    await wei.starts(link_of(wei).partition("start=")[2])
    await wei.taps("加入")
    assert chat.holds(wei.id)
    assert "“Tasters”" in "".join(wei.heard)
    assert chat.links[url].revoked  # it was Mei's own
    await follows(mei, await _new_link(mei, url))
    assert chat.holds(mei.id)


async def _new_link(guest: Guest, before: str) -> str:
    await guest.says("/groups")
    await guest.taps("Tasters")
    await guest.taps("Let me in")
    assert link_of(guest) != before
    return link_of(guest)


@pytest.mark.promise(45)
async def test_a_place_ends_after_a_word_and_a_week_when_the_tier_is_lost(world: World) -> None:
    olga, carl = await open_tiers(world), await world.cashier()
    mei, ben = await world.member("Mei"), await world.member("Ben")
    chat = await gather(world, olga, who="Gold and above")
    await mei.says("/groups")
    assert "Gold" in mei.sees
    await mei.taps("Tasters")
    assert "Let me in" not in mei.buttons
    await buys(carl, mei, 600)
    await comes(mei)
    assert chat.members[mei.id].tag == "Gold"

    await follows(ben, await link_by_hand(world, chat))
    assert "I can't let you into “Tasters” yet" in ben.sees
    assert not chat.holds(ben.id)
    await carl.says("/undo")
    await carl.taps(carl.buttons[0])
    await world.later(days=2)
    assert "your place there ends on" in "".join(mei.heard)
    assert chat.holds(mei.id)
    await buys(carl, mei, 600)
    await world.later(days=6)
    assert chat.holds(mei.id)

    await card_of(olga)
    await olga.taps("Who may join")
    await olga.says("tier:bronze or")
    assert "Who may join" in olga.sees
    await olga.says("tier:Silver")
    assert "1 person who is in it would have to leave, after a word and 7 days" in olga.sees
    await olga.taps("Apply")
    await world.later(days=8)

    assert not chat.holds(mei.id)
    assert chat.members[mei.id].status == "left"  # and not banned: they can come back
    assert "Your place in “Tasters” has ended" in mei.sees


async def test_a_group_goes_by_a_segment_whatever_that_says_and_the_segment_stays_as_long(world: World) -> None:
    olga, carl = await world.owner(), await world.cashier()
    mei, ben = await world.member("Mei"), await world.member("Ben")
    await keep_segment(olga, "Buyers", "purchases>=1")
    chat = await gather(world, olga, who="▫️ Buyers")
    assert "Who may join: segment “Buyers” (purchases: 1 or more)" in olga.sees
    await without_grace(olga)
    for guest in (mei, ben):
        await buys(carl, guest, 10)
        await comes(guest)
    assert chat.holds(mei.id)
    assert chat.holds(ben.id)

    await olga.says("/segments")
    await olga.taps("Buyers")
    assert "Whoever is in it may join: Tasters" in olga.sees
    await olga.taps("Remove")
    await olga.taps("Remove")
    assert "The door of “Tasters” goes by this segment" in olga.toast
    await olga.says("/segments")
    await olga.taps("Buyers")
    await olga.taps("Change")
    await olga.taps("Write it")
    await olga.says("purchases>=2")
    await olga.taps("Keep it")
    await buys(carl, ben, 20)
    await world.later(days=2)

    assert not chat.holds(mei.id)
    assert chat.holds(ben.id)
    await card_of(olga)
    await olga.taps("Who may join")
    await olga.taps("Every member")
    await olga.taps("Apply")
    await olga.says("/segments")
    await olga.taps("Buyers")
    await olga.taps("Remove")
    await olga.taps("Remove")
    assert "Buyers" not in olga.buttons


async def without_grace(olga: Guest) -> None:
    """Whoever the rule names no more leaves the next day."""
    await olga.taps("Days of grace")
    await olga.says("0")


async def keep_segment(olga: Guest, name: str, line: str) -> None:
    """Keep a segment under a name."""
    await olga.says("/segments")
    await olga.taps("Write one")
    await olga.says(line)
    await olga.taps("Keep it")
    await olga.says(name)


async def link_by_hand(world: World, chat: Chat) -> str:
    """A link that an administrator made, and that was passed on."""
    fields = {"chat_id": chat.id, "creates_join_request": True, "name": "poster"}
    made = await world.app.mouth._calls.call("createChatInviteLink", fields)
    assert isinstance(made, dict)
    return str(made["invite_link"])


@pytest.mark.both
async def test_a_full_group_takes_nobody_until_somebody_has_left(world: World) -> None:
    olga, mei, ben = await world.owner(), await world.member("Mei"), await world.member("Ben")
    chat = await gather(world, olga, most=2)  # she has a seat of her own
    await ben.says("/groups")
    await ben.taps("Tasters")
    await ben.taps("Let me in")
    url = link_of(ben)
    await comes(mei)

    await follows(ben, url)

    assert "“Tasters” is full at the moment" in ben.sees
    world.telegram.leave(mei.person, chat)
    await world.hear()
    await follows(ben, url)
    assert chat.holds(ben.id)
    await card_of(olga)
    assert "In 30 days: 2 came, 1 left." in olga.sees


@pytest.mark.both
async def test_other_bots_take_no_seat(world: World) -> None:
    olga, mei, ben = await world.owner(), await world.member("Mei"), await world.member("Ben")
    chat, eve = world.telegram.create_group(olga.person, "Tasters"), world.guest("Eve")
    quiz, guard, old = (
        Member({"id": 700_000 + n, "is_bot": True, "first_name": name, "username": f"{name}_bot"}, "member")
        for n, name in enumerate(("quiz", "guard", "old"))
    )
    for one in (old, guard):
        world.telegram.change_member(chat, one, olga.person.user)  # of which the bot is told nothing yet
    world.telegram.promote_bot(chat, olga.person)
    await world.hear()
    await olga.taps("Set it up")
    for said in ("Leave it empty", "English", "Every member"):
        await olga.taps(said)
    await olga.says("2")
    await olga.taps("Open its door")
    world.telegram.change_member(chat, quiz, olga.person.user)
    world.telegram.change_member(chat, replace(guard, status="administrator"), olga.person.user)
    await world.hear()
    await world.later(days=1)
    assert "1 person is in it" in await card_of(olga)
    assert "Besides, 1 whom I don't know" in olga.sees  # a bot that was there before and does nothing is told by nobody
    world.telegram.change_member(chat, replace(old, status="left"), olga.person.user)
    await world.hear()
    assert "Besides" not in await card_of(olga)

    await comes(mei)
    await ben.says("/groups")

    assert chat.holds(mei.id)
    assert "full" in await ben.taps("Tasters")
    assert "quiz" not in "".join(said_in(world, chat))
    chat.members[700_000] = replace(quiz, status="left")  # and that nobody tells either
    chat.members[eve.id] = Member(eve.person.user, "member")
    await world.later(days=1)
    assert "2 people are in it" in await card_of(olga)
    assert "Besides, 1 whom I don't know" in olga.sees


async def test_the_owner_hears_when_the_bot_can_keep_the_door_no_more_and_what_waited_is_decided_then(
    world: World,
) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    chat = world.telegram.create_group(olga.person, "Tasters")
    await world.hear()
    assert "make me an administrator of it who may: invite people, remove people and set tags" in olga.sees.replace(
        ", and", " and"
    )
    world.telegram.promote_bot(chat, olga.person)
    await world.hear()
    assert "I can keep the door of “Tasters” now" in olga.sees
    await olga.taps("Set it up")
    for said in ("Leave it empty", "English", "Every member", "As many as come", "Open its door"):
        await olga.taps(said)
    await mei.says("/groups")
    await mei.taps("Tasters")
    await mei.taps("Let me in")

    world.telegram.promote_bot(chat, olga.person, {"can_restrict_members"})
    await world.hear()
    assert "I can't keep the door of “Tasters” any more" in olga.sees
    world.telegram.promote_bot(chat, olga.person, RIGHTS)
    await world.hear()
    await comes(mei)
    assert chat.holds(mei.id)

    world.telegram.remove_bot(chat, olga.person)
    await world.hear()
    assert "I was removed from “Tasters”" in olga.sees
    await mei.says("/groups")
    assert "There is no group yet" in mei.sees
    world.telegram.add_bot(chat, olga.person)
    world.telegram.promote_bot(chat, olga.person)
    await world.hear()
    assert "I am back in “Tasters”" in "".join(olga.heard)


async def test_the_bot_leaves_a_group_that_nobody_who_owns_the_shop_brought_it_into(world: World) -> None:
    max_, mei = await world.manager(), await world.member("Mei")

    for stranger in (max_, mei):
        chat = world.telegram.create_group(stranger.person, "Elsewhere", bot_admin=True)
        await world.hear()
        await world.later(seconds=10)
        assert chat.members[world.app.bot.id].status == "left"

    assert "Only an owner of the shop can bring me into a group" in max_.sees
    assert "Only an owner" not in mei.sees


async def test_a_rush_of_newcomers_is_welcomed_in_one_message(world: World) -> None:
    olga = await world.owner()
    chat = await gather(world, olga)
    cast = [await world.member(name) for name in ("Mei", "Ben", "Ada")]

    for guest in cast:
        await comes(guest)
    await world.later(minutes=2)

    assert [text for text in said_in(world, chat) if "Welcome" in text] == [
        "👋 Welcome, Mei, Ben, and Ada!\nCoffee from everywhere"
    ]


@pytest.mark.both
async def test_the_bot_speaks_a_groups_own_language_and_keeps_nothing_of_what_people_say_there(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    chat = world.telegram.create_group(olga.person, "茶友", bot_admin=True)
    await world.hear()
    await olga.taps("Set it up")
    for said in ("Leave it empty", "简体中文", "Every member", "As many as come", "Open its door", "House rules"):
        await olga.taps(said)
    await olga.says("Be <kind>.")
    await comes(mei, "茶友")

    before = await kept_updates(world)
    for said in ("Good morning everybody", "How are you?"):
        world.telegram.say(mei.person, said, chat)
    await world.hear()
    assert await kept_updates(world) == before + 1  # that she is there
    world.telegram.say(mei.person, "/rules", chat)
    await world.hear()
    assert "Be <kind>." in said_in(world, chat)[-1]
    assert "规" in said_in(world, chat)[-1]
    await world.later(days=6)
    assert "早上好" in said_in(world, chat)[-1]
    assert sum("早上好" in text for text in said_in(world, chat)) == 1


async def test_the_weekly_hello_names_what_is_on_for_whoever_is_in_the_group(world: World) -> None:
    olga, max_, mei = await world.owner(), await world.manager(), await world.member("Mei")
    chat = await gather(world, olga)
    await invites(max_)
    await invites(max_, when="2026-03-13 19:00-20:30", who="tier:none and points>=5000")

    await world.later(days=7)

    hello = said_in(world, chat)[-1]
    assert "What is on:\n\nTea tasting\n🗓 Thu, 12 March, 18:00–20:30" in hello
    assert "13 March" not in hello
    newest = world.telegram.messages(chat.id)[-1]
    await mei.starts(str(newest["reply_markup"]["inline_keyboard"][0][0]["url"]).partition("start=")[2])
    assert "I'm coming" in mei.buttons


@pytest.mark.promise(21)
async def test_a_group_that_becomes_a_supergroup_is_followed(world: World) -> None:
    olga, mei, ben = await world.owner(), await world.member("Mei"), await world.member("Ben")
    chat = await gather(world, olga, supergroup=False)
    assert "It is a small group: 200 people are all it holds" in olga.sees
    await comes(mei)

    newer = world.telegram.upgrade_group(chat)
    await world.hear()
    await comes(ben)
    await world.later(minutes=2)

    assert newer.holds(ben.id)
    assert "Welcome, Ben!" in "".join(said_in(world, newer))
    assert "2 members may join by the rule" in await card_of(olga)


@pytest.mark.both
async def test_who_was_there_before_the_bot_is_learnt_by_and_by_and_stays_unless_the_owner_says_otherwise(
    world: World,
) -> None:
    olga, mei, wei, ada = await world.owner(), await world.member("Mei"), world.guest("Wei"), world.guest("Ada")
    eve = world.guest("Eve")
    await eve.starts()
    there = [one.person for one in (mei, wei, ada, eve)]
    chat = world.telegram.create_group(olga.person, "Tasters", there, bot_admin=True)
    await world.hear()
    world.telegram.promote(chat, eve.person, olga.person)
    await world.hear()
    await olga.taps("Set it up")
    for said in ("Leave it empty", "English", "Every member", "As many as come", "Open its door"):
        await olga.taps(said)
    assert "1 person is in it.\n1 of them was there before me.\nI'm about to find out who is in it already" in olga.sees
    for _ in range(2):
        await world.later(minutes=10)

    assert "3 people are in it.\n3 of them were there before me.\nBesides, 2 whom I don't know" in await card_of(olga)
    assert "In 30 days: 0 came, 0 left" in olga.sees
    assert "Welcome" not in "".join(said_in(world, chat))  # to where they have been all along
    world.telegram.say(wei.person, "Good morning", chat)
    await world.hear()
    await world.later(days=1)
    assert chat.holds(wei.id)
    assert "Besides, 2 whom I don't know" in await card_of(olga)  # and what is none of the bot's business isn't kept

    await wei.starts()
    world.telegram.say(wei.person, "Good evening", chat)
    world.telegram.leave(ada.person, chat)
    await world.hear()
    assert "4 people are in it" in await card_of(olga)
    assert "Besides" not in olga.sees
    await olga.taps("Who was here before me")
    await olga.taps("Yes")
    assert "1 person who is in it would have to leave, after a word and 7 days" in olga.sees
    await olga.taps("Apply")
    await world.later(days=9)
    assert not chat.holds(wei.id)
    assert "Your place in “Tasters” has ended" in wei.sees
    assert {mei.id, olga.id, eve.id} == {one for one in chat.members if chat.holds(one)} - {world.app.bot.id}


@pytest.mark.both
async def test_whoever_has_to_leave_a_small_group_can_come_back_as_into_a_large_one(world: World) -> None:
    olga, carl = await open_tiers(world), await world.cashier()
    mei = await world.member("Mei")
    chat = await gather(world, olga, who="Gold and above", supergroup=False)
    await without_grace(olga)
    await buys(carl, mei, 600)
    await comes(mei)
    await carl.says("/undo")
    await carl.taps(carl.buttons[0])

    await world.later(days=2)
    assert not chat.holds(mei.id)
    await buys(carl, mei, 600)
    await comes(mei)

    assert chat.holds(mei.id)


@pytest.mark.both
@pytest.mark.promise(45)
async def test_whoever_asks_to_be_forgotten_is_out_of_the_groups_that_ask_for_a_membership(world: World) -> None:
    olga, mei, ben = await world.owner(), await world.member("Mei"), await world.member("Ben")
    chat = await gather(world, olga)
    older = world.telegram.create_group(olga.person, "Older than the bot", [ben.person], bot_admin=True)
    world.telegram.say(ben.person, "Good morning", older)
    await world.hear()
    await comes(mei)
    for guest in (mei, ben):
        await forgets(guest)

    assert not chat.holds(mei.id)
    assert older.holds(ben.id)
    assert await places_of_anybody(world) == 0


@pytest.mark.promise(45)
async def test_who_left_while_the_bot_was_no_administrator_is_missed_the_next_day(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    chat = await gather(world, olga)
    await comes(mei)
    world.telegram.demote_bot(chat, olga.person)
    world.telegram.leave(mei.person, chat)
    world.telegram.promote_bot(chat, olga.person)
    await world.hear()
    assert "1 came, 0 left" in await card_of(olga)

    await world.later(days=1)

    assert "1 came, 1 left" in await card_of(olga)
    await comes(mei)
    assert chat.holds(mei.id)
