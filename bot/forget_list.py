"""The forget list: who asked to be forgotten, as keyed hashes in a file outside the database.

A restored database is older than what was forgotten since; whoever is in this file is forgotten again at the start.
"""

import os
from collections.abc import Collection
from datetime import datetime
from pathlib import Path


class ForgetList:
    """A file with a line for each hash: the hash and the instant. Without a path nothing is kept."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def read(self) -> dict[bytes, datetime]:
        """Each hash with the last instant at which it was forgotten; a line that was cut short is passed over."""
        if self._path is None or not self._path.exists():
            return {}
        found: dict[bytes, datetime] = {}
        for line in self._path.read_text().splitlines():
            mark, _, at = line.partition(" ")
            try:
                found[bytes.fromhex(mark)] = datetime.fromisoformat(at)
            except ValueError:
                continue
        return found

    def add(self, marks: Collection[bytes], at: datetime) -> None:
        """Write hashes down; when it returns they are on the disk."""
        if self._path is None or not marks:
            return
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, "".join(f"\n{mark.hex()} {at.isoformat()}" for mark in marks).encode() + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
