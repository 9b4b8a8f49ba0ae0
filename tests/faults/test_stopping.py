"""Members who say stop while a campaign goes out: what is on its way may arrive, and nothing after it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import Random
from statistics import median

import pytest

from bot.actions.contact_choices import stop_all
from bot.actions.members import TOPICS, consent
from bot.actions.people import find_person
from bot.database import Transaction
from bot.database.postgres import PostgresDatabase
from bot.rules.deliveries import KINDS, Class, Kind, Lane, Topic
from bot.rules.outcomes import Outcome
from bot.rules.pace import Pacer
from bot.rules.roles import Actor
from bot.words.message import Message
from jobs.outbox import IDLE, Sender
from tests.faults.mail import OFFER, fates, mail, offer_mail, outbox
from tests.simulation import Simulation
from tests.world import Guest, World

CAMPAIGN = Kind(OFFER.name, Lane.BROADCAST, Class.ONCE, timedelta(hours=8), by_day=True, topic=Topic.OFFERS)
PLACES = 8
WAITED_OUT = 40
"""Turns of the event loop after which a connection that was given back has gone to whoever waited for it."""


@dataclass
class Line:
    """Telegram, and members who say stop at moments of their own."""

    time: Simulation
    stops: dict[int, int]
    """By how many messages have gone out: whose moment it is."""
    say_stop: Callable[[int], Awaitable[None]]
    stopped: set[int] = field(default_factory=set)
    after: dict[int, int] = field(default_factory=dict)
    """Messages that were handed over after somebody's stop was heard, by chat."""
    handed: int = 0
    pacer: Pacer = field(default_factory=Pacer)

    async def say(
        self,
        chat_id: int,
        _: Message,
        lane: Lane,
        *,
        replaces: int | None = None,
        on_its_way: Callable[[], None] = lambda: None,
    ) -> Outcome:
        """As the mouth does it."""
        while wait := self.pacer.wait(lane, chat_id, self.time.now):
            await self.time.pause(wait)
        on_its_way()
        self.handed += 1
        if chat_id in self.stopped:
            self.after[chat_id] += 1
        if self.handed in self.stops:
            whose = self.stops[self.handed]
            await self.say_stop(whose)
            self.stopped.add(whose)
            self.after[whose] = 0
        await self.time.pause(0.1)
        return Outcome.delivered(self.handed)


async def joined(world: World, name: str) -> tuple[Guest, Actor]:
    """A member who agreed to everything."""
    guest = await world.member(name)
    async with world.shop.work() as work:
        known = await find_person(work, guest.id)
        assert known is not None
        for topic in Topic:
            await consent(work, known.actor, topic, True, "", "test")
    return guest, known.actor


@pytest.mark.either
@pytest.mark.promise(43)
async def test_whoever_stops_at_any_moment_of_a_campaign_gets_no_more_than_was_on_its_way(
    world: World, size: Callable[[int, int], int], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_mail(monkeypatch)
    monkeypatch.setitem(KINDS, OFFER.name, CAMPAIGN)
    members = [await joined(world, f"Guest {number}") for number in range(size(20, 2000))]
    actors, each = {guest.id: actor for guest, actor in members}, 6
    keys = await mail(world, OFFER, [guest for guest, _ in members], each)
    moments = Random(seed).sample(range(1, len(members) * each // 2), len(members) // 2)

    async def say_stop(whose: int) -> None:
        async with world.shop.work() as work:
            await stop_all(work, actors[whose], dict.fromkeys(TOPICS, ""), "stop")

    time = Simulation(world, monkeypatch)
    line = Line(time, dict(zip(moments, actors, strict=False)), say_stop)
    await carry(world, time, line)

    assert len(line.after) == len(moments)
    assert max(line.after.values()) <= PLACES
    assert median(line.after.values()) == 0
    states = await fates(world)
    assert {states[key] for key in keys} == {"delivered", "dropped"}
    assert {row.reason for row in await outbox(world) if row.state == "dropped"} == {"no consent"}


async def carry(world: World, time: Simulation, line: Line) -> None:
    """Let the sender deliver until nothing waits any more."""
    app, waits = world.app, True
    sender = Sender(world.shop, line, app.leader, app.wall, in_flight=PLACES, bot_username="shop_bot", later=time.later)

    def look() -> None:
        sender.wake()
        time.later(IDLE, look)

    look()
    running = asyncio.create_task(sender.run())
    while waits:
        until = time.now + 5
        await time.until(partial(_has_come, time, until))
        waits = bool({"queued", "sending"} & set((await fates(world)).values()))
    await sender.stop(1)
    await running


def _has_come(time: Simulation, moment: float) -> bool:
    return time.now >= moment


@pytest.mark.promise(43)
@pytest.mark.postgres
async def test_whoever_is_cancelled_while_waiting_for_a_connection_stops_whatever_the_moment(
    postgres_url: str,
) -> None:
    database = await PostgresDatabase.open(postgres_url, connections=1)
    goes_on = 0
    for turns in range(WAITED_OUT):
        taken, over = asyncio.Event(), asyncio.Event()
        holder = asyncio.create_task(hold(database, taken, over))
        await taken.wait()
        waiting = asyncio.create_task(wait_and_go_on(database))
        await pass_by(WAITED_OUT)

        over.set()
        await pass_by(turns)
        waiting.cancel()

        await asyncio.wait([holder, waiting], timeout=5)
        goes_on += not waiting.done()
        waiting.cancel()
    await database.close()
    assert goes_on == 0


async def pass_by(turns: int) -> None:
    """Let the event loop turn so often."""
    for _ in range(turns):
        await asyncio.sleep(0)


async def hold(database: PostgresDatabase, taken: asyncio.Event, over: asyncio.Event) -> None:
    """Have the only connection until it is over."""
    async with database.transaction(Transaction):
        taken.set()
        await over.wait()


async def wait_and_go_on(database: PostgresDatabase) -> None:
    """Do something, and then whatever comes, as a lane does."""
    async with database.transaction(Transaction) as work:
        await work.run_sql("SELECT 1")
    await asyncio.Event().wait()
