"""Runs the migrations: one transaction under a lock, with foreign keys and triggers looked at before it commits."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from bot.migrations.triggers import missing_triggers
from bot.tables.base import APPEND_ONLY

_FOLDER = Path(__file__).parent
_LOCK = 7_305_201_944  # any number, the same in every process of ours


class MigrationError(Exception):
    """The upgrade was taken back as a whole; the message says what was wrong."""


def engine_for(url: str) -> Engine:
    """A plain engine for schema work; the bot itself never uses it."""
    if url.startswith("postgresql://"):
        return create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool)
    return create_engine(url, poolclass=NullPool, connect_args={"timeout": 30, "isolation_level": None})


def config_for(connection: Connection) -> Config:
    """Alembic's configuration, which is this folder and nothing else."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@cache
def _newest() -> tuple[str, ...]:
    """The last migrations there are; reading them all takes longer than everything else that is looked at."""
    return tuple(ScriptDirectory(str(_FOLDER)).get_heads())


def is_newest(url: str) -> bool:
    """Whether the database has every migration."""
    with engine_for(url).connect() as connection:
        return MigrationContext.configure(connection).get_current_heads() == _newest()


def migrate(url: str) -> None:
    """Bring the database to the newest schema; does nothing to one that is there already.

    Args:
        url: as REGULARS_DATABASE_URL; the folder of an SQLite file must exist.

    Raises:
        MigrationError: a foreign key or a trigger is broken afterwards; nothing was changed.
    """
    engine = engine_for(url)
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            # SQLite checks foreign keys while tables are made anew unless it is told to wait; it must be told outside.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        try:
            command.upgrade(config_for(connection), "head")
            _check(connection, sqlite=sqlite)
        except BaseException:
            connection.exec_driver_sql("ROLLBACK") if sqlite else connection.rollback()
            raise
        connection.exec_driver_sql("COMMIT") if sqlite else connection.commit()
    engine.dispose()


def _check(connection: Connection, *, sqlite: bool) -> None:
    if missing := missing_triggers(connection, APPEND_ONLY):
        raise MigrationError(f"after the upgrade these triggers are missing: {', '.join(missing)}")
    if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise MigrationError(f"after the upgrade a row of {broken[0]} points nowhere")
