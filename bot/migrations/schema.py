"""Which schema a database has, and whether what guards it stands."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

import bot.tables.every
from bot.migrations.triggers import missing_triggers
from bot.tables.base import APPEND_ONLY

__all__ = ["bot"]


class MigrationError(Exception):
    """The schema can't be used, or an upgrade was taken back as a whole; the message says what was wrong."""


def engine_for(url: str) -> Engine:
    """A plain engine for schema work; the bot itself never uses it."""
    if url.startswith("postgresql://"):
        return create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool)
    return create_engine(url, poolclass=NullPool, connect_args={"timeout": 30, "isolation_level": None})


@cache
def newest() -> str:
    """The last migration there is: their files begin with their numbers."""
    return max(file.name.partition("_")[0] for file in (Path(__file__).parent / "versions").glob("[0-9]*_*.py"))


def is_newest(url: str) -> bool:
    """Whether the database has every migration."""
    with engine_for(url).connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars()) == [newest()]


def look_guarded(connection: Connection) -> None:
    """See that whatever is append-only is kept so.

    Raises:
        MigrationError: it isn't.
    """
    if missing := missing_triggers(connection, APPEND_ONLY):
        raise MigrationError(f"these triggers are missing: {', '.join(missing)}")
