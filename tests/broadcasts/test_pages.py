"""However many recipients a page has, it is the same statement: databases keep what they have prepared."""

import pytest
from sqlalchemy import Dialect, select

from bot.database import Query, among
from bot.database.postgres import POSTGRES
from bot.database.sqlite_connection import SQLITE
from bot.tables.members import members


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRES], ids=["sqlite", "postgres"])
def test_a_long_list_of_numbers_is_one_value_of_one_statement(dialect: Dialect) -> None:
    few, many = [
        Query(int, select(members.c.id).where(among(members.c.id, range(n)))).compiled(dialect, {}) for n in (2, 5000)
    ]

    assert few.sql == many.sql
    assert list(few.fixed.values()) == ["[0, 1]"]
