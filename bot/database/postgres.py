"""PostgreSQL through a pool of psycopg connections."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import psycopg
import psycopg_pool
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from bot.database.statements import Compiled, Params, Row
from bot.database.transaction import Connection, DatabaseError, NothingToEndError, T, Transaction

PATIENCE = 10.0
"""Seconds to wait for a server that may still be starting."""
POSTGRES: Dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call] # SQLAlchemy leaves it without types


class _PostgresConnection:
    dialect = POSTGRES

    def __init__(self, connection: psycopg.AsyncConnection[Row]) -> None:
        self._connection = connection

    async def fetch(self, statement: Compiled, values: Params) -> Sequence[Row]:
        cursor = await self._connection.execute(statement.sql.encode(), values)
        return await cursor.fetchall()

    async def fetch_each(self, statement: Compiled, values: Sequence[Params]) -> list[Sequence[Row]]:
        async with self._connection.pipeline():
            cursors = [await self._connection.execute(statement.sql.encode(), given) for given in values]
            return [await cursor.fetchall() for cursor in cursors]

    async def fetch_several(self, asked: Sequence[tuple[Compiled, Params]]) -> list[Sequence[Row]]:
        async with self._connection.pipeline():
            cursors = [await self._connection.execute(statement.sql.encode(), values) for statement, values in asked]
            return [await cursor.fetchall() for cursor in cursors]

    async def run(self, statement: Compiled, values: Params) -> int:
        cursor = await self._connection.execute(statement.sql.encode(), values or None)
        return cursor.rowcount

    async def run_many(self, statement: Compiled, values: Sequence[Params]) -> None:
        async with self._connection.cursor() as cursor:
            await cursor.executemany(statement.sql.encode(), values)


class PostgresDatabase:
    """PostgreSQL through a pool; READ COMMITTED, so an act that spends changes the account's row first."""

    dialect = POSTGRES

    def __init__(self, url: str, pool: psycopg_pool.AsyncConnectionPool[psycopg.AsyncConnection[Row]]) -> None:
        self.url = url
        self._pool = pool

    @classmethod
    async def open(cls, url: str, *, connections: int = 8) -> "PostgresDatabase":
        """Open the pool.

        Args:
            url: `postgresql://user:password@host/name`; `?connect_timeout=` in it says how many seconds to wait for a
                server that doesn't answer, ten otherwise.
            connections: the most to hold at once.

        Raises:
            DatabaseError: the server can't be reached or refuses.
        """
        pool: psycopg_pool.AsyncConnectionPool[psycopg.AsyncConnection[Row]] = psycopg_pool.AsyncConnectionPool(
            url, min_size=1, max_size=connections, open=False, kwargs={"options": "-c timezone=UTC"}
        )
        try:
            patience = psycopg.conninfo.conninfo_to_dict(url).get("connect_timeout") or PATIENCE
            await pool.open(wait=True, timeout=float(patience))
        except (psycopg.Error, psycopg_pool.PoolTimeout) as error:
            await pool.close()
            raise DatabaseError(
                "PostgreSQL does not answer; check REGULARS_DATABASE_URL, "
                "for example postgresql://regulars:password@localhost/regulars"
            ) from error
        return cls(url, pool)

    @asynccontextmanager
    async def transaction(self, kind: Callable[[Connection], T]) -> AsyncIterator[T]:
        """Open a transaction on a connection of the pool."""
        async with self._lent() as connection, connection.transaction():
            transaction = kind(_PostgresConnection(connection))
            yield transaction
            if transaction.last is not None:
                statement, values = transaction.last
                if (await connection.execute(statement.sql.encode(), values)).rowcount != 1:
                    raise NothingToEndError

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Open a snapshot that only reads."""
        async with self._lent() as connection, connection.transaction():
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield Transaction(_PostgresConnection(connection))

    @asynccontextmanager
    async def _lent(self) -> AsyncIterator[psycopg.AsyncConnection[Row]]:
        """A connection of the pool, which waits by `asyncio.wait_for`.

        Before Python 3.12 that swallows a cancellation which comes at the moment the wait is over, and whoever was told
        to stop would never do so.
        """
        told_to_stop = _told_to_stop()
        async with self._pool.connection() as connection:
            if _told_to_stop() > told_to_stop:
                raise asyncio.CancelledError
            yield connection

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close()


def _told_to_stop() -> int:
    """How often whoever runs now was cancelled."""
    task = asyncio.current_task()
    return task.cancelling() if task is not None else 0
