"""SQLite in a file: one connection writes, a few others read beside it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TypeVar

import aiosqlite
from sqlalchemy import Dialect
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite

from bot.database.statements import Compiled, Params, Row
from bot.database.transaction import Connection, DatabaseError, NothingToEndError, T, Transaction

R = TypeVar("R")

STEPS = 20_000
"""Steps of SQLite's machine, about a millisecond of them, that a read may take in the loop's own thread."""

SQLITE: Dialect = SQLiteDialect_aiosqlite()

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a sale that was answered survives the plug being pulled
    "foreign_keys": 1,
    "busy_timeout": 30_000,
    "journal_size_limit": 67_108_864,
    "wal_autocheckpoint": 4_000,  # pages: the same few are written again and again, and copied once
    "cache_size": -8_000,  # KiB: a page of a broadcast's recipients would overflow two megabytes before it is committed
    "mmap_size": 0,  # with memory mapping off, a failing disk is an error and not a crash
    "trusted_schema": 0,
    "secure_delete": 1,  # what a member had forgotten is overwritten, not only unlinked
}
LOG_MOST = 128 * 2**20
"""Bytes of write-ahead log at which it is cut, whoever reads."""
LOOK_EVERY = 64
"""Commits between looks at the log's length."""
READ_FOR = 5.0
"""Seconds a snapshot may be read even when the log is too long; exports read in pages."""
FEW = 4
"""Rows that are added or changed in the loop's own thread at most."""
MANY = 64
"""The same, and rows that are looked up, where each gives something back: in its own thread SQLite would wait for the
interpreter after each of them, behind whatever the loop does."""


async def _trip(connection: aiosqlite.Connection, work: Callable[[sqlite3.Connection], R]) -> R:
    """One trip to the connection's thread, however many calls `work` makes there.

    aiosqlite's public calls make a trip for each step of a cursor's life, and a trip costs more than the statement.
    """
    raw = connection._conn
    done: R = await connection._execute(work, raw)  # type: ignore[no-untyped-call] # aiosqlite leaves it without types
    return done


def _set_up(raw: sqlite3.Connection, *, only_reads: bool) -> tuple[str, object] | None:
    """Make the settings and read them back; the first that SQLite did not take, with what it has instead."""
    for name, wanted in PRAGMAS.items():
        raw.execute(f"PRAGMA {name}={wanted}")
        found = raw.execute(f"PRAGMA {name}").fetchone()
        # SQLite built without memory mapping answers nothing at all, which is what we want of it.
        if found is not None and found[0] != wanted:
            return name, found[0]
    if only_reads:
        raw.execute("PRAGMA query_only=1")
    return None


def _truncate(raw: sqlite3.Connection) -> None:
    """Cut the write-ahead log, without waiting for whoever reads: the shop would wait too."""
    raw.execute("PRAGMA busy_timeout=0")
    try:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        raw.execute(f"PRAGMA busy_timeout={PRAGMAS['busy_timeout']}")


def _commit(raw: sqlite3.Connection, last: tuple[Compiled, Params] | None) -> None:
    if last is not None and raw.execute(last[0].sql, last[1]).rowcount != 1:
        raise NothingToEndError
    raw.execute("COMMIT")


class _AtOnce:
    """What is short in an act, done where the act is: a trip to the connection's thread costs four times as much.

    Nothing else uses the connection meanwhile, since the act waits for each trip. A read that turns out to be long is
    broken off, which leaves the transaction as it was, and a few rows are added in no time; the commit, which waits for
    the disk, is the thread's in any case.
    """

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw
        self._marks: int | None = None
        """How often SQLite has counted to STEPS since the read began; None while there is none."""
        raw.set_progress_handler(self._breaks_off, STEPS)

    def _breaks_off(self) -> bool:
        if self._marks is None:
            return False
        self._marks += 1
        return self._marks > 1  # it goes on counting where the statement's last run ended, so the first says nothing

    def fetch(self, asked: Sequence[tuple[Compiled, Params]]) -> list[Sequence[Row]] | None:
        """Make some reads; None if one was long, or isn't a read."""
        if not all(made.sql.startswith("SELECT") for made, _ in asked):
            return None
        self._marks = 0
        try:
            return [self._raw.execute(made.sql, values).fetchall() for made, values in asked]
        except sqlite3.Error:
            return None  # and if it fails as well in the thread, it fails there
        finally:
            self._marks = None

    def do(self, work: Callable[[sqlite3.Connection], R]) -> R:
        """Do what is known to be short."""
        return work(self._raw)


class _SqliteConnection:
    """One aiosqlite connection. BEGIN rides along with the first statement, and each call is one trip to its thread.

    After a statement has failed no other is run, as on PostgreSQL: a full disk may have undone what came before it.
    """

    dialect = SQLITE

    def __init__(self, connection: aiosqlite.Connection, begin: str, at_once: "_AtOnce | None" = None) -> None:
        self._connection = connection
        self._begin = begin
        self._at_once = at_once
        self.begun = False
        self.failed: Exception | None = None

    async def _trip(self, work: Callable[[sqlite3.Connection], R], *, short: bool = False) -> R:
        if self.failed is not None:
            raise self.failed
        try:
            if short and self._at_once is not None and self.begun:
                return self._at_once.do(work)
            return await _trip(self._connection, work if self.begun else self._beginning(work))
        except sqlite3.Error as error:
            self.failed = error
            raise

    def _beginning(self, work: Callable[[sqlite3.Connection], R]) -> Callable[[sqlite3.Connection], R]:
        def begin_and_work(raw: sqlite3.Connection) -> R:
            raw.execute(self._begin)
            self.begun = True
            return work(raw)

        return begin_and_work

    async def fetch(self, statement: Compiled, values: Params) -> Sequence[Row]:
        return (await self.fetch_several([(statement, values)]))[0]

    async def fetch_several(self, asked: Sequence[tuple[Compiled, Params]]) -> list[Sequence[Row]]:
        if (found := self._read_at_once(asked)) is not None:
            return found
        short = all(made.short for made, _ in asked)
        return await self._trip(
            lambda raw: [raw.execute(made.sql, values).fetchall() for made, values in asked], short=short
        )

    def _read_at_once(self, asked: Sequence[tuple[Compiled, Params]]) -> list[Sequence[Row]] | None:
        if self._at_once is None or not self.begun or self.failed is not None:
            return None
        return self._at_once.fetch(asked)

    async def fetch_each(self, statement: Compiled, values: Sequence[Params]) -> list[Sequence[Row]]:
        if len(values) <= MANY and (found := self._read_at_once([(statement, given) for given in values])) is not None:
            return found
        sql, short = statement.sql, statement.short and len(values) <= MANY
        return await self._trip(lambda raw: [raw.execute(sql, given).fetchall() for given in values], short=short)

    async def run(self, statement: Compiled, values: Params) -> int:
        return await self._trip(lambda raw: raw.execute(statement.sql, values).rowcount, short=statement.short)

    async def run_many(self, statement: Compiled, values: Sequence[Params]) -> None:
        short = statement.short and len(values) <= FEW
        await self._trip(lambda raw: raw.executemany(statement.sql, values), short=short)

    async def cut(self) -> None:
        """Take a reader's snapshot away: what runs is interrupted, what comes next fails."""
        self.failed = self.failed or DatabaseError("read for too long, and the log had to be cut")
        self._connection._conn.interrupt()
        await self.end()

    async def end(self) -> None:
        """Undo what is open."""
        await _trip(self._connection, lambda raw: raw.execute("ROLLBACK") if raw.in_transaction else None)


class SqliteDatabase:
    """SQLite in a file: one connection writes, a few others read beside it."""

    dialect = SQLITE

    def __init__(self, path: Path, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        self.path = path
        self._writer = writer
        self._at_once = _AtOnce(writer._conn)
        self._writing = asyncio.Lock()
        self._holder: asyncio.Task[object] | None = None
        self._commits = 0
        self._open: dict[_SqliteConnection, float] = {}
        """The snapshots that are read now, and since when by the monotonic clock."""
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._all = [writer, *readers]
        for reader in readers:
            self._readers.put_nowait(reader)

    @classmethod
    async def open(cls, path: Path, *, readers: int = 2) -> "SqliteDatabase":
        """Open or make the file (owner-only), set it up and read the settings back.

        Raises:
            DatabaseError: the file can't be opened, or SQLite did not take a setting (a network disk, say).
        """
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            writer = await cls._connect(path)
            return cls(path, writer, [await cls._connect(path, only_reads=True) for _ in range(readers)])
        except (OSError, sqlite3.Error) as error:
            raise DatabaseError(
                f"the database {path} can't be opened ({error}); set REGULARS_DATABASE_URL to a file on a local disk "
                "that this user may write, such as sqlite:///data/regulars.sqlite3"
            ) from error

    @staticmethod
    async def _connect(path: Path, *, only_reads: bool = False) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(
            path, isolation_level=None, cached_statements=512, check_same_thread=only_reads
        )
        refused = await _trip(connection, partial(_set_up, only_reads=only_reads))
        if refused is not None:
            await connection.close()
            name, kept = refused
            raise DatabaseError(f"SQLite keeps {name} at {kept} where {PRAGMAS[name]} is needed; is it a local disk?")
        return connection

    @asynccontextmanager
    async def transaction(self, kind: Callable[[Connection], T]) -> AsyncIterator[T]:
        """Open a writing transaction; one at a time, in the order they are asked for."""
        if self._holder is asyncio.current_task():
            raise RuntimeError("this task has a transaction open already, and would wait for itself")
        async with self._writing:
            self._holder = asyncio.current_task()
            connection = _SqliteConnection(self._writer, "BEGIN IMMEDIATE", self._at_once)
            try:
                transaction = kind(connection)
                yield transaction
                if connection.failed is not None:
                    raise connection.failed
                if connection.begun:
                    last = transaction.last
                    await _trip(self._writer, lambda raw: _commit(raw, last))
            except BaseException:
                await asyncio.shield(connection.end())
                raise
            finally:
                self._holder = None
            self._commits += 1
            if self._commits % LOOK_EVERY == 0 and self.log_bytes > LOG_MOST:
                with suppress(sqlite3.Error):  # what was to be done is done, and the log is cut another time
                    await self._cut_log()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Open a snapshot that only reads."""
        reader = await self._readers.get()
        connection = _SqliteConnection(reader, "BEGIN")
        self._open[connection] = monotonic()
        try:
            yield Transaction(connection)
        finally:
            del self._open[connection]
            await asyncio.shield(connection.end())
            self._readers.put_nowait(reader)

    @property
    def log_bytes(self) -> int:
        """How long the write-ahead log's file is."""
        try:
            return self.path.with_name(f"{self.path.name}-wal").stat().st_size
        except FileNotFoundError:
            return 0

    async def checkpoint(self) -> None:
        """Move the write-ahead log into the file and cut it."""
        async with self._writing:
            await self._cut_log()

    async def _cut_log(self) -> None:
        """Cut the log now if nobody reads what it holds; who has read for long is sent away first.

        A snapshot keeps the log from being begun anew for as long as it is open, and it would grow for ever.
        """
        for reading, since in list(self._open.items()):
            if monotonic() - since > READ_FOR:
                await reading.cut()
        await _trip(self._writer, _truncate)

    async def copy_to(self, path: Path) -> None:
        """Write a consistent copy beside the running bot.

        `VACUUM INTO` finishes under steady writes, where `backup()` in steps never does.
        """
        reader = await self._readers.get()
        try:
            await reader.execute("PRAGMA query_only=0")
            await reader.execute("VACUUM INTO ?", (str(path),))
            await reader.execute("PRAGMA query_only=1")
        finally:
            self._readers.put_nowait(reader)

    async def close(self) -> None:
        """Close every connection."""
        for connection in self._all:
            await connection.close()
