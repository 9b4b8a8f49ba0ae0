"""Brings a database to the newest schema: all of it, in one transaction, or nothing."""

from bot.migrations.schema import MigrationError, is_newest, migrate

__all__ = ["MigrationError", "is_newest", "migrate"]
