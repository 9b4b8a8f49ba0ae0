"""The migrations lead from nothing to exactly the tables of the code, on both databases, and stay there."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import SQLModel

import bot.migrations
from bot.migrations import MigrationError, is_newest, migrate
from bot.migrations.schema import engine_for, newest
from bot.migrations.triggers import missing_triggers
from bot.tables.base import APPEND_ONLY


def test_the_migrations_lead_to_the_tables_of_the_code(empty_database_url: str) -> None:
    migrate(empty_database_url)

    engine = engine_for(empty_database_url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
        unguarded = missing_triggers(connection, APPEND_ONLY)
    engine.dispose()

    assert differences == []
    assert unguarded == []


def test_the_newest_migration_is_the_one_with_the_highest_number() -> None:
    folder = Path(bot.migrations.__file__).parent

    assert ScriptDirectory(str(folder)).get_heads() == [newest()]


def test_a_second_upgrade_changes_nothing(empty_database_url: str) -> None:
    migrate(empty_database_url)

    migrate(empty_database_url)

    assert is_newest(empty_database_url)


def test_an_upgrade_that_finds_a_trigger_missing_is_taken_back(sqlite_url: str) -> None:
    engine = engine_for(sqlite_url)
    with engine.connect() as connection:
        connection.execute(text("DROP TRIGGER keep_entry_update"))
    engine.dispose()

    with pytest.raises(MigrationError, match="keep_entry_update"):
        migrate(sqlite_url)
