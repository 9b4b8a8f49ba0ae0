"""The lock that keeps a second process out; it imports so little that a second one leaves at once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import Settings
from commands.stop import BUSY, WRONG, StopError


def sqlite_path(settings: Settings) -> Path | None:
    """The file of an SQLite shop; None on PostgreSQL."""
    url = settings.database_url.get_secret_value()
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Hold the lock beside an SQLite file, so that one process runs; the system lets go of it however we end.

    Raises:
        StopError: another process holds it (75), or there is no place for it (78).
    """
    path = sqlite_path(settings)
    if path is None:
        yield
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path.with_name(f"{path.name}.lock"), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise StopError(
            f"Nothing can be written beside {path} ({error.strerror}); set REGULARS_DATABASE_URL or REGULARS_DATA to a "
            "place on a local disk that this user may write, such as REGULARS_DATA=/var/lib/regulars.",
            WRONG,
        ) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StopError(
                f"Another process runs this shop ({path}); stop it first, or wait until it has stopped.", BUSY
            ) from None
        yield
    finally:
        os.close(handle)
