"""SQLite in a file: one connection writes, a few others read beside it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import aiosqlite
from sqlalchemy import Dialect
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite

from bot.database.statements import Params, Row
from bot.database.transaction import Connection, DatabaseError, NothingToEndError, T, Transaction

R = TypeVar("R")

SQLITE: Dialect = SQLiteDialect_aiosqlite()

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a sale that was answered survives the plug being pulled
    "foreign_keys": 1,
    "busy_timeout": 30_000,
    "journal_size_limit": 67_108_864,
    "mmap_size": 0,  # with memory mapping off, a failing disk is an error and not a crash
    "trusted_schema": 0,
    "secure_delete": 1,  # what a member had forgotten is overwritten, not only unlinked
}


async def _trip(connection: aiosqlite.Connection, work: Callable[[sqlite3.Connection], R]) -> R:
    """One trip to the connection's thread, however many calls `work` makes there.

    aiosqlite's public calls make a trip for each step of a cursor's life, and a trip costs more than the statement.
    """
    raw = connection._conn
    done: R = await connection._execute(work, raw)  # type: ignore[no-untyped-call] # aiosqlite leaves it without types
    return done


def _commit(raw: sqlite3.Connection, last: tuple[str, Params] | None) -> None:
    if last is not None and raw.execute(*last).rowcount != 1:
        raise NothingToEndError
    raw.execute("COMMIT")


class _SqliteConnection:
    """One aiosqlite connection. BEGIN rides along with the first statement, and each call is one trip to its thread."""

    dialect = SQLITE

    def __init__(self, connection: aiosqlite.Connection, begin: str) -> None:
        self._connection = connection
        self._begin = begin
        self.begun = False

    async def _trip(self, work: Callable[[sqlite3.Connection], R]) -> R:
        if self.begun:
            return await _trip(self._connection, work)

        def begin_and_work(raw: sqlite3.Connection) -> R:
            raw.execute(self._begin)
            self.begun = True
            return work(raw)

        return await _trip(self._connection, begin_and_work)

    async def fetch(self, sql: str, values: Params) -> Sequence[Row]:
        return await self._trip(lambda raw: raw.execute(sql, values).fetchall())

    async def fetch_each(self, sql: str, values: Sequence[Params]) -> list[Sequence[Row]]:
        return await self._trip(lambda raw: [raw.execute(sql, given).fetchall() for given in values])

    async def fetch_several(self, asked: Sequence[tuple[str, Params]]) -> list[Sequence[Row]]:
        return await self._trip(lambda raw: [raw.execute(sql, values).fetchall() for sql, values in asked])

    async def run(self, sql: str, values: Params) -> int:
        return await self._trip(lambda raw: raw.execute(sql, values).rowcount)

    async def run_many(self, sql: str, values: Sequence[Params]) -> None:
        await self._trip(lambda raw: raw.executemany(sql, values))


class SqliteDatabase:
    """SQLite in a file: one connection writes, a few others read beside it."""

    dialect = SQLITE

    def __init__(self, path: Path, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        self.path = path
        self._writer = writer
        self._writing = asyncio.Lock()
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
        connection = await aiosqlite.connect(path, isolation_level=None, cached_statements=512)
        for name, wanted in PRAGMAS.items():
            await connection.execute(f"PRAGMA {name}={wanted}")
            rows = list(await connection.execute_fetchall(f"PRAGMA {name}"))
            # SQLite built without memory mapping answers nothing at all, which is what we want of it.
            if rows and rows[0][0] != wanted:
                await connection.close()
                raise DatabaseError(
                    f"SQLite keeps {name} at {rows[0][0]} where {wanted} is needed; is it a local disk?"
                )
        if only_reads:
            await connection.execute("PRAGMA query_only=1")
        return connection

    @asynccontextmanager
    async def transaction(self, kind: Callable[[Connection], T]) -> AsyncIterator[T]:
        """Open a writing transaction; one at a time, in the order they are asked for."""
        async with self._writing:
            connection = _SqliteConnection(self._writer, "BEGIN IMMEDIATE")
            try:
                transaction = kind(connection)
                yield transaction
                if connection.begun:
                    last = transaction.last
                    await _trip(self._writer, lambda raw: _commit(raw, last))
            except BaseException:
                await asyncio.shield(self._rollback())
                raise

    async def _rollback(self) -> None:
        await _trip(self._writer, lambda raw: raw.execute("ROLLBACK") if raw.in_transaction else None)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Open a snapshot that only reads."""
        reader = await self._readers.get()
        connection = _SqliteConnection(reader, "BEGIN")
        try:
            yield Transaction(connection)
        finally:
            await asyncio.shield(_trip(reader, lambda raw: raw.execute("ROLLBACK") if raw.in_transaction else None))
            self._readers.put_nowait(reader)

    async def checkpoint(self) -> None:
        """Move the write-ahead log into the file and cut it."""
        async with self._writing:
            await _trip(self._writer, lambda raw: raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())

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
