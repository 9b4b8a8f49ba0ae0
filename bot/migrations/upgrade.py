"""Runs the migrations: one transaction under a lock, with foreign keys and triggers looked at before it commits."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.migrations.schema import MigrationError, engine_for, look_guarded

_LOCK = 7_305_201_944  # any number, the same in every process of ours


def config_for(connection: Connection) -> Config:
    """Alembic's configuration, which is this folder and nothing else."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(url: str) -> None:
    """Apply every migration that the database doesn't have.

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
    look_guarded(connection)
    if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise MigrationError(f"after the upgrade a row of {broken[0]} points nowhere")
