"""A copy made while the till works is whole, and comes back paused; what is not sound replaces nothing."""

import asyncio
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.actions.audit import audit
from bot.actions.members import member_by_telegram
from bot.actions.outbox import post
from bot.actions.purchases import Recorded, Sold, record_purchases
from bot.actions.store import read_store
from bot.database import Query
from bot.rules.codes import new_receipt
from bot.rules.roles import OPERATOR
from bot.shop import Shop
from bot.tables.outbox import deliveries
from bot.tables.purchases import purchases
from commands.backup import back_up, restore
from commands.lock import only_one
from commands.shop import reread
from commands.stop import StopError
from commands.upkeep import resume_now
from tests.commands.conftest import tell
from tests.needs import postgres_programs
from tests.world import World, open_world

_PURCHASES = Query(int, select(func.count()).select_from(purchases))
_SENT = Query(int, select(func.count()).where(deliveries.c.state == "delivered"))


async def sell(shop: Shop, member: int, receipts: list[str]) -> list[Recorded]:
    async with shop.work() as work:
        sold = [Sold("web", receipt, member, work.now, 1_250) for receipt in receipts]
        done = await record_purchases(work, OPERATOR, sold)
    assert all(isinstance(one, Recorded) for one in done)
    return [one for one in done if isinstance(one, Recorded)]


async def count(shop: Shop, query: Query[int]) -> int:
    async with shop.reading() as reading:
        return await reading.the(query)


async def somebody(world: World) -> int:
    mei = await world.member("Mei")
    async with world.shop.work() as work:
        member = await member_by_telegram(work, mei.id)
    assert member is not None
    return member.id


def copies(folder: Path) -> list[Path]:
    return sorted((folder / "backups").iterdir())


@pytest.mark.promise(28)
async def test_a_copy_made_while_the_till_works_is_whole(
    shop_on_sqlite: World, tmp_path: Path, size: Callable[[int, int], int]
) -> None:
    world, each = shop_on_sqlite, size(20, 200)
    member = await somebody(world)
    busy, done = asyncio.Event(), asyncio.Event()
    sold = 0

    async def till() -> None:
        nonlocal sold
        while not done.is_set():
            await sell(world.shop, member, [f"receipt {sold + number}" for number in range(each)])
            sold += each
            if sold == 5 * each:
                busy.set()
            await asyncio.sleep(0)

    selling = asyncio.create_task(till())
    await busy.wait()
    before = sold
    await asyncio.to_thread(back_up, None, 24)
    after = sold
    done.set()
    await selling

    [copy] = copies(tmp_path)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    async with open_world(f"sqlite:///{copy}", tmp_path) as copied:
        assert before <= await count(copied.shop, _PURCHASES) <= after + each
        assert (await audit(copied.shop)).findings == []
    assert before < after, "the till stood still while the copy was made"


async def test_only_so_many_copies_are_kept(shop_on_sqlite: World, tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / "backups").mkdir(exist_ok=True)
        (tmp_path / "backups" / f"regulars-2026030{day}T000000Z.sqlite3").touch()

    await asyncio.to_thread(back_up, None, 3)

    assert [copy.name[:16] for copy in copies(tmp_path)[:2]] == ["regulars-2026030", "regulars-2026030"]
    assert len(copies(tmp_path)) == 3


async def test_a_copy_whose_books_are_wrong_is_kept_apart(shop_on_sqlite: World, tmp_path: Path) -> None:
    member = await somebody(shop_on_sqlite)
    await sell(shop_on_sqlite.shop, member, ["one"])
    async with shop_on_sqlite.shop.work() as work:
        await work.run_sql("UPDATE account SET points = points + 1")

    with pytest.raises(StopError, match="not sound: its ledger is wrong"):
        await asyncio.to_thread(back_up, None, 3)

    assert [copy.suffix for copy in copies(tmp_path)] == [".suspect"]


@pytest.mark.promise(82)
async def test_yesterday_s_copy_comes_back_paused_and_the_till_s_repeats_change_nothing(
    sqlite_url: str, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    async with open_world(sqlite_url, tmp_path, seed) as world:
        tell(monkeypatch, world)
        member = await somebody(world)
        yesterday = await sell(world.shop, member, ["one", "two"])
        await asyncio.to_thread(back_up, None, 24)
        await sell(world.shop, member, ["three"])

    [copy] = copies(tmp_path)
    await asyncio.to_thread(restore, copy)

    async with open_world(sqlite_url, tmp_path, seed) as world:
        assert world.shop.store.paused_why == "restored"
        assert await count(world.shop, _PURCHASES) == 2
        owner = await world.owner()
        async with world.shop.work() as work:
            await post(work, "books_wrong", owner.id, f"test:{new_receipt(work.chance)}", {"reference": "1"})
        heard = len(owner.heard)
        await world.later(hours=2)
        assert await count(world.shop, _SENT) == 0
        assert len(owner.heard) == heard

        again = await sell(world.shop, member, ["one", "two", "three"])
        assert [one.again for one in again] == [True, True, False]
        assert [one.purchase_id for one in again[:2]] == [one.purchase_id for one in yesterday]
        assert (await audit(world.shop)).findings == []

        await asyncio.to_thread(resume_now)
        await reread(world.shop)
        await world.settle()
        assert len(owner.heard) == heard + 1
    assert [kept.name for kept in path.parent.glob(f"{path.name}.before-*")]


async def test_a_copy_found_in_another_folder_starts_paused(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody put the file back by hand, or by pg_restore: the folder's mark tells."""
    async with open_world(sqlite_url, tmp_path):
        pass

    (tmp_path / "install").unlink()

    async with open_world(sqlite_url, tmp_path) as world:
        assert world.shop.store.paused_why == "restored"


@pytest.mark.parametrize("damage", ["torn", "another program's", "no database", "empty", "missing"])
async def test_what_is_not_sound_replaces_nothing(shop_on_sqlite: World, tmp_path: Path, damage: str) -> None:
    path = Path(shop_on_sqlite.settings.database_url.get_secret_value().removeprefix("sqlite:///"))
    file = tmp_path / "copy.sqlite3"
    match damage:
        case "torn":
            await asyncio.to_thread(back_up, tmp_path, 24)
            [made] = tmp_path.glob("regulars-*.sqlite3")
            whole = bytearray(made.read_bytes())
            whole[4096 * 3 : 4096 * 20] = bytes(4096 * 17)
            file.write_bytes(whole)
        case "another program's":
            with closing(sqlite3.connect(file)) as other:
                other.execute("CREATE TABLE song (name TEXT)")
        case "no database":
            file.write_text("hello, " * 1000)
        case "empty":
            file.touch()
    before = path.read_bytes()

    with pytest.raises(StopError):
        await asyncio.to_thread(restore, file)

    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.restoring*"))


async def test_nothing_is_restored_under_a_running_bot(shop_on_sqlite: World, tmp_path: Path) -> None:
    await asyncio.to_thread(back_up, None, 24)

    with only_one(shop_on_sqlite.settings), pytest.raises(StopError) as stopped:
        await asyncio.to_thread(restore, copies(tmp_path)[0])

    assert stopped.value.code == 75


@pytest.mark.postgres
async def test_on_postgres_pg_dump_makes_the_copy_and_the_way_back_is_told(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_world(postgres_url, tmp_path) as world:
        tell(monkeypatch, world)
        monkeypatch.setenv("PATH", str(postgres_programs()))
        await asyncio.to_thread(back_up, None, 24)
        [copy] = copies(tmp_path)
        assert copy.read_bytes()[:5] == b"PGDMP"
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600

        monkeypatch.setenv("PATH", "/nowhere")
        with pytest.raises(StopError, match="pg_dump is not on the PATH"):
            await asyncio.to_thread(back_up, None, 24)
        with pytest.raises(StopError, match="pg_restore"):
            await asyncio.to_thread(restore, copy)
        assert copies(tmp_path) == [copy]
        async with world.shop.reading() as reading:
            store = await read_store(reading)
        assert store is not None
        assert store.paused_why is None
