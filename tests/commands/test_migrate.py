"""Killed at any statement of an upgrade, the database has the old schema or the new one, and the next start goes on."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import inspect

from bot.migrations import is_newest, migrate
from bot.migrations.upgrade import engine_for
from tests.postgres import Server

ROOT = Path(__file__).parents[2]
KILLED = """
import os, signal, sys
from sqlalchemy import Engine, event
from bot.migrations import migrate

left = int(sys.argv[2])

@event.listens_for(Engine, "before_cursor_execute")
def count(*_):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1

migrate(sys.argv[1])
print(int(sys.argv[2]) - left)
"""


def migrate_until(url: str, statement: int) -> "subprocess.CompletedProcess[str]":
    """Migrate in a process that is killed before its so-manieth statement."""
    return subprocess.run(
        [sys.executable, "-c", KILLED, url, str(statement)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def tables(url: str) -> set[str]:
    engine = engine_for(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def points(url: str, seed: int, many: int) -> list[int]:
    """Where to kill: at the first and the last statement, and at some between."""
    whole = migrate_until(url, 1_000_000)
    assert whole.returncode == 0, whole.stderr
    last = int(whole.stdout) - 1
    return sorted({0, last, *(Random(seed).randrange(last) for _ in range(many - 2))})


@pytest.mark.promise(27)
def test_killed_in_the_middle_of_an_upgrade_nothing_has_changed(
    tmp_path: Path, seed: int, size: Callable[[int, int], int]
) -> None:
    for statement in points(f"sqlite:///{tmp_path / 'whole.sqlite3'}", seed, size(4, 20)):
        url = f"sqlite:///{tmp_path / f'{statement}.sqlite3'}"

        killed = migrate_until(url, statement)

        assert killed.returncode == -9
        assert tables(url) == set()
        migrate(url)
        assert is_newest(url)


@pytest.mark.promise(27)
@pytest.mark.postgres
def test_killed_in_the_middle_of_an_upgrade_on_postgres_nothing_has_changed(
    postgres_server: Server, seed: int, size: Callable[[int, int], int]
) -> None:
    for statement in points(postgres_server.fresh(), seed, size(3, 20)):
        url = postgres_server.fresh()

        killed = migrate_until(url, statement)

        assert killed.returncode == -9
        assert tables(url) == set()
        migrate(url)
        assert is_newest(url)
        postgres_server.drop(url)
