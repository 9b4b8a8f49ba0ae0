"""The books, opened for each test on each kind of database."""

from collections.abc import AsyncIterator

import pytest

from tests.ledger.books import Books, open_books


@pytest.fixture
async def books(database_url: str, seed: int) -> AsyncIterator[Books]:
    """A new shop's books."""
    async with open_books(database_url, seed) as opened:
        yield opened
