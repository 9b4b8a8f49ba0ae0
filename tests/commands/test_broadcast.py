"""`regulars broadcast`: what was written in the chat is foreseen, let go, watched and listed from the command line."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.actions.holdout import salt_of
from bot.actions.members import consent
from bot.actions.people import find_person
from commands.broadcast import send, show_list, turn, watch_it, write_people
from commands.broadcast_draft import read_text, write
from commands.stop import StopError
from tests.world import World


async def test_an_operator_foresees_lets_go_and_watches(
    shop_on_sqlite: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = shop_on_sqlite
    world.clock.set(datetime.now(UTC))  # by which the command line goes
    max_, mei = await world.manager(), await world.member("Mei")
    async with world.shop.work() as work:
        known = await find_person(work, mei.id)
        assert known is not None
        await consent(work, known.actor, "offers", True, "yes", "test")
        await salt_of(work)  # drawn by the test's own chance, so that Mei is never left out by lot
    await max_.says("/broadcast")
    await max_.says("Fresh rolls from Saturday on!")

    await asyncio.to_thread(send, 1, "", dry_run=True, watch=True)
    assert "Nobody would" not in (said := capsys.readouterr().out)
    assert "1 will get it" in said
    assert "A dry run" in said
    await asyncio.to_thread(show_list)
    assert "draft" in capsys.readouterr().out

    note = tmp_path / "note.txt"
    note.write_text("Closed on <Monday>\nand open again on Tuesday", "utf-8-sig")
    await asyncio.to_thread(write, read_text(note), "points>=0", "", dry_run=True)
    assert "1 will get it" in capsys.readouterr().out
    await asyncio.to_thread(write, read_text(note), "points>=0", "", dry_run=False)
    assert "Draft 2 is kept" in capsys.readouterr().out
    with pytest.raises(StopError, match="4,096"):
        await asyncio.to_thread(write, "🥐" * 2049, "", "", dry_run=True)
    with pytest.raises(StopError, match=r"no\.txt"):
        read_text(tmp_path / "no.txt")

    with pytest.raises(StopError, match="sunday"):
        await asyncio.to_thread(send, 1, "sunday", dry_run=False, watch=False)
    with pytest.raises(StopError, match="isn't there"):
        await asyncio.to_thread(watch_it, 3)
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

    await max_.says("/broadcasts")
    await max_.taps("Closed on")
    await max_.taps("👁 Show me")
    assert max_.heard[-2] == "Closed on <Monday>\nand open again on Tuesday"
