"""Killed at any statement of an upgrade, the database has the old schema or the new one, and the next start goes on."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import inspect

from bot.migrations import is_newest, migrate
from bot.migrations.schema import engine_for
from tests.postgres import Server
from tests.warm import migrate_until, run_warm


def killed_at(statement: int, url: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Migrate in a process that is killed before its so-manieth statement."""
    return run_warm(migrate_until, [url, statement], {}, folder, 120)


def tables(url: str) -> set[str]:
    engine = engine_for(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def points(url: str, folder: Path, seed: int, many: int) -> list[int]:
    """Where to kill: at the first and the last statement, and at some between."""
    whole = killed_at(1_000_000, url, folder)
    assert whole.returncode == 0, whole.stderr
    last = int(whole.stdout) - 1
    return sorted({0, last, *(Random(seed).randrange(last) for _ in range(many - 2))})


@pytest.mark.promise(27)
def test_killed_in_the_middle_of_an_upgrade_nothing_has_changed(
    tmp_path: Path, seed: int, size: Callable[[int, int], int]
) -> None:
    for statement in points(f"sqlite:///{tmp_path / 'whole.sqlite3'}", tmp_path, seed, size(4, 20)):
        url = f"sqlite:///{tmp_path / f'{statement}.sqlite3'}"

        killed = killed_at(statement, url, tmp_path)

        assert killed.returncode == -9
        assert tables(url) == set()
        migrate(url)
        assert is_newest(url)


@pytest.mark.promise(27)
@pytest.mark.postgres
def test_killed_in_the_middle_of_an_upgrade_on_postgres_nothing_has_changed(
    postgres_server: Server, tmp_path: Path, seed: int, size: Callable[[int, int], int]
) -> None:
    for statement in points(postgres_server.fresh(), tmp_path, seed, size(3, 20)):
        url = postgres_server.fresh()

        killed = killed_at(statement, url, tmp_path)

        assert killed.returncode == -9
        assert tables(url) == set()
        migrate(url)
        assert is_newest(url)
        postgres_server.drop(url)
