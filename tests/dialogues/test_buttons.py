"""Buttons that are forged, foreign, edited, too old or pressed twice: nothing happens, and whoever pressed is told."""

import string
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from bot.migrations.schema import engine_for
from bot.rules.roles import Role
from bot.words.message import Go
from handlers.buttons import read_button, write_button
from handlers.door import Door
from handlers.routes import ROUTES
from handlers.visit import Incoming, Kind, Reply
from tests.world import Guest, World

pytestmark = pytest.mark.either

OLD = "no longer valid"
UNTOLD = {"inbox", "lease", "job_run"}


def door_of(world: World) -> Door:
    """The bot's door."""
    return Door(world.shop, ROUTES, world.app.menus, world.app.bot.id, world.app.bot.username)


def everything(world: World) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the shop, but those that only say that an update came."""
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in UNTOLD]
    with engine_for(world.settings.database_url.get_secret_value()).connect() as connection:
        return {table.name: [tuple(row) for row in connection.execute(select(table))] for table in tables}


async def press(world: World, guest: Guest, payload: str, *, chat_id: int | None = None, late: bool = False) -> Reply:
    """Press a button with this payload, in the private chat or in another."""
    chat = guest.id if chat_id is None else chat_id
    incoming = Incoming(Kind.PRESS, guest.id, guest.person.name, "en", chat, chat_id is None, text=payload)
    async with world.shop.work() as work:
        return await door_of(world).receive(work, incoming, late=late)


def is_stale(reply: Reply) -> bool:
    """Whether the presser was told that the button is an old one."""
    return reply.toast is not None and OLD in reply.toast.text and len(reply.messages) == 1


@pytest.mark.promise(70)
async def test_another_persons_button_does_nothing(world: World) -> None:
    gus, eve = world.guest("Gus"), world.guest("Eve")
    await gus.starts()
    await eve.starts()
    before = everything(world)

    said = await press(world, eve, door_of(world).button(Go("welcome.join"))(gus.id))

    assert is_stale(said)
    assert everything(world) == before


@pytest.mark.promise(70)
async def test_a_button_carried_into_a_group_does_nothing(world: World) -> None:
    gus = world.guest("Gus")
    await gus.starts()
    before = everything(world)

    said = await press(world, gus, door_of(world).button(Go("welcome.join"))(gus.id), chat_id=-100)

    assert said == Reply()
    assert everything(world) == before


@pytest.mark.promise(70)
async def test_an_expired_button_does_nothing(world: World) -> None:
    gus = world.guest("Gus")
    await gus.starts()
    payload = door_of(world).button(Go("welcome.join"))(gus.id)
    world.clock.set(world.clock.now() + timedelta(days=30, minutes=2))
    before = everything(world)

    said = await press(world, gus, payload)

    assert is_stale(said)
    assert everything(world) == before


@pytest.mark.promise(70)
async def test_no_character_of_a_button_can_be_changed(world: World) -> None:
    olga = await world.owner()
    go = Go("staff.role", "cashier")
    payload = door_of(world).button(go)(olga.id)
    before = everything(world)

    for place in range(len(payload)):
        for other in (chr(ord(payload[place]) ^ 1), "", "|", "\udc80", payload[place] * 2):
            edited = payload[:place] + other + payload[place + 1 :]
            read = read_button(world.shop.vault, world.app.bot.id, olga.id, edited, world.clock.now())
            # The bits that base64 leaves over, and what isn't base64 at all, mean nothing and change nothing.
            assert read in (None, go)
    said = await press(world, olga, payload.replace("cashier", "manager"))

    assert is_stale(said)
    assert everything(world) == before


@pytest.mark.promise(70)
def test_another_stores_button_does_nothing(world: World) -> None:
    vault, now = world.shop.vault, world.clock.now()
    payload = write_button(vault, 1, Go("welcome.join"), now + timedelta(days=1))(7)

    assert read_button(vault, 1, 7, payload, now) == Go("welcome.join")
    assert read_button(vault, 2, 7, payload, now) is None


@pytest.mark.promise(70)
async def test_a_button_of_a_route_that_is_gone_does_nothing(world: World) -> None:
    mei = await world.member("Mei")
    until = world.clock.now() + timedelta(days=1)
    payload = write_button(world.shop.vault, world.app.bot.id, Go("raffle.draw"), until)(mei.id)

    assert is_stale(await press(world, mei, payload))


@pytest.mark.promise(70)
async def test_a_replayed_button_takes_effect_once(world: World) -> None:
    gus = world.guest("Gus")
    await gus.starts()
    payload = door_of(world).button(Go("welcome.join"))(gus.id)
    await press(world, gus, payload)
    before = everything(world)

    for _ in range(5):
        await press(world, gus, payload)

    assert everything(world) == before


@pytest.mark.promise(70, 8)
async def test_a_press_that_may_be_old_spends_nothing(world: World) -> None:
    olga = await world.member("Olga")
    await olga.says("/language")
    await world.put_to_work(olga, Role.OWNER)
    before = everything(world)

    for route in [name for name, route in ROUTES.buttons.items() if route.spends]:
        said = await press(world, olga, door_of(world).button(Go(route, "x"))(olga.id), late=True)
        assert is_stale(said), route

    assert everything(world) == before


@pytest.mark.promise(70)
def test_random_payloads_are_nobodys_buttons_and_no_trouble(
    world: World, seed: int, size: Callable[[int, int], int]
) -> None:
    random = Random(seed)
    vault, now = world.shop.vault, world.clock.now()
    good = write_button(vault, 1, Go("sale.record", "R-7K3F9Q"), now + timedelta(days=1))(7)
    letters = string.printable + "|\x00\u202e中ж\ud800💥"

    for _ in range(size(2_000, 100_000)):
        if random.random() < 0.5:
            payload = "".join(random.choices(letters, k=random.randrange(70)))
        else:
            kept = sorted(random.sample(range(len(good)), random.randrange(len(good))))
            payload = "".join(good[place] for place in kept)
        assert read_button(vault, 1, 7, payload, now) is None


@pytest.mark.promise(70)
async def test_random_presses_break_nothing(world: World, seed: int) -> None:
    random = Random(seed)
    gus = world.guest("Gus")
    await gus.starts()
    before = everything(world)

    for _ in range(200):
        said = await press(world, gus, "".join(random.choices(string.printable + "ж💥", k=random.randrange(64))))
        assert is_stale(said)

    assert everything(world) == before


async def test_whoever_presses_an_old_button_is_told_in_a_toast_and_in_words(world: World) -> None:
    mei = await world.member("Mei")
    await mei.says("/settings")
    world.clock.set(world.clock.now() + timedelta(days=31))

    await mei.taps("Privacy")

    assert OLD in mei.toast
    assert "/help" in mei.sees
