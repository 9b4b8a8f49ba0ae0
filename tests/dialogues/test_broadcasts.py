"""Writing to many: the post is shown, the sheet says all of it, and what is let go is watched on its card."""

import pytest

from bot.actions.members import consent
from bot.actions.people import find_person
from tests.world import Guest, World

pytestmark = pytest.mark.either


async def agree_to_offers(guest: Guest) -> None:
    """They want offers."""
    async with guest.world.shop.work() as work:
        known = await find_person(work, guest.id)
        assert known is not None
        await consent(work, known.actor, "offers", True, "yes", "test")


async def test_a_manager_shows_a_post_and_sees_its_sheet(world: World) -> None:
    max_ = await world.manager()

    await max_.says("/broadcast")
    assert "Show me the post" in max_.sees

    await max_.says("Fresh rolls from Saturday on!")
    assert "Fresh rolls from Saturday on!" in max_.sees
    assert "What: A text" in max_.sees

    await max_.taps("When")
    await max_.taps("At a time")
    await max_.says("yesterday")
    assert "I can't read that time" in max_.sees
    await max_.says("2026-03-07 10:00")
    assert "When: 7 March, 10:00" in max_.sees

    await max_.says("/broadcasts")
    assert "Fresh rolls" in max_.buttons[1]


async def test_what_is_let_go_reaches_the_members_and_its_card_says_so(world: World) -> None:
    max_, mei = await world.manager(), await world.member("Mei")
    await agree_to_offers(mei)
    await max_.says("/broadcast")
    await max_.says("Fresh rolls from Saturday on!")

    await max_.taps("Check and send")
    assert "1 will get it" in max_.sees
    await max_.taps("Let it go")
    await world.later(minutes=1)
    await world.later(minutes=1)

    assert mei.sees == "Fresh rolls from Saturday on!"
    assert "1 delivered" in max_.sees
    assert "It is out." in max_.sees
