"""The one thin port to the databases: see statements.py for how to write one, transaction.py for how to run it."""

from pathlib import Path
from typing import TYPE_CHECKING

from bot.database.listed import among, listed, paired, pairs
from bot.database.passing import is_passing
from bot.database.sqlite import SqliteDatabase
from bot.database.statements import Command, Query, looked_through
from bot.database.transaction import Connection, Database, DatabaseError, NothingToEndError, Transaction

if TYPE_CHECKING:
    from bot.database.postgres import PostgresDatabase

__all__ = [
    "Command",
    "Connection",
    "Database",
    "DatabaseError",
    "NothingToEndError",
    "Query",
    "Transaction",
    "among",
    "is_passing",
    "listed",
    "looked_through",
    "open_database",
    "paired",
    "pairs",
]


async def open_database(url: str) -> "SqliteDatabase | PostgresDatabase":
    """Open the database of REGULARS_DATABASE_URL.

    Args:
        url: `sqlite:///relative/path`, `sqlite:////absolute/path` or `postgresql://user:password@host/name`.

    Raises:
        DatabaseError: no such kind, or it can't be opened.
    """
    if url.startswith("sqlite:///"):
        return await SqliteDatabase.open(Path(url.removeprefix("sqlite:///")))
    if url.startswith("postgresql://"):
        from bot.database.postgres import PostgresDatabase  # its driver is loaded only where it is used

        return await PostgresDatabase.open(url)
    raise DatabaseError(
        f"unknown database {url.split(':', 1)[0]}; use sqlite:///data/regulars.sqlite3 or postgresql://…"
    )
