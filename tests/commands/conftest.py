"""A shop whose operator types commands in the same process: what they read from the environment is the world's."""

import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import PREFIX
from tests.world import World, open_world


def _keep_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command logs what nobody caught; the next test's errors are pytest's again."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)


def tell(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """Put the world's settings into the environment."""
    settings = world.settings
    _keep_hooks(monkeypatch)
    monkeypatch.chdir(settings.data)
    for name, value in {
        "BOT_TOKEN": settings.bot_token.get_secret_value(),
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "CURRENCY": settings.currency,
        "DATA": settings.data,
        "TIMEZONE": settings.timezone,
    }.items():
        monkeypatch.setenv(PREFIX + name, value)


@pytest.fixture
async def shop_on_sqlite(
    sqlite_url: str, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    """An open shop on SQLite, with its settings in the environment."""
    async with open_world(sqlite_url, tmp_path, seed) as world:
        tell(monkeypatch, world)
        yield world


@pytest.fixture
async def shop(database_url: str, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """An open shop on each kind of database, with its settings in the environment."""
    async with open_world(database_url, tmp_path, seed) as world:
        tell(monkeypatch, world)
        yield world
