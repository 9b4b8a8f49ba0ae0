"""Which failures pass by themselves: the database is full, busy or away, and the act that met it is not to blame."""

import sqlite3
import sys

_PASSING = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    )
)


def is_passing(error: BaseException) -> bool:
    """Whether the same act may go through later, though nothing about it changes.

    SQLite's primary result codes; PostgreSQL's classes 08, 40, 53, 55, 57 and 58, which psycopg gathers in one class.
    """
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING
    postgres = sys.modules.get("psycopg")  # a driver that nobody has loaded has raised nothing
    return postgres is not None and isinstance(error, postgres.OperationalError)
