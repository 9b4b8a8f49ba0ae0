"""Where the reads of an act are made: short ones at once, long ones where they hold nobody up."""

import threading
from pathlib import Path

from sqlalchemy import func, insert, literal_column, select
from sqlalchemy.sql.selectable import TableValuedAlias

from bot.database import Command, Query, Transaction
from bot.database.sqlite import SqliteDatabase
from bot.migrations import migrate
from bot.tables.products import products

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
