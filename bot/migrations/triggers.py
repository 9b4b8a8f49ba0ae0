"""The triggers that keep append-only tables append-only, on both databases.

Alembic's batch mode makes a table anew on SQLite and silently drops its triggers, so each upgrade ends by looking that
all of them stand.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, text

_SQLITE = """
CREATE TRIGGER {name} BEFORE {verb} ON {table}
BEGIN
    SELECT RAISE(ABORT, '{table} is append-only');
END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$
"""
_POSTGRES = """
CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


def _names(tables: Iterable[str]) -> list[tuple[str, str, str]]:
    return [(f"keep_{table}_{verb.lower()}", verb, table) for table in sorted(tables) for verb in ("UPDATE", "DELETE")]


def make_append_only(connection: Connection, tables: Iterable[str]) -> None:
    """Guard these tables; a migration names them as they were when it was written."""
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.execute(text(_POSTGRES_FUNCTION))
    for name, verb, table in _names(tables):
        connection.execute(text((_SQLITE if sqlite else _POSTGRES).format(name=name, verb=verb, table=table)))


def missing_triggers(connection: Connection, tables: Iterable[str]) -> list[str]:
    """The names of the triggers that ought to stand on these tables and don't."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        found = connection.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"))
    standing = set(found.scalars())
    return [name for name, _, _ in _names(tables) if name not in standing]
