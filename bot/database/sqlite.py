"""SQLite in a file: one connection writes, a few others read beside it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from time import monotonic

import aiosqlite

from bot.database.sqlite_connection import SQLITE, AtOnce, SqliteConnection, trip
from bot.database.statements import Compiled, Params
from bot.database.transaction import Connection, DatabaseError, NothingToEndError, T, Transaction

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


class SqliteDatabase:
    """SQLite in a file: one connection writes, a few others read beside it."""

    dialect = SQLITE

    def __init__(self, path: Path, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        self.path = path
        self._writer = writer
        self._at_once = AtOnce(writer._conn)
        self._writing = asyncio.Lock()
        self._holder: asyncio.Task[object] | None = None
        self._commits = 0
        self._open: dict[SqliteConnection, float] = {}
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
        refused = await trip(connection, partial(_set_up, only_reads=only_reads))
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
            connection = SqliteConnection(self._writer, "BEGIN IMMEDIATE", self._at_once)
            try:
                transaction = kind(connection)
                yield transaction
                if connection.failed is not None:
                    raise connection.failed
                if connection.begun:
                    last = transaction.last
                    await trip(self._writer, lambda raw: _commit(raw, last))
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
        connection = SqliteConnection(reader, "BEGIN")
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
        await trip(self._writer, _truncate)

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
