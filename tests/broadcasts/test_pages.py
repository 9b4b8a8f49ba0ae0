"""However many recipients a page has, it is the same statement: databases keep what they have prepared."""

import sqlite3

import pytest
from sqlalchemy import Dialect, select

from bot.database import Query, among
from bot.database.postgres import POSTGRES
from bot.database.sqlite_connection import SQLITE
from bot.tables.members import members


def _these(n: int) -> Query[int]:
    return Query(int, select(members.c.id).where(among(members.c.id, range(n))))


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRES], ids=["sqlite", "postgres"])
def test_a_long_list_of_numbers_is_one_value_of_one_statement(dialect: Dialect) -> None:
    few, many = [_these(n).compiled(dialect, {}) for n in (2, 5000)]

    assert few.sql == many.sql
    assert list(few.fixed.values()) == ["[0, 1]"]


def test_those_in_a_list_are_looked_up_and_not_everybody_else_looked_at() -> None:
    compiled = _these(2).compiled(SQLITE, {})
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE member (id INTEGER PRIMARY KEY)")

    first, *_ = database.execute(f"EXPLAIN QUERY PLAN {compiled.sql}", compiled.values({}))
    database.close()

    assert "SEARCH" in str(first)
