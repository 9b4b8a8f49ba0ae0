"""Events: the shop invites, members take the seats, wait for one, and are told in time."""

import pytest

from tests.world import Guest, World

pytestmark = pytest.mark.either


async def invites(max_: Guest, *answers: str, name: str = "Tea tasting") -> None:
    """An event is made and put on; buttons are tapped where an answer is one, in the place of what is usual."""
    given = dict(pair.split("=", 1) for pair in answers)
    await max_.says("/events")
    await max_.taps("Look after the events")
    await max_.taps("New event")
    await max_.says(name)
    await max_.says(given.get("when", "2026-03-12 18:00-20:30"))
    await max_.says(given.get("where", "Green Corner, upstairs"))
    await (max_.says(given["seats"]) if "seats" in given else max_.taps("As many as come"))
    await (max_.says(given["who"]) if "who" in given else max_.taps("Every member"))
    await max_.says(given.get("about", "Six teas of the first harvest."))
    await max_.taps("Announce it")


async def finds(guest: Guest, name: str = "Tea tasting") -> str:
    """They look at the event; what they see."""
    await guest.says("/events")
    return await guest.taps(name)


async def comes(guest: Guest, name: str = "Tea tasting") -> str:
    """They say yes to what is offered."""
    await finds(guest, name)
    return await guest.taps("I'm coming" if "I'm coming" in guest.buttons else "Wait for a seat")


@pytest.mark.both
async def test_a_manager_invites_and_the_last_seat_is_waited_for(world: World) -> None:
    max_, mei, ben = await world.manager(), await world.member("Mei"), await world.member("Ben", "ru")

    await invites(max_, "seats=1")
    assert "It is on" in max_.sees
    assert "Thu, 12 March, 18:00–20:30" in max_.sees

    assert "1 seat of 1 is left" in await finds(mei)
    assert "Six teas of the first harvest." in mei.sees
    assert "You are coming" in await mei.taps("I'm coming")
    await ben.says("/events")
    await ben.taps("Tea tasting")
    await ben.taps(ben.buttons[0])
    assert "1" in ben.sees

    await finds(mei)
    assert "You have said that you can't come" not in mei.sees
    await mei.taps("I can't come after all")
    assert "The only seat is taken" in mei.sees
    assert "Tea tasting" in ben.sees

    await max_.says("/events")
    await max_.taps("Look after the events")
    await max_.taps("🗓 Tea tasting, 12 March")
    await max_.taps("Who is coming")
    assert "Ben" in max_.sees
    assert "Mei" in max_.sees


async def test_reminders_come_on_the_eve_and_two_hours_before_and_not_to_whoever_cant_come(world: World) -> None:
    max_, mei, ben = await world.manager(), await world.member("Mei"), await world.member("Ben")
    await invites(max_)
    for one in (mei, ben):
        await comes(one)
    await ben.taps("I can't come after all")
    await mei.says("/why")
    assert "An event that is near, 11 March, 17:00" in mei.sees

    said = len(ben.heard)
    await world.later(days=9, hours=8)
    assert "We look forward to seeing you" in mei.sees
    await mei.says("stop")
    await world.later(hours=23)
    assert "We look forward to seeing you" in mei.sees
    assert len([text for text in mei.heard if "look forward" in text]) == 2
    assert len(ben.heard) == said

    await world.later(hours=5)
    assert "over or isn't on" in await mei.taps("See it")


async def test_an_early_event_wakes_nobody(world: World) -> None:
    max_, mei = await world.manager(), await world.member("Mei")
    await invites(max_, "when=2026-03-12 07:00")
    await comes(mei)

    await world.later(days=11)

    assert len([text for text in mei.heard if "look forward" in text]) == 1
