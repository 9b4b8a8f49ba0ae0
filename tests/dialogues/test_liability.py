"""What points cost the shop, as those who run it see it."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.actions.liability import what_points_cost
from bot.actions.points import Posted, return_points
from bot.rules.liability import History
from bot.rules.roles import SYSTEM, Actor, Role
from bot.rules.terms import Terms
from tests.dialogues.test_adjust import gives
from tests.ledger.books import Books, open_books
from tests.spending import spend_points
from tests.world import World

ROOT = Path(__file__).parents[2]
OLGA = Actor(Role.OWNER, staff_id=4)


@pytest.mark.either
async def test_a_manager_sees_what_is_outstanding_and_when_it_expires(world: World) -> None:
    max_, mei = await world.manager(), await world.member("Mei")
    await gives(max_, mei, "+987")

    await max_.says("/liability")

    assert "Outstanding: 987 points" in max_.sees
    assert "Worth €9.87" in max_.sees
    assert "can't tell yet" in max_.sees
    assert "Mar 2027: 987" in max_.sees or "Later: 987" in max_.sees
    assert "photo" in max_.messages[-1]


async def test_a_shop_without_points_owes_none(world: World) -> None:
    olga = await world.owner()

    await olga.says("/liability")

    assert "Outstanding: 0 points" in olga.sees
    assert "photo" not in olga.messages[-1]


async def test_when_it_cant_be_counted_somebody_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    olga = await world.owner()

    async def fails(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr("handlers.liability.what_points_cost", fails)
    await olga.says("/liability")

    assert "Something went wrong on our side" in olga.sees


async def test_a_cashier_does_not_see_it(world: World) -> None:
    carl = await world.cashier()

    await carl.says("/liability")

    assert "Your role doesn't include that." in carl.sees


async def history(books: Books) -> History:
    """How points have ended in these books."""
    return (await what_points_cost(books.shop, OLGA, Terms(100, 100), books.clock.now())).history


async def test_what_was_given_back_was_not_redeemed(database_url: str, seed: int) -> None:
    async with open_books(database_url, seed) as books:
        mei = await books.member()
        await books.bought(mei, 50_000)
        async with books.shop.work() as work:
            first = await spend_points(work, SYSTEM, mei, 100, "one")
            await spend_points(work, SYSTEM, mei, 30, "two")
        assert await history(books) == History(130, 0, 2, 10_900.0)

        async with books.shop.work() as work:
            assert isinstance(first, Posted)
            await return_points(work, SYSTEM, first.entry_id)

        assert await history(books) == History(30, 0, 2, 10_900.0)


def test_nobody_waits_for_pictures_at_the_start() -> None:
    heavy = "import sys, handlers.routes; sys.exit(bool({'matplotlib', 'numpy', 'lunar_python'} & sys.modules.keys()))"

    assert subprocess.run([sys.executable, "-c", heavy], cwd=ROOT, check=False).returncode == 0
