"""The lines that an import rejects, in a file beside it: each as it was, with its number and the reason."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.rules.records import Record
from bot.rules.sheets import to_cell
from commands.stop import StopError

OUR_COLUMNS = ("line", "reason")
"""They come first; whatever follows is the line, so that a corrected file can be imported as it is."""
SHOWN = 10
"""Reasons that are shown on the screen as well."""


class Rejects:
    """Counts the rejected lines and keeps them; the first few reasons can be shown."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self.path = path
        self.count = 0
        self.first: list[tuple[int, str]] = []
        self._header = list(header)
        if tuple(header[: len(OUR_COLUMNS)]) == OUR_COLUMNS:
            self._header = self._header[len(OUR_COLUMNS) :]
        self._skip = len(header) - len(self._header)
        part = path.with_name(f"{path.name}.part")
        try:
            handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        except OSError as error:
            raise StopError(
                f"Rejected lines can't be kept in {path} ({error.strerror}); name another place with --rejected."
            ) from None
        self._part = part
        # The mark at the beginning is what makes Excel read it as UTF-8.
        self._file = open(handle, "w", encoding="utf-8-sig", errors="backslashreplace", newline="")  # noqa: SIM115 # closed by `close`
        self._writer = csv.writer(self._file, quoting=csv.QUOTE_ALL)
        self._writer.writerow([*OUR_COLUMNS, *map(to_cell, self._header)])

    def add(self, record: Record, reason: str) -> None:
        """Keep a line."""
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append((record.line, reason))
        self._writer.writerow([record.line, to_cell(reason), *map(to_cell, record.cells[self._skip :])])

    def close(self) -> None:
        """Put the file in its place; with nothing rejected there is none, nor one of a former run."""
        self._file.close()
        if self.count:
            self._part.replace(self.path)
        else:
            self._part.unlink()
            self.path.unlink(missing_ok=True)

    def drop(self) -> None:
        """Leave no file, since the import broke off."""
        self._file.close()
        self._part.unlink()


@contextmanager
def keep_rejects(path: Path, header: Sequence[str]) -> Iterator[Rejects]:
    """Open the file of rejected lines; it is in its place, owner-only, when the import is done.

    Raises:
        StopError: it can't be written.
    """
    rejects = Rejects(path, header)
    try:
        yield rejects
    except BaseException:
        rejects.drop()
        raise
    rejects.close()
