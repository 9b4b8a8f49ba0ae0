"""The database full, read for too long, written by many at once: nothing is half written, nobody has to restart."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, insert, select

from bot.actions.sales import Rung, record_sale
from bot.database import Command, DatabaseError, Query, is_passing, sqlite, sqlite_connection
from bot.database.sqlite import SqliteDatabase
from bot.rules.refusals import Refusal
from bot.rules.room import MEGABYTE
from bot.tables.log import log_lines
from bot.tables.points import entries, lots
from bot.tables.purchases import purchases
from commands.run import _tend
from jobs.disk import watch_disk
from tests.faults.mail import OFFER, PROOF, audited, fates, mail, offer_mail
from tests.ledger.books import CARL, Books, open_books, reopen_books
from tests.world import World, open_world

Size = Callable[[int, int], int]
EVERYTHING = (purchases, entries, lots)
_COUNTS = [Query(int, select(func.count()).select_from(table)) for table in EVERYTHING]
_NOTE = Command(insert(log_lines))
_NOTES = Query(int, select(func.count()).select_from(log_lines))


@pytest.fixture
async def books(sqlite_url: str, seed: int) -> AsyncIterator[Books]:
    """A new shop's books on SQLite."""
    async with open_books(sqlite_url, seed) as opened:
        yield opened


def file_of(books: Books | World) -> SqliteDatabase:
    """The database itself."""
    database = books.shop.database
    assert isinstance(database, SqliteDatabase)
    return database


async def rows(books: Books) -> list[int]:
    """How many purchases, entries and lots there are."""
    async with books.shop.reading() as reading:
        return [await reading.the(query) for query in _COUNTS]


async def sell(books: Books, member: int, receipt: str) -> Rung | Refusal:
    """One sale of five euros."""
    async with books.shop.work() as work:
        return await record_sale(work, CARL, member, 500, receipt, anyway=True)


async def sold(books: Books, member: int, receipt: str) -> bool:
    """Whether a sale went through; False if the disk was full."""
    try:
        return isinstance(await sell(books, member, receipt), Rung)
    except sqlite3.OperationalError as error:
        if not is_passing(error):
            raise
        return False


async def leave_pages(database: SqliteDatabase, pages: int | None) -> None:
    """Let the file grow by so many pages and no more; None lets it grow again."""
    [[used]] = await database._writer.execute_fetchall("PRAGMA page_count")
    most = 2**31 if pages is None else used + pages
    await database._writer.execute_fetchall(f"PRAGMA max_page_count={most}")


def full() -> sqlite3.OperationalError:
    """What SQLite raises when the disk is full."""
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error


@pytest.mark.promise(25)
async def test_a_sale_that_fails_at_any_of_its_steps_leaves_nothing_behind(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    mei = await books.member()
    await sell(books, mei, "the first")
    before = await rows(books)
    trip = sqlite_connection.trip
    left = [0]

    def step() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise full()

    async def failing(connection: Any, work: Callable[[sqlite3.Connection], Any]) -> Any:
        step()
        return await trip(connection, work)

    def failing_at_once(self: Any, work: Callable[[sqlite3.Connection], Any]) -> Any:
        step()
        return work(self._raw)

    for module in (sqlite, sqlite_connection):
        monkeypatch.setattr(module, "trip", failing)
    monkeypatch.setattr(sqlite_connection.AtOnce, "do", failing_at_once)
    points = 0
    while True:
        left[0] = points + 1
        if await sold(books, mei, "the second"):
            break
        left[0] = 0
        assert await rows(books) == before
        points += 1
    left[0] = 0

    assert points >= 4
    assert [after - was for was, after in zip(before, await rows(books), strict=True)] == [1, 1, 1]
    assert await books.agree()


@pytest.mark.promise(25)
async def test_where_the_file_is_full_sales_are_refused_whole_and_go_on_when_there_is_room(
    books: Books, size: Size
) -> None:
    mei, done = await books.member(), 0
    for pages in range(size(20, 100)):
        await leave_pages(file_of(books), pages % 20)
        while await sold(books, mei, f"{done}"):
            done += 1
        assert (await rows(books))[0] == done
        await leave_pages(file_of(books), None)
        assert await sold(books, mei, f"{done}")
        done += 1

    assert (await books.account(mei)).points == done * 5
    assert await books.agree()


async def through(world: World, act: Callable[[], Awaitable[None]], tries: list[str]) -> None:
    """What the bot does all day: again and again, whatever fails."""
    while True:
        try:
            await act()
        except sqlite3.OperationalError as error:
            tries.append(str(error))
            await asyncio.sleep(0)
        else:
            return


@pytest.mark.promise(25)
@pytest.mark.promise(9)
async def test_a_full_disk_costs_no_update_its_answer_and_no_restart(
    sqlite_url: str, tmp_path: Path, size: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_mail(monkeypatch)
    async with open_world(sqlite_url, tmp_path) as world:
        waited: list[str] = []
        monkeypatch.setattr("handlers.intake.log.warning", lambda event, **_: waited.append(event), raising=False)
        for pages in range(0, 20, size(5, 1)):
            guests = [world.guest(f"Guest {pages} {number}") for number in range(40)]
            for guest in guests:
                world.telegram.start(guest.person)
            tries: list[str] = []
            await leave_pages(file_of(world), pages)
            hearing = asyncio.create_task(through(world, world.settle, tries))
            for _ in range(2000):
                if tries or "update_waits" in waited or hearing.done():
                    break
                await asyncio.sleep(0)
            assert not hearing.done()
            await leave_pages(file_of(world), None)
            await hearing
            assert [len(guest.heard) for guest in guests] == [1] * len(guests)


@pytest.mark.promise(25)
async def test_a_send_that_could_not_be_noted_is_noted_when_there_is_room_and_not_repeated(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_mail(monkeypatch)
    async with open_world(sqlite_url, tmp_path) as world:
        mei = world.guest("Mei")
        await mei.starts()
        [key] = await mail(world, PROOF, [mei])
        commit, failing = sqlite._commit, [3]

        def fail(raw: sqlite3.Connection, last: Any) -> None:
            if mei.sees == f"#{key}" and failing:
                failing.pop()
                raise full()
            commit(raw, last)

        monkeypatch.setattr(sqlite, "_commit", fail)
        await world.settle()

        assert failing == []
        assert await fates(world) == {key: "delivered"}
        assert (await audited(world)).doubled == {}


async def test_while_room_is_short_offers_wait_and_when_it_is_nearly_none_the_owner_is_told(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_mail(monkeypatch)
    free = 400 * MEGABYTE
    monkeypatch.setattr("jobs.disk.shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    async with open_world(sqlite_url, tmp_path) as world:
        olga, mei = await world.owner(), await world.member("Mei")
        await watch_disk(world.shop)
        [offer], [proof] = await mail(world, OFFER, [mei]), await mail(world, PROOF, [mei])
        await world.later(minutes=1)
        assert await fates(world) == {offer: "queued", proof: "delivered"}

        free = 90 * MEGABYTE
        for _ in range(3):
            await watch_disk(world.shop)
        await world.settle()
        assert [text for text in olga.heard if "90 MB" in text] == [olga.sees]

        free = 2000 * MEGABYTE
        await watch_disk(world.shop)
        await world.settle()
        assert (await fates(world))[offer] == "delivered"


async def test_a_shop_that_starts_on_a_full_disk_tells_its_owner_before_it_is_asked_anything(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.disk.shutil.disk_usage", lambda _: SimpleNamespace(free=5 * MEGABYTE))
    async with open_world(sqlite_url, tmp_path) as world:
        olga = await world.owner()
        tending = asyncio.create_task(_tend(world.app))
        while "5 MB are left" not in olga.sees:
            await asyncio.sleep(0)
            await world.settle()
        tending.cancel()

        assert "nothing was recorded" in await olga.says("/products")


@pytest.mark.promise(26)
async def test_a_long_reader_is_sent_away_before_the_log_grows_too_long(
    books: Books, size: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = size(2, 128) * 2**20
    monkeypatch.setattr(sqlite, "LOG_MOST", most)
    monkeypatch.setattr(sqlite, "READ_FOR", size(0, 5))
    database, longest, words = file_of(books), 0, "x" * 3000
    async with books.shop.reading() as reading:
        await reading.the(_NOTES)
        for _ in range(size(8, 1500)):
            for _ in range(64):
                async with books.shop.work() as work:
                    await work.run(_NOTE, at=work.now, actor="system", action="x", after=words)
            longest = max(longest, database.log_bytes)
        with pytest.raises(DatabaseError, match="too long"):
            await reading.the(_NOTES)

    assert longest <= 2 * most
    await books.buy(await books.member(), 500)
    await database.checkpoint()
    assert database.log_bytes == 0


@pytest.mark.promise(26)
async def test_a_short_reader_keeps_its_snapshot(books: Books) -> None:
    mei = await books.member()
    async with books.shop.reading() as reading:
        before = await reading.the(_COUNTS[0])
        await sell(books, mei, "1")
        await file_of(books).checkpoint()
        assert await reading.the(_COUNTS[0]) == before
    assert (await rows(books))[0] == before + 1


@pytest.mark.promise(24)
async def test_twenty_writers_in_four_processes_lock_nobody_out(database_url: str, size: Size) -> None:
    each = size(5, 50)
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(open_books(database_url))
        others = [await stack.enter_async_context(reopen_books(database_url, seed)) for seed in (2, 3, 4)]
        mei = await first.member()

        async def till(books: Books, number: int) -> None:
            for n in range(each):
                assert isinstance(await sell(books, mei, f"{number}-{n}"), Rung)

        await asyncio.gather(*(till(books, n) for n, books in enumerate([first, *others] * 5)))

        assert (await first.account(mei)).points == 20 * each * 5
        assert await first.agree()


@pytest.mark.promise(29)
async def test_one_transaction_in_two_tasks_is_refused(database_url: str) -> None:
    async with open_books(database_url) as books, books.shop.work() as work:
        with pytest.raises(RuntimeError, match="belongs to the task"):
            await asyncio.create_task(work.all(_NOTES))
        assert await work.the(_NOTES) == 0


@pytest.mark.promise(29)
async def test_two_transactions_in_one_task_do_not_wait_for_each_other_for_ever(books: Books) -> None:
    async with books.shop.work():
        with pytest.raises(RuntimeError, match="open already"):
            async with books.shop.work():
                pass
    async with books.shop.work() as work:
        assert await work.the(_NOTES) == 0


async def test_after_a_statement_has_failed_no_other_is_run(books: Books) -> None:
    """As on PostgreSQL: what came before may be undone, and half an act must not be committed."""
    mei = await books.member()
    with pytest.raises(sqlite3.Error):  # noqa: PT012 - that the second statement fails too is the point
        async with books.shop.work() as work:
            await record_sale(work, CARL, mei, 500, "1")
            for _ in range(2):
                try:
                    await work.run_sql("INSERT INTO nowhere VALUES (1)")
                except sqlite3.Error:
                    continue
    assert await rows(books) == [0, 0, 0]


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (full(), True),
        (sqlite3.OperationalError("no such table: member"), False),
        (sqlite3.IntegrityError("UNIQUE constraint failed"), False),
        (psycopg.errors.DiskFull(), True),
        (psycopg.errors.DeadlockDetected(), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.UniqueViolation(), False),
        (ZeroDivisionError(), False),
    ],
)
def test_what_passes_by_itself_is_told_from_what_is_wrong(error: Exception, passes: bool) -> None:
    assert is_passing(error) is passes
