"""An operator's file of cards and numbers becomes a list that segments name."""

import asyncio
from pathlib import Path

import pytest

from bot.actions.member_lists import lists
from commands.lists import import_list
from commands.stop import StopError
from tests.world import World


@pytest.mark.either
async def test_a_file_becomes_a_list_and_is_read_anew_under_the_same_name(
    shop: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mei, anna = await shop.member("Mei"), await shop.member("Anna", phone="+4930123456")
    await anna.shares_phone()
    path = tmp_path / "fair.csv"
    path.write_text(f"card,name\n{await mei.card()},Mei\n\n+49 30 123456\nNOBODY\n", "utf-8")

    await asyncio.to_thread(import_list, path, "Fair")

    said = capsys.readouterr().out
    assert "2 lines name a member" in said
    assert "2 lines name nobody, such as: card, NOBODY" in said
    path.write_text(f"{await mei.card()}\n", "utf-8")
    await asyncio.to_thread(import_list, path, "FAIR")
    async with shop.shop.reading() as reading:
        assert [(one.name, one.members) for one in await lists(reading)] == [("FAIR", 1)]
    with pytest.raises(StopError, match="too long"):
        await asyncio.to_thread(import_list, path, "x" * 40)
    with pytest.raises(StopError, match="can't be read"):
        await asyncio.to_thread(import_list, tmp_path / "missing.csv", "Fair")
    async with shop.shop.reading() as reading:
        assert [one.members for one in await lists(reading)] == [1]  # a file that can't be read empties no list
