"""What comes in: lost by nobody, handled once, in any order, late, poisoned or by the hundred."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import func, select

from bot.database import Query
from bot.rules.roles import Action
from bot.sandbox.updates import KEPT_SECONDS
from bot.tables.inbox import inbox
from bot.tables.purchases import purchases
from handlers.flood import EACH, MOST, WITHIN, Flood, Verdict
from handlers.routes import ROUTES
from handlers.visit import Reply, Route, Visit
from jobs.timetable import TIMETABLE
from tests.world import Guest, World

Size = Callable[[int, int], int]

SET_BASED = {"broadcast_cards", "expiry", "groups", "tiers", "vouchers"}
"""Jobs that change many rows by a statement or hold them, where databases differ."""
SLOW_DOWN = "That was a lot at once"
_STATES = Query(str, select(inbox.c.state).order_by(inbox.c.update_id))
_SALES = Query(int, select(func.count()).select_from(purchases))


async def states(world: World) -> list[str]:
    """The state of every update that was kept, by number."""
    async with world.shop.reading() as reading:
        return await reading.all(_STATES)


async def sales(world: World) -> int:
    """How many sales were recorded."""
    async with world.shop.reading() as reading:
        return await reading.the(_SALES)


async def about_to_sell(world: World) -> tuple[Guest, Guest]:
    """A cashier before the one question, and the member whose sale it is."""
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")
    return carl, mei


@pytest.fixture
def boom(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The command /boom, which fails however often it is tried; the tries."""
    tries: list[int] = []

    async def fail(visit: Visit) -> Reply:
        tries.append(visit.incoming.person_id)
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setitem(ROUTES.commands, "boom", Route(fail, Action.SEE_HELP))
    return tries


@pytest.mark.promise(2)
async def test_what_is_told_again_because_it_was_not_confirmed_changes_nothing(world: World) -> None:
    carl, mei = await about_to_sell(world)
    world.telegram.tap(carl.person, *_record(carl))
    told = world.telegram.pending_updates()

    for _ in range(3):
        await world.app.intake.receive(told)
        await world.app.quiet()
    await world.settle()

    assert await sales(world) == 1
    assert [text for text in mei.heard if "12.50" in text] == [mei.sees]


def _record(carl: Guest) -> tuple[int, str]:
    message_id, found = carl._keyboard()
    return message_id, next(label for label, _ in found if label.startswith("Record"))


@pytest.mark.promise(3)
async def test_an_effect_without_its_update_being_done_is_impossible(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    carl, mei = await about_to_sell(world)
    record = ROUTES.buttons["sale.record"]
    left = [2]

    async def fail_at_the_end(visit: Visit) -> object:
        said = await record.screen(visit)
        if left.pop():
            left.append(0)
            raise ZeroDivisionError
        return said

    monkeypatch.setitem(ROUTES.buttons, "sale.record", Route(fail_at_the_end, record.action, spends=True))  # type: ignore[arg-type] # whatever the screen says
    await carl.taps("Record")

    assert await sales(world) == 1
    assert len([text for text in mei.heard if "12.50" in text]) == 1
    assert set(await states(world)) == {"done"}


@pytest.mark.promise(7)
async def test_updates_numbered_lower_after_a_silent_week_are_heard(world: World) -> None:
    mei = await world.member("Mei")
    await world.settle()
    world.clock.set(world.clock.now() + timedelta(days=8))
    world.telegram.updates.next_id = 4711

    assert "0" in await mei.says("/points")
    assert "0" in await mei.says("/points")

    assert len(mei.heard) == 3
    assert set(await states(world)) == {"done"}


@pytest.mark.either
@pytest.mark.promise(8)
async def test_after_a_day_of_silence_all_is_answered_within_minutes_and_old_presses_spend_nothing(
    world: World, size: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KEPT_SECONDS, "callback_query", 86_400)
    carl, mei = await about_to_sell(world)
    guests = [world.guest(f"Guest {number}") for number in range(25)]
    n = size(250, 5000)
    for number in range(n):
        if number == n - 60:
            world.telegram.tap(carl.person, *_record(carl))
        world.telegram.say(guests[number % len(guests)].person, "/help")
        world.clock.set(world.clock.now() + timedelta(hours=23) / n)
    began = world.clock.now()

    await world.settle()

    assert world.clock.now() - began <= timedelta(minutes=5)
    assert set(await states(world)) == {"done"}
    assert sum(len(guest.heard) for guest in guests) == n
    assert await sales(world) == 0
    assert "old one" in carl.sees
    await carl.says(f"/sale {await mei.card()} 12.50")
    await carl.taps("Record")
    assert await sales(world) == 1


@pytest.mark.promise(8)
async def test_a_press_that_waited_in_our_own_inbox_spends_nothing(world: World) -> None:
    carl, _ = await about_to_sell(world)
    world.telegram.tap(carl.person, *_record(carl))
    await world.app.intake.stop(0)
    await world.app.poller.poll(0)
    await world.app.intake.settled()
    world.app.intake._stopping = False
    world.clock.set(world.clock.now() + timedelta(minutes=3))
    await world.app.intake.recover()
    await world.settle()

    assert await sales(world) == 0
    assert "old one" in carl.sees
    assert set(await states(world)) == {"done"}


@pytest.mark.promise(9)
async def test_what_fails_five_times_is_given_up_and_everybody_concerned_is_told(world: World, boom: list[int]) -> None:
    olga, mei, bob = await world.owner(), await world.member("Mei", "ru"), await world.member("Bob")
    began = world.clock.now()
    world.telegram.say(mei.person, "/boom")
    world.telegram.say(mei.person, "/points")
    world.telegram.say(bob.person, "/points")
    await world.settle()

    assert boom == [mei.id] * 5
    assert (await states(world)).count("dead") == 1
    assert world.clock.now() - began <= timedelta(seconds=1)
    number = str(world.telegram.updates.next_id - 3)
    assert number in olga.sees
    assert number in mei.heard[-2]
    assert "наш" in mei.heard[-2].lower() or "номер" in mei.heard[-2].lower()
    assert mei.sees != mei.heard[-2]
    assert "0" in bob.sees


@pytest.mark.either
@pytest.mark.promise(9)
async def test_nobody_waits_for_somebody_elses_failing_update(world: World, boom: list[int]) -> None:
    guests = [await world.member(f"Member {number}") for number in range(10)]
    for guest in guests[:5]:
        world.telegram.say(guest.person, "/boom")
    for guest in guests[5:]:
        world.telegram.say(guest.person, "/points")
    before = {guest.id: len(guest.heard) for guest in guests}
    began, seq = world.clock.now(), world.telegram.log[-1].seq

    await world.settle()

    answers = [one for one in world.telegram.log[seq:] if one.chat_id in {one.id for one in guests[5:]}]
    assert len(answers) == 5
    assert all(one.at - began <= timedelta(seconds=1) for one in answers)
    assert len(boom) == 25
    assert all(len(guest.heard) == before[guest.id] + 1 for guest in guests)


async def test_what_an_update_says_cannot_keep_a_batch_from_being_kept(world: World) -> None:
    mei, bob = await world.member("Mei"), await world.member("Bob")
    world.telegram.say(mei.person, "hello")
    told = world.telegram.pending_updates()
    told[0]["message"]["text"] = "\ud83d half a smile"
    world.telegram.say(bob.person, "/points")

    await world.settle()

    assert set(await states(world)) == {"done"}
    assert "0" in bob.sees
    assert "/help" in mei.sees


@pytest.mark.either
@pytest.mark.promise(79)
async def test_a_flood_is_answered_once_and_others_keep_their_pace(world: World, size: Size) -> None:
    flooder = await world.member("Flo")
    others = [world.guest(f"Guest {number}") for number in range(size(50, 1000))]
    await world.later(minutes=1)
    before, began = len(flooder.heard), world.clock.now()
    for number in range(1000):
        world.telegram.say(flooder.person, "/points")
        if number % (1000 // len(others)) == 0:
            world.telegram.say(others[number * len(others) // 1000].person, "/help")

    while await world.app.poller.poll(0):
        pass
    await world.settle()

    said = flooder.heard[before:]
    assert sum(SLOW_DOWN in text for text in said) == 1
    assert len(said) <= 1 + MOST + (world.clock.now() - began).total_seconds() / EACH
    assert len(said) < 100
    assert all(len(guest.heard) == 1 for guest in others)
    assert set(await states(world)) == {"done"}
    assert len(world.app.intake._fresh) == 0


@pytest.mark.promise(79)
def test_twenty_at_once_are_heard_and_then_two_a_second() -> None:
    now = 0.0
    flood = Flood(lambda: now)

    verdicts = [flood.judge(7) for _ in range(MOST + 5)]

    assert verdicts == [Verdict.HEAR] * MOST + [Verdict.WARN] + [Verdict.IGNORE] * 4
    now += EACH
    assert (flood.judge(7), flood.judge(7)) == (Verdict.HEAR, Verdict.IGNORE)
    assert flood.judge(8) is Verdict.HEAR
    now += WITHIN
    assert [flood.judge(7) for _ in range(MOST + 1)][-2:] == [Verdict.HEAR, Verdict.WARN]


@pytest.mark.promise(79)
def test_who_has_paused_is_forgotten_however_many_there_were() -> None:
    now = 0.0
    flood = Flood(lambda: now)
    for user in range(10_000):
        flood.judge(user)
        now += 0.01
    assert flood.remembered() <= 100


@pytest.mark.either
async def test_who_blocks_and_returns_during_a_flood_is_noticed(world: World) -> None:
    mei = await world.member("Mei")
    for _ in range(40):
        world.telegram.say(mei.person, "/points")
    world.telegram.block(mei.person)
    world.telegram.unblock(mei.person)
    for _ in range(10):
        world.telegram.start(mei.person)
    await world.settle()
    await world.later(seconds=30)

    assert "0" in await mei.says("/points")


@pytest.mark.either
@pytest.mark.promise(36)
@pytest.mark.parametrize(
    "job", [pytest.param(job.name, marks=[pytest.mark.both] if job.name in SET_BASED else []) for job in TIMETABLE]
)
async def test_a_job_late_twice_or_at_once_leaves_what_one_run_leaves(world: World, job: str) -> None:
    carl, _ = await about_to_sell(world)
    await carl.taps("Record")
    world.clock.set(world.clock.now() + timedelta(days=3, minutes=7))
    world.shop.telegram_time = world.clock.now

    assert await world.app.clockwork.run(job)
    await world.settle()
    once = await states(world), await sales(world), world.telegram.log[-1].seq
    assert all(await asyncio.gather(*(world.app.clockwork.run(job) for _ in range(3))))
    await world.settle()

    assert (await states(world), await sales(world), world.telegram.log[-1].seq) == once


async def test_in_two_days_no_job_fails(world: World, log_lines: StringIO) -> None:
    await world.later(days=2)

    assert "job_failed" not in log_lines.getvalue()
