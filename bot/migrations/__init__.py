"""Brings a database to the newest schema: all of it, in one transaction, or nothing."""

from bot.migrations.schema import MigrationError, engine_for, is_newest, look_guarded

__all__ = ["MigrationError", "is_newest", "migrate"]


def migrate(url: str) -> None:
    """Bring the database to the newest schema; changes nothing in one that is there already.

    Args:
        url: as REGULARS_DATABASE_URL; the folder of an SQLite file must exist.

    Raises:
        MigrationError: a foreign key or a trigger is broken; nothing was changed.
    """
    if is_newest(url):
        with engine_for(url).connect() as connection:
            look_guarded(connection)
        return
    from bot.migrations.upgrade import upgrade  # it takes a tenth of a second, which most starts have no use for

    upgrade(url)
