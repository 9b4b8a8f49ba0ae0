"""The clock of the shop's computer jumps: offers wait for somebody to look, everything else goes on."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions.store import open_store, pause, resume
from bot.rules.pauses import Clocks, Pause
from bot.rules.roles import OPERATOR
from commands.shop import install_of, reread
from jobs.wall import WallWatch, read_clocks
from tests.faults.mail import OFFER, PROOF, audited, fates, mail, offer_mail
from tests.world import HandClock, World, open_world


def watched(world: World) -> World:
    """A shop whose computer's clocks are the world's."""
    world.app.wall.read = lambda: Clocks(world.clock.now(), world.clock.seconds())
    world.app.wall._since = world.app.wall.read()
    return world


@pytest.fixture(autouse=True)
def _mail(monkeypatch: pytest.MonkeyPatch) -> None:
    offer_mail(monkeypatch)


@pytest.fixture
def machine(world: World) -> HandClock:
    """The clock of the shop's computer."""
    return watched(world).clock


@pytest.mark.promise(32)
@pytest.mark.parametrize("hours", [2, -2, 87_600])
async def test_after_a_jump_offers_wait_and_receipts_do_not_until_somebody_has_looked(
    world: World, machine: HandClock, hours: int
) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    await mail(world, OFFER, [mei], name="before")
    await world.settle()

    machine.jump(hours=hours)
    [offer], [proof] = await mail(world, OFFER, [mei]), await mail(world, PROOF, [mei])
    await world.later(hours=1)

    assert (await fates(world)) | {offer: "queued", proof: "delivered"} == await fates(world)
    assert [text for text in olga.heard if "has jumped" in text] == [olga.sees]
    assert f"{abs(hours) * 60:,} minutes".replace(",", "") in olga.sees.replace(",", "")
    assert "0" in await mei.says("/points")

    async with world.shop.work() as work:
        await resume(work, OPERATOR, install_of(world.settings))
    await reread(world.shop)
    await world.later(minutes=1)
    assert (await fates(world))[offer] == "delivered"
    assert (await audited(world)).doubled == {}


@pytest.mark.promise(32)
async def test_not_one_offer_leaves_between_the_jump_and_the_pause(world: World, machine: HandClock) -> None:
    mei = await world.member("Mei")
    machine.jump(minutes=11)
    [offer] = await mail(world, OFFER, [mei])

    await world.app.sender.drain()

    assert (await fates(world))[offer] == "queued"
    assert world.shop.store.paused_why == Pause.CLOCK


@pytest.mark.either
async def test_a_clock_that_is_put_right_by_minutes_is_no_jump(world: World, machine: HandClock) -> None:
    mei = await world.member("Mei")
    machine.jump(minutes=9)
    await world.later(days=2)
    machine.jump(minutes=-9)
    [offer] = await mail(world, OFFER, [mei])
    await world.later(hours=1)

    assert (await fates(world))[offer] == "delivered"


async def test_a_clock_set_back_as_it_was_is_told_once_and_still_waits_for_somebody(
    world: World, machine: HandClock
) -> None:
    olga = await world.owner()
    for _ in range(3):
        machine.jump(hours=2)
        await world.settle()
        machine.jump(hours=-2)
        await world.settle()

    assert len([text for text in olga.heard if "has jumped" in text]) == 1
    assert world.shop.store.paused_why == Pause.CLOCK


async def test_moving_the_shop_s_own_clock_is_no_jump_of_the_machine_s(world: World) -> None:
    world.clock.set(world.clock.now() + timedelta(days=30))
    await world.settle()

    assert world.shop.store.paused_why is None


async def test_the_machine_s_own_clocks_are_read_together(world: World) -> None:
    since = read_clocks()

    assert abs(since.jump_to(read_clocks())) < timedelta(minutes=1)
    await WallWatch(world.shop).look()
    assert world.shop.store.paused_why is None


async def test_a_pause_outlives_the_process_and_a_restored_copy_is_paused_whole(
    database_url: str, tmp_path: Path
) -> None:
    async with open_world(database_url, tmp_path) as world:
        watched(world).clock.jump(hours=5)
        await world.settle()
    async with open_world(database_url, tmp_path) as world:
        assert world.shop.store.paused_why == Pause.CLOCK
        async with world.shop.work() as work:
            moved = await open_store(work, world.shop.store, "another machine's mark")
        assert moved.paused_why == Pause.RESTORED


async def test_a_jump_makes_no_restored_shop_write_again(world: World, machine: HandClock) -> None:
    async with world.shop.work() as work:
        await pause(work, Pause.RESTORED)
    machine.jump(hours=3)
    await reread(world.shop)
    await world.settle()

    assert world.shop.store.paused_why == Pause.RESTORED
