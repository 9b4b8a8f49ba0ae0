"""What is held about a member: shown, taken away, and erased for good."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import bindparam, func, select, update
from sqlmodel import SQLModel

from bot.actions.audit import audit
from bot.actions.members import new_member
from bot.actions.outbox import post
from bot.actions.people import find_person
from bot.actions.privacy import forgotten_among
from bot.actions.products import add_product
from bot.actions.purchases import Line, Sold, record_purchases
from bot.database import Command, Query
from bot.database.sqlite import SqliteDatabase
from bot.migrations.schema import engine_for
from bot.rules.products import Product
from bot.rules.roles import OPERATOR, Actor, Role
from bot.tables.inbox import inbox
from bot.tables.members import members
from bot.tables.points import entries
from bot.vault import VaultError
from tests.canaries import NAME, PHONE
from tests.world import Guest, World, open_world

pytestmark = pytest.mark.either

CUSTOMER = "CUSTOMER-CANARY-77"
FEATHERS = ("canary", PHONE.removeprefix("+86"))
_SUM = Query(int, select(func.sum(entries.c.points + 1000 * entries.c.debt)))
_RAW = Command(update(inbox).where(inbox.c.user_id == bindparam("person")).values(raw=bindparam("kept"), state="dead"))
_HERE = Query(int, select(func.count()).where(members.c.forgotten_at.is_(None)))


async def regular(world: World) -> Guest:
    """A member with something of everything: an earlier card, purchases, a phone, a choice, a message that waits."""
    async with world.shop.work() as work:
        await add_product(work, Actor(Role.OWNER), Product(None, "TEA", "Green tea"))
        earlier = await new_member(work, source="import", external_id=CUSTOMER, name=NAME, phone=PHONE)
        sold = Sold("file", "A-1", earlier.id, work.now, 4200, (Line("TEA", 2000), Line("TEA", 1000)))
        await record_purchases(work, OPERATOR, [sold])
    first, last = NAME.split()
    mei = await world.member(first, phone=PHONE.removeprefix("+"))
    mei.person.last_name = last
    mei.person.speak("en")
    await mei.says("/settings")
    await mei.taps("Add my phone number")
    await mei.shares_phone()
    assert "earlier purchase" in mei.sees
    await mei.says("/settings")
    await mei.taps("Choose what I hear about")
    await mei.taps("News and offers")
    async with world.shop.work() as work:
        said = {"number": "A-2", "amount": 1, "points": 1, "paid_debt": 0, "balance": 1, "store": "Green Corner"}
        await post(work, "receipt", mei.id, "receipt:9", said, due=work.now.replace(hour=23))
        await work.run(_RAW, person=mei.id, kept=work.vault.seal(f"a letter from {NAME}"))
    return mei


async def forgets(mei: Guest) -> str:
    """Says /forget and means it."""
    await mei.says("/forget")
    await mei.taps("Erase…")
    return await mei.taps("Yes, erase everything")


def leaves(world: World) -> Iterator[tuple[str, object]]:
    """Every value in the database with its column, sealed ones opened."""
    with engine_for(world.settings.database_url.get_secret_value()).connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                for column, value in zip(table.columns, row, strict=True):
                    yield f"{table.name}.{column.name}", _opened(world, value)


def _opened(world: World, value: object) -> object:
    try:
        return world.shop.vault.open(value) if isinstance(value, bytes) else value
    except VaultError:
        return value


def leads_to(value: object, person: int, card: str) -> bool:
    """Whether a value leads to somebody."""
    if isinstance(value, int):
        return value == person
    text = str(value).casefold()
    return any(canary in text for canary in (*FEATHERS, str(person), card.casefold()))


@pytest.mark.promise(81)
@pytest.mark.both
async def test_a_forgotten_member_is_nowhere_and_the_books_stay_whole(world: World) -> None:
    mei = await regular(world)
    card, person = await mei.card(), mei.id
    async with world.shop.work() as work:
        before = await work.the(_SUM)
    assert {name for name, value in leaves(world) if leads_to(value, person, card)} >= {
        "member.name",
        "member.external_id",
        "member.card",
        "member.phone",
        "person.name",
        "inbox.raw",
        "delivery.chat_id",
    }

    assert "no longer a member" in await forgets(mei)
    # For two days the numbers of the last updates stay, without what was in them, so that none is handled twice.
    await world.later(hours=50)

    assert [name for name, value in leaves(world) if leads_to(value, person, card)] == []
    async with world.shop.work() as work:
        assert await work.the(_SUM) == before
        assert await forgotten_among(work, work.vault, "external", [CUSTOMER])
        assert await forgotten_among(work, work.vault, "phone", [PHONE])
    assert (await audit(world.shop)).findings == []
    assert mei.heard[-1].startswith("Done.")


@pytest.mark.promise(81)
async def test_what_was_forgotten_is_overwritten_in_the_file_and_its_log(
    sqlite_url: str, tmp_path: Path, seed: int
) -> None:
    async with open_world(sqlite_url, tmp_path, seed) as world:
        mei = await regular(world)
        card = (await mei.card()).encode()
        database = world.shop.database
        assert isinstance(database, SqliteDatabase)
        await database.checkpoint()
        path = Path(sqlite_url.removeprefix("sqlite:///"))
        with engine_for(sqlite_url).connect() as connection:
            sealed = [
                value
                for table in SQLModel.metadata.sorted_tables
                for row in connection.execute(select(table))
                for value in row
                if isinstance(value, bytes) and "canary" in str(_opened(world, value)).casefold()
            ]
        assert len(sealed) >= 3
        assert all(trace in path.read_bytes() for trace in [*sealed, card, CUSTOMER.encode()])

        await forgets(mei)
        await database.checkpoint()

        left = b"".join(part.read_bytes() for part in sorted(tmp_path.glob("shop.sqlite3*")))
        assert [trace for trace in [*sealed, card, CUSTOMER.encode()] if trace in left] == []
        assert CUSTOMER.encode() not in (tmp_path / "forgotten").read_bytes()


@pytest.mark.promise(81)
async def test_a_restored_copy_forgets_them_again(sqlite_url: str, tmp_path: Path, seed: int) -> None:
    backup = tmp_path / "backup.sqlite3"
    async with open_world(sqlite_url, tmp_path, seed) as world:
        mei = await regular(world)
        person, card = mei.id, await mei.card()
        database = world.shop.database
        assert isinstance(database, SqliteDatabase)
        await database.copy_to(backup)
        await world.later(hours=1)
        await forgets(mei)

    async with open_world(f"sqlite:///{backup}", tmp_path, seed + 1) as world:
        async with world.shop.work() as work:
            assert await work.the(_HERE) == 0
            assert await forgotten_among(work, work.vault, "external", [CUSTOMER])
        await world.later(hours=50)
        assert [name for name, value in leaves(world) if leads_to(value, person, card)] == []


async def test_who_comes_back_after_being_forgotten_is_a_new_member_and_stays_one(
    database_url: str, tmp_path: Path, seed: int
) -> None:
    async with open_world(database_url, tmp_path, seed) as world:
        mei = await regular(world)
        before = await mei.card()
        await forgets(mei)
        await world.later(hours=1)

        await mei.starts()
        await mei.taps("Join")
        assert await mei.card() != before
        assert "0 points" in await mei.says("/points")

    async with open_world(database_url, tmp_path, seed + 1) as world, world.shop.work() as work:
        known = await find_person(work, mei.id)
        assert known is not None
        assert known.member_id is not None


async def test_forgetting_is_asked_twice_and_can_be_stopped(world: World) -> None:
    mei = await world.member("Mei")

    await mei.says("/forget")
    await mei.taps("Erase…")
    await mei.taps("Cancel")

    assert "0 points" in await mei.says("/points")


async def test_the_last_question_holds_for_ten_minutes(world: World) -> None:
    mei = await world.member("Mei")
    await mei.says("/forget")
    await mei.taps("Erase…")

    await world.later(minutes=12)
    await mei.taps("Yes, erase everything")

    assert "0 points" in await mei.says("/points")


@pytest.mark.both
async def test_a_cashier_who_is_forgotten_as_a_member_keeps_the_job(world: World) -> None:
    carl = await world.member("Carl")
    await world.put_to_work(carl, Role.CASHIER)

    assert "go on working here" in await carl.says("/forget")
    await carl.taps("Erase…")
    await carl.taps("Yes, erase everything")

    assert "/sale" in await carl.says("/help")
    assert "membership" in await carl.says("/points")


@pytest.mark.both
async def test_a_member_takes_away_everything_held_about_them(world: World) -> None:
    mei = await regular(world)

    await mei.says("/mydata")

    text, data = [_file(world, message) for message in mei.messages if "document" in message]
    for held in (NAME, PHONE, CUSTOMER, "Green tea", "2 × Green tea", "42.00", "A-1", "allowed (settings)"):
        assert held in text, held
    assert not re.search(r"(January|May|November), ", text), "a file that is kept says of which year its days are"
    parsed = json.loads(data)
    assert parsed["person"]["name"] == NAME
    assert [card["external_id"] for card in parsed["cards"]] == [CUSTOMER, None]
    assert [item["quantity"] for item in parsed["items"]] == [2000, 1000]
    assert parsed["points"] == sum(entry["points"] for entry in parsed["entries"])
    assert {"offers"} == {one["topic"] for one in parsed["consents"]}


async def test_what_is_held_about_a_member_is_nobody_elses_to_see(world: World) -> None:
    await world.member("Mei")
    eve = world.guest("Eve")

    await eve.says("/mydata")

    assert not any("document" in message for message in eve.messages)
    assert "membership" in eve.sees


def _file(world: World, message: dict[str, object]) -> str:
    document = message["document"]
    assert isinstance(document, dict)
    return world.telegram.files.by_id[document["file_id"]].content.decode()
