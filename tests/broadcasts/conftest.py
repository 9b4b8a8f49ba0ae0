"""A shop for each story of a broadcast, on each kind of database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import World, open_world


@pytest.fixture
async def world(database_url: str, tmp_path: Path, seed: int) -> AsyncIterator[World]:
    """An open shop without members."""
    async with open_world(database_url, tmp_path, seed) as world:
        yield world
