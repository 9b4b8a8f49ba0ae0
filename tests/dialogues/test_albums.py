"""Albums that nobody asked for: their pictures come one by one, and are answered like one message."""

import pytest

from tests.dialogues.test_broadcasts import begin, let_go, reader, shows
from tests.world import Guest, World

pytestmark = pytest.mark.either


async def sends(guest: Guest, album: str, pictures: int = 3) -> list[str]:
    """They send an album; what they are told."""
    before = len(guest.heard)
    for number in range(pictures):
        shows(guest, "Look at this" if number == 0 else "", album=album)
    await guest.world.hear()
    return guest.heard[before:]


async def test_an_album_nobody_asked_for_is_answered_once(world: World) -> None:
    mei, ben = await world.member("Mei"), await world.member("Ben")

    [answer] = await sends(mei, "77")
    assert "didn't understand that" in answer
    assert len(await sends(ben, "77")) == 1
    assert len(await sends(mei, "78")) == 1


async def test_an_album_where_words_are_awaited_is_told_so_once(world: World) -> None:
    max_ = await world.manager()
    await max_.says("/events")
    await max_.taps("Look after the events")
    await max_.taps("New event")

    [answer] = await sends(max_, "77")

    assert "writing" in answer


async def test_an_album_after_a_broadcast_is_asked_about_once_and_what_it_says_is_kept(world: World) -> None:
    max_, mei = await world.manager(), await reader(world, "Mei")
    await begin(max_)
    await let_go(max_)

    [answer] = await sends(mei, "77")
    assert "Shall I give it to our staff?" in answer
    await mei.taps("Yes, to the staff")

    assert any("Look at this" in str(one) for one in max_.messages)


async def test_a_second_album_where_one_was_awaited_is_answered_once(world: World) -> None:
    max_ = await world.manager()
    await max_.says("/broadcast")
    await sends(max_, "77")

    [answer] = await sends(max_, "78")

    assert "didn't understand that" in answer
