"""Community groups: an owner brings the bot in, members come by a link of their own, and who may not stay is told."""

from bot.sandbox.chats import Chat
from tests.world import Guest, World


async def gather(world: World, olga: Guest, title: str = "Tasters", *, supergroup: bool = True) -> Chat:
    """A group of the owner's with the bot in it as an administrator, and its door open to members."""
    chat = world.telegram.create_group(olga.person, title, bot_admin=True, supergroup=supergroup)
    await world.hear()
    await olga.taps("Set it up")
    await olga.says("Coffee from everywhere")
    await olga.taps("English")
    await olga.taps("Every member")
    await olga.taps("As many as come")
    await olga.taps("Open its door")
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
    assert "In 30 days: 1 came, 0 left" in olga.sees
