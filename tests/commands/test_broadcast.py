"""`regulars broadcast`: what was written in the chat is foreseen, let go, watched and listed from the command line."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.actions.members import consent
from bot.actions.people import find_person
from commands.broadcast import send, show_list, turn, watch_it, write_people
from commands.stop import StopError
from tests.world import World


async def test_an_operator_foresees_lets_go_and_watches(
    shop_on_sqlite: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world = shop_on_sqlite
    world.clock.set(datetime.now(UTC))  # by which the command line goes
    max_, mei = await world.manager(), await world.member("Mei")
    async with world.shop.work() as work:
        known = await find_person(work, mei.id)
        assert known is not None
        await consent(work, known.actor, "offers", True, "yes", "test")
    await max_.says("/broadcast")
    await max_.says("Fresh rolls from Saturday on!")

    await asyncio.to_thread(send, 1, "", dry_run=True, watch=True)
    assert "Nobody would" not in (said := capsys.readouterr().out)
    assert "1 will get it" in said
    assert "A dry run" in said
    await asyncio.to_thread(show_list)
    assert "draft" in capsys.readouterr().out

    with pytest.raises(StopError, match="sunday"):
        await asyncio.to_thread(send, 1, "sunday", dry_run=False, watch=False)
    with pytest.raises(StopError, match="isn't there"):
        await asyncio.to_thread(watch_it, 2)
    await asyncio.to_thread(send, 1, "", dry_run=False, watch=False)
    world.clock.set(datetime.now(UTC))
    for span in ({"minutes": 1}, {"days": 1}, {"minutes": 1}):
        await world.later(**span)
    assert mei.sees == "Fresh rolls from Saturday on!"

    capsys.readouterr()
    await asyncio.to_thread(watch_it, 1)
    await asyncio.to_thread(write_people, 1, None)
    said = capsys.readouterr().out
    assert "Broadcast 1: done" in said
    assert '"Mei","","delivered"' in said
    with pytest.raises(StopError, match="can't be done"):
        await asyncio.to_thread(turn, 1, "pause")
