"""Updates in any order: Telegram keeps none between a person's messages and presses, a bad network none at all."""

import asyncio
import random
import shutil
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.actions.audit import audit
from bot.database import Query
from bot.tables.inbox import inbox
from bot.tables.members import members
from bot.tables.purchases import purchases
from tests.world import Guest, World, open_world

Size = Callable[[int, int], int]
Update = dict[str, object]

_STATES = Query(str, select(inbox.c.state).distinct())
_JOINED = Query(int, select(members.c.telegram_id))
_SOLD = Query(int, select(purchases.c.staff_id))


class Cast(NamedTuple):
    """Members and cashiers who are there already, and guests who have only started the bot."""

    members: list[Guest]
    cashiers: list[Guest]
    guests: list[Guest]


async def come_in(world: World, pairs: int, guests: int) -> Cast:
    """The same people, cards and tills in every world of one seed."""
    cast = Cast(
        [await world.member(f"Member {number}") for number in range(pairs)],
        [await world.cashier(f"Cashier {number}") for number in range(pairs)],
        [world.guest(f"Guest {number}") for number in range(guests)],
    )
    for guest in cast.guests:
        await guest.starts()
    return cast


async def live(world: World, cast: Cast) -> list[Update]:
    """What they do, one after the other; the updates of it."""
    heard: list[Update] = []
    receive = world.app.intake.receive

    async def listen(updates: Sequence[Update], *, late: bool = False) -> None:
        heard.extend(updates)
        await receive(updates, late=late)

    world.app.intake.receive = listen  # type: ignore[method-assign] # to take down what it heard
    for guest in cast.guests:
        await guest.taps("Join")
        await guest.says("/points")
        await guest.says("/card")
        await guest.says("what?")
    for member, cashier in zip(cast.members, cast.cashiers, strict=True):
        await cashier.says(f"/sale {await member.card()} 12.50")
        await cashier.taps("Record")
        await cashier.says("/undo")
        await cashier.taps("Take it back")
        await cashier.says(f"/sale {await member.card()} 7.00")
        await cashier.taps("Record")
    world.app.intake.receive = receive  # type: ignore[method-assign]
    return heard


async def check(world: World, cast: Cast, told: Sequence[Update]) -> None:
    """Everybody who pressed Join is a member, nothing failed, no sale is there twice, and the books are right."""
    for batch in range(0, len(told), 100):
        await world.app.intake.receive(told[batch : batch + 100])
        await world.app.quiet()
    async with world.shop.reading() as reading:
        assert await reading.all(_STATES) == ["done"]
        assert set(await reading.all(_JOINED)) == {one.id for one in cast.members + cast.guests}
        assert len(await reading.all(_SOLD)) <= 2 * len(cast.cashiers)
    assert (await audit(world.shop)).findings == []


@pytest.fixture(scope="module")
def new_shop(_migrated_sqlite: Path) -> Path:
    """A database at the newest schema, to be copied."""
    return _migrated_sqlite


@pytest.mark.promise(6)
async def test_shuffled_updates_end_where_sorted_ones_do(
    sqlite_url: str, new_shop: Path, tmp_path: Path, size: Size, seed: int, log_lines: StringIO
) -> None:
    pairs, guests = size(4, 40), size(10, 190)
    async with open_world(sqlite_url, tmp_path, seed) as world:
        told = await live(world, await come_in(world, pairs, guests))
    assert len(told) == 6 * pairs + 4 * guests

    for number in range(size(2, 5)):
        random.Random(seed + number).shuffle(told)
        again = shutil.copy(new_shop, tmp_path / f"again {number}.sqlite3")
        async with open_world(f"sqlite:///{again}", tmp_path, seed) as world:
            cast = await come_in(world, pairs, guests)
            await check(world, cast, told)
    assert "update_failed" not in log_lines.getvalue()


@pytest.mark.promise(6)
@given(order=st.permutations(range(14)))
def test_in_whatever_order_updates_come_nothing_fails(
    new_shop: Path, sorted_told: list[Update], order: list[int]
) -> None:
    async def run(folder: Path) -> None:
        again = shutil.copy(new_shop, folder / "again.sqlite3")
        async with open_world(f"sqlite:///{again}", folder) as world:
            await check(world, await come_in(world, 1, 2), [sorted_told[number] for number in order])

    with TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))


@pytest.fixture(scope="module")
def sorted_told(new_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Update]:
    """The updates of a short day, in the order in which they were made."""
    folder = tmp_path_factory.mktemp("order")

    async def run() -> list[Update]:
        first = shutil.copy(new_shop, folder / "first.sqlite3")
        async with open_world(f"sqlite:///{first}", folder) as world:
            return await live(world, await come_in(world, 1, 2))

    return asyncio.run(run())
