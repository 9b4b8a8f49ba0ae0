"""What a transaction can do, whatever the database behind it."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar, overload

from sqlalchemy import Dialect

from bot.database.statements import Asked, Command, Compiled, Params, Query, R, Row, Values, as_written

T = TypeVar("T", bound="Transaction")


S = TypeVar("S")
U = TypeVar("U")


class NothingToEndError(Exception):
    """The change that was to end a transaction found its row gone or changed: somebody else has done this act."""


class DatabaseError(Exception):
    """The database can't be used as it is; the message says why and what to do."""


class Connection(Protocol):
    """What a driver has to do; each method is one trip to it, unless a `short` statement can do without."""

    dialect: Dialect

    async def fetch(self, statement: Compiled, values: Params) -> Sequence[Row]: ...
    async def fetch_each(self, statement: Compiled, values: Sequence[Params]) -> list[Sequence[Row]]: ...
    async def fetch_several(self, asked: Sequence[tuple[Compiled, Params]]) -> list[Sequence[Row]]: ...
    async def run(self, statement: Compiled, values: Params) -> int: ...
    async def run_many(self, statement: Compiled, values: Sequence[Params]) -> None: ...


class Transaction:
    """One open transaction, used by the task that opened it and by no other.

    Two tasks in one transaction would commit each other's halves, so a second one is refused.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._task = asyncio.current_task()
        self.last: tuple[Compiled, Params] | None = None
        """What is run in the same trip as the commit, and must change exactly one row."""

    @property
    def _mine(self) -> Connection:
        if asyncio.current_task() is not self._task:
            raise RuntimeError("a transaction belongs to the task that opened it")
        return self._connection

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is SQLite, where a transaction that has begun already has the only pen."""
        return self._connection.dialect.name == "sqlite"

    async def all(self, query: Query[R], /, **values: object) -> list[R]:
        """Every row the query finds."""
        compiled = query.compiled(self._connection.dialect, values)
        return query.rows(compiled, await self._mine.fetch(compiled, compiled.values(values)))

    async def one(self, query: Query[R], /, **values: object) -> R | None:
        """The first row, or None where there is none."""
        rows = await self.all(query, **values)
        return rows[0] if rows else None

    async def the(self, query: Query[R], /, **values: object) -> R:
        """The row that must be there; LookupError if it isn't."""
        rows = await self.all(query, **values)
        if not rows:
            raise LookupError(f"no row for {sorted(values)}")
        return rows[0]

    async def each(self, query: Query[R], values: Sequence[Values]) -> list[list[R]]:
        """The query's rows for each set of values, in their order, in one trip."""
        if not values:
            return []
        compiled = query.compiled(self._connection.dialect, values[0])
        found = await self._mine.fetch_each(compiled, [compiled.values(given) for given in values])
        return [query.rows(compiled, rows) for rows in found]

    @overload
    async def together(self, first: Asked[R], second: Asked[S], /) -> tuple[list[R], list[S]]: ...
    @overload
    async def together(
        self, first: Asked[R], second: Asked[S], third: Asked[U], /
    ) -> tuple[list[R], list[S], list[U]]: ...
    async def together(self, *asked: Asked[Any]) -> tuple[list[Any], ...]:
        """The rows of several queries, in one trip."""
        dialect = self._connection.dialect
        compiled = [one.query.compiled(dialect, one.values) for one in asked]
        found = await self._mine.fetch_several(
            [(made, made.values(one.values)) for made, one in zip(compiled, asked, strict=True)]
        )
        return tuple(one.query.rows(made, rows) for one, made, rows in zip(asked, compiled, found, strict=True))

    def at_the_end(self, command: Command, /, **values: object) -> None:
        """Run a change in the same trip as the commit; if it doesn't change exactly one row, nothing is committed."""
        compiled = command.compiled(self._connection.dialect, values)
        self.last = compiled, compiled.values(values)

    async def run(self, command: Command, /, **values: object) -> int:
        """Run a change; the number of rows it changed."""
        compiled = command.compiled(self._connection.dialect, values)
        return await self._mine.run(compiled, compiled.values(values))

    async def many(self, command: Command, values: Sequence[Values]) -> None:
        """Run a change for each set of values (all with the same names), in one trip."""
        if values:
            compiled = command.compiled(self._connection.dialect, values[0])
            await self._mine.run_many(compiled, [compiled.values(given) for given in values])

    async def run_sql(self, sql: str) -> int:
        """Run SQL as it is written, for what the statement language lacks (locks, DDL). Never with anybody's input."""
        return await self._mine.run(as_written(sql), ())


class Database(Protocol):
    """A database that opens transactions of whatever class it is asked for."""

    dialect: Dialect

    def transaction(self, kind: Callable[[Connection], T]) -> AbstractAsyncContextManager[T]:
        """Open a writing transaction; it commits when the block ends and rolls back when it raises."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction that only reads, beside the writers, on one snapshot."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...
