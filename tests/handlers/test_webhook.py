"""Telegram posts updates to us: only Telegram may, nothing is confirmed before it is kept, and order is kept."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random

import httpx
import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.routing import Route

from bot.actions.inbox import waiting
from bot.database import Query
from bot.database.sqlite import SqliteDatabase
from bot.shop import Shop, Work
from bot.tables.inbox import inbox
from bot.tables.people import people
from commands.compose import App, compose
from commands.shop import open_shop
from handlers.visit import Incoming, Reply
from handlers.webhook import DEEPEST, MOST_BYTES, SECRET_HEADER, Webhook
from tests.canaries import NAME, TEXT, WEBHOOK_SECRET
from tests.requests import Requests
from tests.world import World, open_world

RIGHT = {SECRET_HEADER: WEBHOOK_SECRET, "Content-Type": "application/json"}
_PEOPLE = Query(int, select(func.count()).select_from(people))
_KEPT = Query(int, select(func.count()).select_from(inbox))


def hello(number: int, person: int = 5, text: str = "/start") -> dict[str, object]:
    who = {"id": person, "is_bot": False, "first_name": NAME, "language_code": "en"}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text.startswith("/") else []
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "from": who,
            "chat": {"id": person, "type": "private", "first_name": NAME},
            "date": 1_772_442_000,
            "text": text,
            "entities": entities,
        },
    }


@asynccontextmanager
async def door_of(app: App, world: World) -> AsyncIterator[httpx.AsyncClient]:
    webhook = Webhook(app.intake, WEBHOOK_SECRET, seconds=world.clock.seconds)
    site = Starlette(routes=[Route("/telegram", webhook.receive, methods=["POST"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://shop.test") as client:
        yield client


async def counted(shop: Shop, query: Query[int]) -> int:
    async with shop.reading() as reading:
        return await reading.the(query)


@pytest.fixture
async def world(database_url: str, tmp_path: Path, seed: int) -> AsyncIterator[World]:
    async with open_world(database_url, tmp_path, seed) as world:
        yield world


@pytest.fixture
async def door(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with door_of(world.app, world) as client:
        yield client


async def test_an_update_is_kept_before_it_is_confirmed_and_then_answered(
    world: World, door: httpx.AsyncClient
) -> None:
    mei = world.guest("Mei")
    world.telegram.private_chat(mei.person).started = True

    posted = await door.post("/telegram", json=hello(1, mei.id), headers=RIGHT)

    assert posted.status_code == 200
    assert await counted(world.shop, _KEPT) == 1
    await world.app.quiet()
    assert "Mei" in mei.sees


@pytest.mark.promise(74)
@pytest.mark.parametrize(
    ("secret", "status"),
    [
        (None, 401),
        ("", 403),
        ("wrong", 403),
        (WEBHOOK_SECRET[:-1], 403),
        (WEBHOOK_SECRET[:-1] + "x", 403),
        (WEBHOOK_SECRET + "x", 403),
        (WEBHOOK_SECRET.swapcase(), 403),
        ("\u00e9", 403),
    ],
)
async def test_only_who_knows_the_secret_is_listened_to(
    world: World, door: httpx.AsyncClient, secret: str | None, status: int
) -> None:
    headers = {"Content-Type": "application/json"} | ({} if secret is None else {SECRET_HEADER: secret})

    posted = await door.post(
        "/telegram",
        json=hello(1),
        headers={name: value.encode("latin-1") for name, value in headers.items()},  # type: ignore[arg-type] # as sent
    )

    assert posted.status_code == status
    assert posted.content == b""
    assert await counted(world.shop, _KEPT) == 0


def nested(depth: int) -> bytes:
    return b'{"update_id": 1, "message": ' + b'{"reply_to_message": ' * depth + b"1" + b"}" * (depth + 1)


@pytest.mark.either
@pytest.mark.promise(74)
@pytest.mark.parametrize(
    ("body", "more", "status"),
    [
        pytest.param(b"x" * 10_000_000, {}, 413, id="ten megabytes"),
        pytest.param(b" " * (MOST_BYTES + 1), {}, 413, id="a byte too many"),
        pytest.param(gzip.compress(b" " * 20_000_000), {"Content-Encoding": "gzip"}, 400, id="gzip bomb"),
        pytest.param(gzip.compress(b"{}"), {}, 400, id="gzip that does not say so"),
        pytest.param(b"[" * 100_000, {}, 400, id="100,000 brackets"),
        pytest.param(nested(40_000), {}, 400, id="40,000 objects deep"),
        pytest.param(nested(DEEPEST), {}, 400, id="deeper than any update"),
        pytest.param(b"{", {}, 400, id="half an object"),
        pytest.param(b"\xff\xfe", {}, 400, id="no text"),
        pytest.param(b"", {}, 400, id="nothing"),
        pytest.param(b"[]", {}, 400, id="no object"),
        pytest.param(b"{}", {}, 400, id="no number"),
        pytest.param(b'{"update_id": "1"}', {}, 400, id="a number in words"),
        pytest.param(b'{"update_id": true}', {}, 400, id="a truth for a number"),
        pytest.param(b'{"update_id": 1e400}', {}, 400, id="infinity"),
        pytest.param(b'{"update_id": ' + b"9" * 30 + b"}", {}, 400, id="a number no database holds"),
        pytest.param(b'{"update_id": ' + b"9" * 10_000 + b"}", {}, 400, id="a number Python does not read"),
        pytest.param(b"{}", {"Content-Type": "text/plain"}, 400, id="no JSON"),
    ],
)
async def test_what_is_no_update_is_refused_and_costs_nothing(
    world: World, door: httpx.AsyncClient, body: bytes, more: dict[str, str], status: int
) -> None:
    posted = await door.post("/telegram", content=body, headers=RIGHT | more)

    assert posted.status_code == status
    assert await counted(world.shop, _KEPT) == 0


@pytest.mark.promise(74)
async def test_a_body_that_does_not_say_how_long_it_is_is_cut_off(world: World, door: httpx.AsyncClient) -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while given < 50 * MOST_BYTES:
            given += 65_536
            yield b" " * 65_536

    posted = await door.post("/telegram", content=endless(), headers=RIGHT)

    assert posted.status_code == 413
    assert await counted(world.shop, _KEPT) == 0


@pytest.mark.promise(74)
async def test_nobody_is_shown_anything_but_a_post(door: httpx.AsyncClient) -> None:
    assert [
        (await door.request(verb, "/telegram", headers=RIGHT)).status_code for verb in ("GET", "PUT", "DELETE")
    ] == [405] * 3
    assert (await door.post("/telegram/x", json=hello(1), headers=RIGHT)).status_code == 404


@pytest.mark.promise(5)
async def test_the_same_update_fifty_times_at_once_is_one_update(world: World, door: httpx.AsyncClient) -> None:
    mei = world.guest("Mei")
    world.telegram.private_chat(mei.person).started = True

    posts = await asyncio.gather(*(door.post("/telegram", json=hello(7, mei.id), headers=RIGHT) for _ in range(50)))
    await world.app.quiet()

    assert {posted.status_code for posted in posts} == {200}
    assert await counted(world.shop, _KEPT) == 1
    assert len(mei.heard) == 1


@pytest.mark.promise(4)
async def test_while_the_database_is_locked_telegram_is_told_to_send_again(sqlite_url: str, tmp_path: Path) -> None:
    async with open_world(sqlite_url, tmp_path) as world, door_of(world.app, world) as door:
        mei = world.guest("Mei")
        world.telegram.private_chat(mei.person).started = True
        assert isinstance(world.shop.database, SqliteDatabase)
        await world.shop.database._writer.execute("PRAGMA busy_timeout=1")  # the sixty seconds are over sooner
        other = await SqliteDatabase.open(world.shop.database.path, readers=0)

        async with other.transaction(lambda connection: Work(connection, world.shop)) as held:
            await held.run_sql("UPDATE store SET name = name")
            locked = [(await door.post("/telegram", json=hello(9, mei.id), headers=RIGHT)).status_code for _ in "abc"]
        freed = await door.post("/telegram", json=hello(9, mei.id), headers=RIGHT)
        again = await door.post("/telegram", json=hello(9, mei.id), headers=RIGHT)
        await world.app.quiet()
        await other.close()

        assert locked == [503] * 3
        assert (freed.status_code, again.status_code) == (200, 200)
        assert await counted(world.shop, _KEPT) == 1
        assert len(mei.heard) == 1


async def test_after_a_long_lock_what_comes_may_be_old(sqlite_url: str, tmp_path: Path) -> None:
    async with open_world(sqlite_url, tmp_path) as world:
        webhook = Webhook(world.app.intake, WEBHOOK_SECRET, seconds=world.clock.seconds)
        assert isinstance(world.shop.database, SqliteDatabase)
        seen: list[bool] = []
        take_in = world.app.intake.receive

        async def receive(updates: list[dict[str, object]], *, late: bool = False) -> None:
            seen.append(late)
            if len(seen) == 1:
                raise OSError("the database is away")
            await take_in(updates, late=late)

        world.app.intake.receive = receive  # type: ignore[method-assign, assignment] # a database that fails once

        assert not await webhook._keep(hello(1))
        await world.clock.pause(200)
        assert await webhook._keep(hello(1))
        assert await webhook._keep(hello(2))
        await world.clock.pause(601)
        assert await webhook._keep(hello(3))

        assert seen == [False, False, True, False]


@pytest.mark.postgres
async def test_two_processes_behind_one_webhook_handle_a_member_in_order(
    postgres_url: str, tmp_path: Path, seed: int
) -> None:
    """Each keeps what it is given; whoever comes first handles the member's oldest, and no two at once."""
    chance = Random(seed)
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(open_world(postgres_url, tmp_path, seed))
        second = await stack.enter_async_context(open_shop(world.settings, clock=world.clock, upgrade=False))

        def requests() -> Requests:
            return Requests(world.telegram.app)

        other = await compose(
            world.settings, second, requests, alone=False, seconds=world.clock.seconds, pause=world.clock.pause
        )
        assert not await other.leader.look()
        apps = (world.app, other)
        handled: dict[int, list[str]] = {}
        by: set[int] = set()
        inside: set[int] = set()

        for app in apps:
            receive = app.intake._door.receive

            async def watched(
                work: Work, incoming: Incoming, *, late: bool, receive: object = receive, app: App = app
            ) -> Reply:
                assert incoming.person_id not in inside, "two processes handle one member at once"
                inside.add(incoming.person_id)
                await asyncio.sleep(0.002 * chance.random())  # so that the other process gets its turn
                handled.setdefault(incoming.person_id, []).append(incoming.text)
                by.add(id(app))
                inside.discard(incoming.person_id)
                return Reply()

            app.intake._door.receive = watched  # type: ignore[method-assign] # a listener in the open transaction

        doors = [await stack.enter_async_context(door_of(app, world)) for app in apps]
        number = 0

        async def writes(person: int) -> None:
            nonlocal number
            for said in range(20):
                number += 1
                update = hello(number, person, f"{TEXT} {said}")
                for door in chance.sample(doors, chance.choice((1, 2))):  # now and then Telegram sends one twice
                    assert (await door.post("/telegram", json=update, headers=RIGHT)).status_code == 200

        await asyncio.gather(*(writes(person) for person in range(100, 106)))
        for app in apps:
            await app.intake.settled()

        assert handled == {person: [f"{TEXT} {said}" for said in range(20)] for person in range(100, 106)}
        assert len(by) == 2
        async with world.shop.work() as work:
            assert await waiting(work) == []
        assert not world.app.intake._fresh
        assert not other.intake._fresh
        await other.intake.stop(1)
        await other.bot.shutdown()
