"""Where the statements of an act are run: short ones at once, long ones where they hold nobody up."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import BindParameter, Insert, bindparam, delete, func, insert, literal_column, select, update
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.selectable import TableValuedAlias

from bot.actions import broadcast_aftermath, broadcast_answers, broadcast_care, broadcast_queue, contact
from bot.actions.broadcast_failed import failed_by
from bot.database import Command, Query, Transaction
from bot.database.sqlite import SqliteDatabase
from bot.database.sqlite_connection import SQLITE
from bot.migrations import migrate
from bot.tables.outbox import deliveries
from bot.tables.products import products
from bot.tables.purchases import purchase_lines

WHERE = func.where_am_i()
_HERE = Query(int, select(WHERE))
_LONG: TableValuedAlias = func.json_each("[" + ",".join("0" * 20_000) + "]").table_valued("value")
_FAR = Query(int, select(WHERE).select_from(_LONG))
_ADD = Command(insert(products))
_COUNT = Query(int, select(func.count(literal_column("id"))).select_from(products))


async def opened(tmp_path: Path) -> SqliteDatabase:
    path = tmp_path / "shop.sqlite3"
    migrate(f"sqlite:///{path}")
    database = await SqliteDatabase.open(path)
    database._writer._conn.create_function("where_am_i", 0, threading.get_ident)
    return database


async def test_a_short_read_of_an_act_is_made_at_once(tmp_path: Path) -> None:
    database = await opened(tmp_path)

    async with database.transaction(Transaction) as work:
        began = await work.the(_HERE)
        then = [await work.the(_HERE) for _ in range(500)]

    assert began != threading.get_ident()
    assert then.count(threading.get_ident()) > 490
    await database.close()


async def test_a_long_read_goes_where_it_holds_nobody_up_and_the_act_goes_on_as_it_was(tmp_path: Path) -> None:
    database = await opened(tmp_path)

    async with database.transaction(Transaction) as work:
        await work.run(_ADD, sku="1", name="Before", category="")
        places = await work.all(_FAR)
        await work.run(_ADD, sku="2", name="After", category="")

    assert len(places) == 20_000
    assert threading.get_ident() not in places
    async with database.reading() as reading:
        assert await reading.the(_COUNT) == 2
    await database.close()


_ID: BindParameter[int] = bindparam("number")
_SKU: BindParameter[str] = bindparam("number_at_the_till")
_NAME: BindParameter[str] = bindparam("called")
_LINE = purchase_lines.c.purchase_id == bindparam("bill")


@pytest.mark.parametrize(
    ("statement", "short"),
    [
        (insert(products), True),
        (insert(products).from_select(["sku"], select(products.c.name)), False),
        (update(products).where(products.c.id == _ID).values(name=_NAME), True),
        (update(products).where(products.c.id == _ID, products.c.sku != _SKU).values(name=_NAME), True),
        (delete(products).where(products.c.id == _ID), True),
        (update(products).where(products.c.sku == _SKU).values(name=_NAME), False),
        (update(products).where(products.c.id > _ID).values(name=_NAME), False),
        (update(products).where((products.c.id == _ID) | (products.c.sku == _SKU)).values(name=_NAME), False),
        (update(products).where(products.c.id == products.c.price).values(name=_NAME), False),
        (update(products).values(name=_NAME), False),
        (delete(purchase_lines).where(_LINE), False),
        (delete(purchase_lines).where(_LINE, purchase_lines.c.n == bindparam("line")), True),
    ],
)
def test_a_statement_is_short_if_it_adds_a_row_or_finds_one_by_its_whole_key(
    statement: Executable, short: bool
) -> None:
    given = {"sku": "1"} if isinstance(statement, Insert) else {}

    assert Command(statement).compiled(SQLITE, given).short == short


async def test_a_row_is_changed_at_once_and_many_where_they_hold_nobody_up(tmp_path: Path) -> None:
    database, wheres = await opened(tmp_path), list[int]()

    def noted(value: str) -> str:
        wheres.append(threading.get_ident())
        return value

    database._writer._conn.create_function("note", 1, noted)
    by_key = Command(update(products).where(products.c.id == _ID).values(name=func.note("New")))
    by_name = Command(update(products).where(products.c.name == _NAME).values(name=func.note("New")))

    async with database.transaction(Transaction) as work:
        await work.run(_ADD, sku="1", name="Old", category="")
        await work.run(by_key, number=1)
        await work.many(by_key, [{"number": 1}] * 5)
        await work.run(by_name, called="New")

    here = threading.get_ident()
    assert wheres[0] == here
    assert here not in wheres[1:]
    assert len(wheres) == 7
    await database.close()


async def test_what_went_to_somebody_unasked_is_found_beside_their_receipts(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    for asked in (contact._WENT, contact._AHEAD):
        made = asked.compiled(SQLITE, {})
        explained = f"EXPLAIN QUERY PLAN {made.sql}"
        steps = database._writer._conn.execute(explained, [None] * made.sql.count("?")).fetchall()
        looks = [step[3] for step in steps if "delivery" in step[3]]
        assert any("INDEX ix_delivery_unasked (chat_id=? AND settled_at" in look for look in looks), looks
    await database.close()


async def test_nothing_of_a_broadcast_is_looked_for_among_all_who_have_had_it(tmp_path: Path) -> None:
    """Of a million rows, which SQLite takes for ten: each look would be a second in which nobody else writes."""
    database = await opened(tmp_path)
    for asked in (
        *(broadcast_care._OPEN, broadcast_care._WANTS_CARE, broadcast_care._DROP, broadcast_queue._ON_ITS_WAY),
        *(broadcast_answers._HAD, broadcast_aftermath._BLOCKED, broadcast_aftermath._STOPPED),
        Query(int, select(deliveries.c.id).where(deliveries.c.broadcast_id == 1, *failed_by(1, 2))),
    ):
        made = asked.compiled(SQLITE, {})
        explained = f"EXPLAIN QUERY PLAN {made.sql}"
        steps = database._writer._conn.execute(explained, [None] * made.sql.count("?")).fetchall()
        looks = [step[3] for step in steps if " delivery " in step[3]]
        assert looks
        assert not [look for look in looks if "ix_delivery_broadcast_id" in look or "USING" not in look], looks
    await database.close()
