"""`regulars backup` and `regulars restore`: a whole copy while the bot works, and the way back."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from bot.actions.audit import audit
from bot.actions.log import authorise, note
from bot.actions.store import pause
from bot.database.sqlite import SqliteDatabase
from bot.rules.pauses import Pause
from bot.rules.roles import OPERATOR, Action
from bot.settings import Settings
from commands.lock import only_one, sqlite_path
from commands.settings import quiet_settings
from commands.shop import open_shop
from commands.stop import StopError


def back_up(folder: Path | None, keep: int) -> None:
    """Write a checked copy of the database beside the running bot, and delete the oldest ones.

    Args:
        folder: by default `backups` in REGULARS_DATA.
        keep: how many copies stay there.

    Raises:
        StopError: the copy could not be made, or what was copied is not sound; then nothing is deleted.
    """
    asyncio.run(_back_up(folder, keep))


def restore(file: Path) -> None:
    """Put a copy in the database's place, paused; what was there is kept beside it.

    Raises:
        StopError: a bot runs (75), or the file is not a sound copy.
    """
    asyncio.run(_restore(file))


async def _back_up(folder: Path | None, keep: int) -> None:
    settings = quiet_settings()
    place = folder or Path(settings.data) / "backups"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    began = time.monotonic()
    async with open_shop(settings, upgrade=False) as shop:
        authorise(OPERATOR, Action.BACK_UP)
        ending = "sqlite3" if isinstance(shop.database, SqliteDatabase) else "pgdump"
        target = place / f"regulars-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.{ending}"
        part = target.with_suffix(".part")
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        if isinstance(shop.database, SqliteDatabase):
            await shop.database.copy_to(part)
            await asyncio.to_thread(_flush, part)
        else:
            await asyncio.to_thread(_dump, settings, part)
        async with shop.work() as work:
            await note(work, OPERATOR, Action.BACK_UP, target.name)
    if ending == "sqlite3" and (fault := await _fault_of(settings, part)):
        suspect = part.replace(target.with_suffix(".suspect"))
        raise StopError(f"The copy is not sound: {fault}. It is kept as {suspect}; earlier copies were left alone.")
    part.replace(target)
    for old in sorted(place.glob(f"regulars-*.{ending}"))[:-keep]:
        old.unlink()
    size = target.stat().st_size / 1e6
    print(f"{target}: {size:,.1f} MB in {time.monotonic() - began:.1f} s" + (", audited" * (ending == "sqlite3")) + ".")


async def _restore(file: Path) -> None:
    settings = quiet_settings()
    path = sqlite_path(settings)
    if path is None:
        raise StopError(
            "On PostgreSQL put the copy back with pg_restore --clean --if-exists, and delete "
            f"{Path(settings.data) / 'install'} before the next start, so that the shop starts paused."
        )
    if not file.is_file():
        raise StopError(f"There is no file {file}.")
    with only_one(settings):
        fresh = path.with_name(f"{path.name}.restoring")
        _remove(fresh)
        shutil.copyfile(file, fresh)
        fresh.chmod(0o600)
        if fault := await _fault_of(settings, fresh):
            _remove(fresh)
            raise StopError(f"{file} is not a sound copy: {fault}; nothing was changed.")
        async with open_shop(_on(settings, fresh), former=True) as shop, shop.work() as work:
            authorise(OPERATOR, Action.RESTORE)
            await note(work, OPERATOR, Action.RESTORE, file.name)
            await pause(work, Pause.RESTORED)
        await asyncio.to_thread(_flush, fresh)
        aside = _put_aside(path)
        fresh.replace(path)
    kept = f" What was there is kept as {aside}." if aside else ""
    print(f"{path} is {file} now, paused.{kept} Start the bot, look, and let it go with: regulars resume")


def _on(settings: Settings, path: Path) -> Settings:
    return settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{path}")})


async def _fault_of(settings: Settings, copy: Path) -> str | None:
    """What is wrong with a copy of an SQLite shop: its pages, its schema or its books."""
    try:
        broken = await asyncio.to_thread(_broken_page, copy)
    except sqlite3.DatabaseError as error:
        return str(error)
    if broken is not None:
        return broken
    async with open_shop(_on(settings, copy), former=True) as shop:
        found = (await audit(shop)).findings
    return f"its ledger is wrong ({found[0].fault}, member {found[0].member_id})" if found else None


def _broken_page(copy: Path) -> str | None:
    with closing(sqlite3.connect(copy)) as connection:
        answer = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
        store = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'store'").fetchone()[0]
    if answer != "ok":
        return answer
    return None if store else "it is no shop's database"


def _dump(settings: Settings, part: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        part.unlink()
        raise StopError(
            "This shop is on PostgreSQL and pg_dump is not on the PATH; install it, or back up on the server."
        )
    # By the environment: a password on the command line is read by everybody on the machine.
    told = conninfo_to_dict(settings.database_url.get_secret_value())
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    access = {names[key]: str(value) for key, value in told.items() if key in names and value is not None}
    done = subprocess.run(  # noqa: S603 - pg_dump, with a path of ours
        [program, "--format=custom", f"--file={part}"],
        env={**os.environ, **access},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        part.unlink()
        raise StopError(
            f"pg_dump failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'no reason'}."
        )


def _put_aside(path: Path) -> Path | None:
    """Keep the old database under another name, with what is still in its write-ahead log."""
    if not path.exists():
        return None
    aside = path.with_name(f"{path.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    for ending in ("-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(aside.with_name(aside.name + ending))
    os.link(path, aside)  # it stays where it is too, until the copy takes its place: at no instant is there none
    return aside


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _flush(path: Path) -> None:
    for name, flags in ((path, os.O_RDWR), (path.parent, os.O_RDONLY)):
        handle = os.open(name, flags)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
