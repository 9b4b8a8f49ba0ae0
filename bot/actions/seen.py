"""What an import has met already, kept on disk so that memory has an end whatever the file's size."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class Seen:
    """Names and the line each was met on first, in a nameless file that the system deletes by itself."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def meet(self, kind: str, name: str, line: int) -> int | None:
        """The line on which it was met before; None, from now on to be remembered, if this is the first."""
        row = self._file.execute("SELECT line FROM seen WHERE kind = ? AND name = ?", (kind, name)).fetchone()
        if row is None:
            self._file.execute("INSERT INTO seen VALUES (?, ?, ?)", (kind, name, line))
        return None if row is None else int(row[0])


@contextmanager
def open_seen() -> Iterator[Seen]:
    """Open an empty one."""
    file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    try:
        file.execute("PRAGMA journal_mode = OFF")
        file.execute("CREATE TABLE seen (kind, name, line, PRIMARY KEY (kind, name)) WITHOUT ROWID")
        yield Seen(file)
    finally:
        file.close()
