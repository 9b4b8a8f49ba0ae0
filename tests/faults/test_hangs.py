"""Sends that hang: the lane goes on beside them, in order, and never with more at once than it may."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from bot.rules.deliveries import Lane
from bot.rules.outcomes import Outcome, Result
from bot.rules.pace import Pacer
from bot.words.message import Message
from jobs.outbox import IDLE, Sender
from jobs.window import PROMPT
from tests.faults.mail import OFFER, PROOF, about, fates, mail, offer_mail
from tests.simulation import Simulation
from tests.world import Guest, World

Size = Callable[[int, int], int]
USUAL, HANGS, PLACES = 0.1, 60.0, 8


@pytest.fixture(autouse=True)
def _mail(monkeypatch: pytest.MonkeyPatch) -> None:
    offer_mail(monkeypatch)


@dataclass
class Line:
    """Telegram at its usual speed, which keeps some messages for a minute and then answers nothing."""

    time: Simulation
    hangs: frozenset[str] = frozenset()
    pacer: Pacer = field(default_factory=Pacer)
    began: dict[str, float] = field(default_factory=dict)
    """When each was handed over, in the order they were."""
    done: dict[str, float] = field(default_factory=dict)
    """When each was answered."""
    most: int = 0
    """At once on their way, of those that may still be answered promptly."""

    async def say(
        self,
        chat_id: int,
        message: Message,
        lane: Lane,
        *,
        replaces: int | None = None,
        on_its_way: Callable[[], None] = lambda: None,
    ) -> Outcome:
        """As the mouth does it."""
        while wait := self.pacer.wait(lane, chat_id, self.time.now):
            await self.time.pause(wait)
        on_its_way()
        key = about(message.text) or ""
        hangs = key in self.hangs and key not in self.began
        self.began[key] = self.time.now
        waiting = sum(round(self.time.now - self.began[one], 6) < PROMPT for one in self.open)
        self.most = max(self.most, waiting)
        await self.time.pause(HANGS if hangs else USUAL)
        if hangs:
            return Outcome(Result.UNKNOWN, "TimedOut")
        self.done[key] = self.time.now
        return Outcome.delivered(1)

    @property
    def open(self) -> Iterable[str]:
        """What is on its way."""
        return [key for key in self.began if key not in self.done and self.time.now - self.began[key] < HANGS]

    async def carry(self, world: World, keys: list[str]) -> float:
        """Let the sender deliver until all of these are answered that will be; messages a second."""
        app, start = world.app, self.time.now
        sender = Sender(
            world.shop, self, app.leader, app.wall, in_flight=PLACES, bot_username="shop_bot", later=self.time.later
        )

        def look() -> None:
            sender.wake()
            self.time.later(IDLE, look)

        look()
        running = asyncio.create_task(sender.run())
        await self.time.until(lambda: self.done.keys() >= set(keys) - self.hangs)
        took = self.time.now - start
        await self.time.until(lambda: not sender.in_hand)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        return len(set(keys) - self.hangs) / took


def cast(world: World, n: int) -> list[Guest]:
    """So many people."""
    return [world.guest(f"Guest {number}") for number in range(n)]


@pytest.mark.either
@pytest.mark.promise(13)
async def test_where_one_send_in_twenty_hangs_the_lane_keeps_four_fifths_of_its_pace(
    world: World, size: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    guests, time = cast(world, size(300, 6000)), Simulation(world, monkeypatch)
    calm, bad = Line(time), Line(time)
    usual = await calm.carry(world, await mail(world, OFFER, guests, name="calm"))

    keys = await mail(world, OFFER, guests, name="bad")
    bad.hangs = frozenset(keys[7::20])
    pace = await bad.carry(world, keys)

    assert usual > 20
    assert pace >= 0.8 * usual, f"{pace:.1f} a second, {usual:.1f} without hangs"
    assert max(calm.most, bad.most) <= PLACES
    states = await fates(world)
    assert {key for key in keys if states[key] == "uncertain"} == bad.hangs
    assert {states[key] for key in set(keys) - bad.hangs} == {"delivered"}


@pytest.mark.either
async def test_behind_a_message_that_hangs_only_its_own_chat_waits(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    [mei, *others], time = cast(world, 40), Simulation(world, monkeypatch)
    first, *rest = await mail(world, PROOF, [mei], PLACES + 4, name="mei")
    line, keys = Line(time, frozenset([first])), await mail(world, PROOF, others)

    await line.carry(world, [*keys, *rest])

    assert max(line.done[key] for key in keys) < PROMPT + 5
    assert [key for key in line.done if key.startswith("mei")] == [first, *rest], "in order, the first one again"
    assert min(line.began[key] for key in rest) > HANGS


@pytest.mark.either
async def test_where_everything_hangs_a_new_message_leaves_only_when_one_is_overdue(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    guests, time = cast(world, 100), Simulation(world, monkeypatch)
    keys = await mail(world, OFFER, guests)
    line = Line(time, frozenset(keys[:-1]))

    await line.carry(world, keys)

    assert line.most == PLACES
    assert [sum(at < n * PROMPT for at in line.began.values()) for n in (1, 2, 3)] == [8, 16, 24]
    assert set((await fates(world)).values()) == {"uncertain", "delivered"}
