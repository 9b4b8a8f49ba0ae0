"""Changes what a CHECK allows, in place: the table keeps its rows, its triggers and its indexes."""

from sqlalchemy import Connection, text


def replace_check(connection: Connection, table: str, name: str, old: str, new: str) -> None:
    """Give a table's CHECK another condition, one that every row there is meets too.

    On SQLite the condition is changed where the schema is written, which its documentation (lang_altertable, "making
    other kinds of table schema changes") allows for changes that rewrite no row; making the table anew would drop the
    triggers that keep it append-only.

    Args:
        connection: with an open transaction.
        table: its name.
        name: the constraint's.
        old: the condition as it was written.
        new: the condition from now on.

    Raises:
        LookupError: the table has no such condition.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(text(f'ALTER TABLE "{table}" DROP CONSTRAINT {name}'))
        connection.execute(text(f'ALTER TABLE "{table}" ADD CONSTRAINT {name} CHECK ({new})'))
        return
    named = {"table": table}
    written = connection.execute(
        text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table"), named
    ).scalar_one()
    before, after = (f"CONSTRAINT {name} CHECK ({condition})" for condition in (old, new))
    if before not in written:
        raise LookupError(f"{table} has no {before}")
    version = connection.execute(text("PRAGMA schema_version")).scalar_one()
    connection.execute(text("PRAGMA writable_schema = ON"))
    connection.execute(
        text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :table"),
        {"sql": written.replace(before, after), **named},
    )
    connection.execute(text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(text("PRAGMA writable_schema = OFF"))
