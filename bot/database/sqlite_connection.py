"""A connection to SQLite: what is long happens in a thread of its own, what is short where the act is."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import TypeVar

import aiosqlite
from sqlalchemy import Dialect
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite

from bot.database.statements import Compiled, Params, Row
from bot.database.transaction import DatabaseError

R = TypeVar("R")

STEPS = 20_000
"""Steps of SQLite's machine, about a millisecond of them, that a read may take in the loop's own thread."""

SQLITE: Dialect = SQLiteDialect_aiosqlite()

FEW = 4
"""Rows that are added or changed in the loop's own thread at most."""
MANY = 64
"""The same, and rows that are looked up, where each gives something back: in its own thread SQLite would wait for the
interpreter after each of them, behind whatever the loop does."""


async def trip(connection: aiosqlite.Connection, work: Callable[[sqlite3.Connection], R]) -> R:
    """One trip to the connection's thread, however many calls `work` makes there.

    aiosqlite's public calls make a trip for each step of a cursor's life, and a trip costs more than the statement.
    """
    raw = connection._conn
    done: R = await connection._execute(work, raw)  # type: ignore[no-untyped-call] # aiosqlite leaves it without types
    return done


class AtOnce:
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


class SqliteConnection:
    """One aiosqlite connection. BEGIN rides along with the first statement, and each call is one trip to its thread.

    After a statement has failed no other is run, as on PostgreSQL: a full disk may have undone what came before it.
    """

    dialect = SQLITE

    def __init__(self, connection: aiosqlite.Connection, begin: str, at_once: AtOnce | None = None) -> None:
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
            return await trip(self._connection, work if self.begun else self._beginning(work))
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
        await trip(self._connection, lambda raw: raw.execute("ROLLBACK") if raw.in_transaction else None)
