"""The ledger can't be edited, and if somebody does it all the same, the audit names the first bad entry."""

import sqlite3

import psycopg
import pytest
from sqlalchemy import select

from bot.actions.audit import Finding, audit
from bot.actions.points import Posted, return_points
from bot.database import Query
from bot.rules.ledger import Fault
from bot.rules.refusals import Refusal
from bot.rules.roles import SYSTEM
from bot.tables.outbox import deliveries
from tests.ledger.books import Books
from tests.spending import spend_points


def _said(kind: str, chat_id: int, data: object) -> tuple[str, int, object]:
    return kind, chat_id, data


SAID = Query(_said, select(deliveries.c.kind, deliveries.c.chat_id, deliveries.c.data).order_by(deliveries.c.id))


async def story(books: Books) -> tuple[int, int]:
    """Two members, five entries."""
    mei, ivan = await books.member(), await books.member()
    await books.bought(mei, 1000)
    await books.bought(ivan, 2000)
    await books.bought(mei, 500)
    async with books.shop.work() as work:
        await spend_points(work, SYSTEM, mei, 12, "mug")
        await spend_points(work, SYSTEM, ivan, 5, "cup")
    return mei, ivan


async def unguarded(books: Books, *statements: str) -> None:
    """What somebody does who knows how to take the guards off."""
    sqlite = str(books.shop.database.dialect.name) == "sqlite"
    for table in ("entry", "allocation"):
        for verb in ("update", "delete"):
            await books.sql(f"DROP TRIGGER keep_{table}_{verb}" + ("" if sqlite else f" ON {table}"))
    for statement in statements:
        await books.sql(statement)


async def findings(books: Books) -> list[Finding]:
    return (await audit(books.shop)).findings


async def test_an_honest_ledger_has_no_faults(books: Books) -> None:
    assert await audit(books.shop) == (0, [])
    await story(books)

    assert await audit(books.shop) == (2, [])


@pytest.mark.promise(61)
@pytest.mark.parametrize("table", ["entry", "allocation", "audit", "program"])
@pytest.mark.parametrize("what", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
async def test_the_ledger_is_not_edited(books: Books, table: str, what: str) -> None:
    await story(books)
    await audit(books.shop)
    column = {"entry": "points", "allocation": "points", "audit": "accounts", "program": "points"}[table]

    with pytest.raises((sqlite3.Error, psycopg.Error), match="append-only"):
        await books.sql(what.format(table, column, column))


@pytest.mark.either
@pytest.mark.promise(61)
@pytest.mark.parametrize(
    "change",
    [
        pytest.param("points = points + 1", marks=pytest.mark.both),
        "debt = 1",
        "kind = 'starter'",
        "key = 'earn:99'",
        "purchase_id = NULL",
        "rule_version = 2",
        "actor = 'owner:4'",
        "reverses = 1",
        "hash = previous",
        "previous = hash",
    ],
)
async def test_the_first_edited_entry_is_named(books: Books, change: str) -> None:
    mei, _ = await story(books)

    await unguarded(books, f"UPDATE entry SET {change} WHERE id = 3")

    first, *_ = await findings(books)
    assert first == Finding(Fault.CHAIN, mei, 3)


@pytest.mark.promise(61)
async def test_a_kind_that_does_not_exist_is_a_broken_entry(books: Books) -> None:
    mei, _ = await story(books)
    if books.shop.database.dialect.name != "sqlite":
        await books.sql("ALTER TABLE entry DROP CONSTRAINT ck_entry_known_kind")
    else:
        await books.sql("PRAGMA ignore_check_constraints = 1")

    await unguarded(books, "UPDATE entry SET kind = 'gift' WHERE id = 1")

    assert (await findings(books))[0] == Finding(Fault.CHAIN, mei, 1)


@pytest.mark.promise(61)
async def test_a_deleted_entry_is_missed(books: Books) -> None:
    mei, ivan = await story(books)

    await unguarded(
        books,
        "DELETE FROM allocation WHERE entry_id IN (4, 5)",
        "DELETE FROM entry WHERE id = 5",
    )

    found = await findings(books)
    assert Finding(Fault.HEAD, ivan, None) in found
    assert {finding.member_id for finding in found} == {mei, ivan}


@pytest.mark.promise(61)
async def test_points_put_into_an_account_or_a_lot_are_noticed(books: Books) -> None:
    mei, ivan = await story(books)

    await books.sql(f"UPDATE account SET points = points + 1 WHERE member_id = {mei}")
    await books.sql(f'UPDATE lot SET "left" = "left" - 1 WHERE member_id = {ivan}')

    found = await findings(books)
    assert found == [
        Finding(Fault.ENTRIES, mei, None),
        Finding(Fault.TAKES, ivan, 2),
        Finding(Fault.LOTS, ivan, None),
    ]


async def test_an_account_can_not_be_overdrawn_even_by_hand(books: Books) -> None:
    mei, _ = await story(books)

    for change in ("points = -1", "debt = -1"):
        with pytest.raises((sqlite3.Error, psycopg.Error)):
            await books.sql(f"UPDATE account SET {change} WHERE member_id = {mei}")
    for change in ('"left" = -1', '"left" = points + 1'):
        with pytest.raises((sqlite3.Error, psycopg.Error)):
            await books.sql(f"UPDATE lot SET {change} WHERE member_id = {mei}")


async def test_nothing_is_spent_while_the_books_are_wrong_but_sales_go_on(books: Books) -> None:
    mei, ivan = await story(books)
    await books.sql(f"UPDATE account SET points = points + 1 WHERE member_id = {mei}")
    await audit(books.shop)

    async with books.shop.work() as work:
        assert await spend_points(work, SYSTEM, ivan, 1, "pin") == Refusal("spending_paused")
    await books.bought(ivan, 1000)

    await books.sql(f"UPDATE account SET points = points - 1 WHERE member_id = {mei}")
    assert await findings(books) == []
    async with books.shop.work() as work:
        done = await spend_points(work, SYSTEM, ivan, 1, "pin")
        assert isinstance(done, Posted)
        assert isinstance(await return_points(work, SYSTEM, done.entry_id), Posted)


async def test_the_owner_is_told_once_what_is_wrong(books: Books) -> None:
    _, ivan = await story(books)
    await books.sql(f"UPDATE account SET points = points + 1 WHERE member_id = {ivan}")

    await audit(books.shop)
    await audit(books.shop)

    async with books.shop.reading() as work:
        said = await work.all(SAID)
    assert said == [("books_wrong", 904, {"reference": f"entries-{ivan}-0"})]


async def test_a_large_shop_is_looked_through_page_by_page(books: Books) -> None:
    for _ in range(205):
        await books.bought(await books.member(), 100)

    assert await audit(books.shop) == (205, [])
