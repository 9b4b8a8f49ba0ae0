"""A morning full of care while Telegram fails and the bot is killed: nobody lost, nobody written to twice unasked.

The same promises are kept every day with made-up messages (tests/faults); here they are real ones, which the jobs of
the day post and the contact policy judges, by the thousand. All of it is for the full size.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.rules.deliveries import KINDS, Class, Lane
from commands.shop import open_shop
from handlers.transport import NotSentError
from tests.auditor import Findings, Posted, posted_in, posted_in_file
from tests.canaries import SECRET_KEY
from tests.care.morning import audited, lay_out, post, zone_of_the_afternoon
from tests.killer import Killer, killer_of, messenger_with, wait_until
from tests.requests import Requests
from tests.world import OPENING, HandClock, World, open_world, settings_for

pytestmark = pytest.mark.full

PEOPLE, IN_FLIGHT, KILLS = 1_500, 8, 20
CARE = frozenset(("birthday", "refill", "survey", "win_back", "points_expiring"))
UNSENT = frozenset(("too late",))
"""Why something of such a morning may not go out: the thanks for a purchase of four days ago."""


def _is_once(row: Posted) -> bool:
    return KINDS[row.kind].klass is Class.ONCE


def _told(what: str, posted: list[Posted], found: Findings) -> None:
    kinds = Counter(f"{row.kind} {row.state}" for row in posted)
    print(f"\n{what}: {len(posted)} messages, {len(found.doubled)} doubled; {dict(kinds)}")


# The bot's own process.


@asynccontextmanager
async def busy_morning(folder: Path, pace: int) -> AsyncIterator[Killer]:
    """A shop on such a morning, whose bot is not started yet."""
    with messenger_with(PEOPLE, folder) as messenger, killer_of(messenger, folder) as killer:
        killer.pace, now = pace, datetime.now(UTC)
        clock, zone = HandClock(now), zone_of_the_afternoon(now).key
        usual = settings_for(killer.url, folder)
        settings = usual.model_copy(update={"secret_key": SecretStr(SECRET_KEY), "timezone": zone})
        async with open_shop(settings, clock=clock) as shop:
            await lay_out(shop, clock, messenger.people)
            await post(shop)
        yield killer


def _is_over(killer: Killer) -> bool:
    """Whether nothing is on its way or waits."""
    return not killer.count("delivery WHERE state IN ('queued', 'sending')")


def _finish(killer: Killer) -> tuple[list[Posted], Findings]:
    while True:
        try:
            wait_until(lambda: _is_over(killer), 20)
        except AssertionError:
            killer.let_a_minute_pass()
        else:
            return posted_in_file(killer.path), audited(killer.path, killer.messenger.accepted())


@pytest.mark.promise(10)
@pytest.mark.promise(11)
async def test_killed_twenty_times_in_a_morning_of_care_nobody_is_lost_and_nobody_written_to_twice_unasked(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    async with busy_morning(tmp_path, pace=300) as killer:
        messages = killer.count("delivery WHERE kind <> 'thanks'")
        for sent in sorted(chance.sample(range(messages), KILLS)):
            killer.start()
            wait_until(lambda sent=sent: len(killer.messenger.accepted()) >= sent or _is_over(killer))  # type: ignore[misc] # bound early
            killer.kill()
        killer.start()
        posted, found = _finish(killer)

    _told("20 kills", posted, found)
    once = {row.key for row in posted if _is_once(row)}
    assert found.wrong == []
    assert not once & found.doubled.keys()
    assert set(found.doubled.values()) <= {2}
    assert len(found.doubled) <= IN_FLIGHT * KILLS
    assert all(row.reason for row in posted if row.state != "delivered")
    assert {row.reason for row in posted if row.state == "dropped"} <= UNSENT
    assert len([row for row in posted if row.state == "uncertain"]) <= len(Lane) * IN_FLIGHT * KILLS


async def _took(folder: Path, **fault: object) -> tuple[float, list[Posted], Findings]:
    """How many seconds a morning's care takes at the usual pace, once it is posted, while something is wrong."""
    folder.mkdir()
    async with busy_morning(folder, pace=25) as killer:
        killer.ask("UPDATE delivery SET state = 'delivered' WHERE kind = 'receipt'")
        if fault:
            killer.messenger.fault(method="sendMessage", **fault)
        killer.start()
        wait_until(lambda: len(killer.messenger.accepted()) > 0)
        begun, most = time.monotonic(), PEOPLE * 4 / 25 * 3
        wait_until(lambda: not killer.count("delivery WHERE state = 'queued'"), most)
        seconds = time.monotonic() - begun
        posted, found = _finish(killer)
    _told(str(fault), posted, found)
    return seconds, posted, found


@pytest.mark.promise(13)
@pytest.mark.promise(18)
async def test_hangs_and_words_to_wait_cost_a_morning_of_care_a_fifth_of_its_pace_at_most(tmp_path: Path) -> None:
    calm, posted, found = await _took(tmp_path / "calm")
    assert (found.wrong, found.doubled) == ([], {})
    messages = len([row for row in posted if row.state == "delivered" and row.kind in CARE])

    hanging, posted, found = await _took(tmp_path / "hanging", kind="hang", every=20)
    print(f"{messages} messages: {calm:.0f} s, with hangs {hanging:.0f} s")
    assert found.wrong == []
    assert calm / hanging >= 0.8
    assert {row.state for row in posted if _is_once(row)} == {"delivered", "uncertain"}

    told, posted, found = await _took(tmp_path / "told", kind="too_many_requests", every=50, retry_after=1)
    print(f"told to wait {messages // 49} times for a second: {told:.0f} s")
    assert (found.wrong, found.doubled) == ([], {})
    assert told <= 1.2 * calm
    assert {row.state for row in posted if _is_once(row)} == {"delivered"}


@pytest.mark.promise(15)
@pytest.mark.promise(17)
async def test_a_word_to_wait_and_ten_minutes_of_server_errors_lose_no_word_of_care(tmp_path: Path) -> None:
    async with busy_morning(tmp_path, pace=25) as killer:
        messenger = killer.messenger
        killer.ask("UPDATE delivery SET state = 'delivered' WHERE kind IN ('receipt', 'points_expiring')")
        killer.start()
        wait_until(lambda: len(messenger.accepted()) > 200)
        messenger.fault(kind="too_many_requests", method="sendMessage", times=1, retry_after=35)
        wait_until(lambda: messenger.http.get("/sandbox/faults").json()["faults"][0]["hits"] > 0)
        told = time.monotonic()
        before = len(messenger.accepted())
        await asyncio.sleep(34.5)
        meanwhile = len(messenger.accepted()) - before
        wait_until(lambda: len(messenger.accepted()) > before + 50)
        print(f"\ntold to wait for 35 s: {meanwhile} in that time, on after {time.monotonic() - told:.1f} s")
        assert meanwhile <= IN_FLIGHT

        messenger.fault(kind="server_error", method="sendMessage")
        await asyncio.sleep(1)
        before = len(messenger.accepted())
        await asyncio.sleep(600)
        assert len(messenger.accepted()) == before
        assert messenger.http.delete("/sandbox/faults").is_success
        back = time.monotonic()
        wait_until(lambda: len(messenger.accepted()) > before)
        print(f"on {time.monotonic() - back:.1f} s after ten minutes of server errors")
        wait_until(lambda: _is_over(killer), 1200)
        posted, found = _finish(killer)

    _told("a word to wait and server errors", posted, found)
    assert (found.wrong, found.doubled) == ([], {})
    assert {row.state for row in posted if row.kind in CARE} == {"delivered"}
    assert max(row.attempts for row in posted) <= 5


# In the shop's own time.


@pytest.fixture
async def world(sqlite_url: str, tmp_path: Path, seed: int) -> AsyncIterator[World]:
    """A shop on such a morning."""
    async with open_world(sqlite_url, tmp_path, seed) as world:
        guests = [world.guest(f"Guest {number}") for number in range(PEOPLE)]
        for guest in guests:
            world.telegram.private_chat(guest.person).started = True
        await lay_out(world.shop, world.clock, [guest.id for guest in guests])
        yield world


async def evening(world: World, what: str) -> tuple[list[Posted], Findings]:
    """Let the day pass; the outbox then, and what the auditor finds."""
    while world.clock.now() < OPENING.replace(hour=20):
        await world.later(minutes=30)
    path = Path(world.settings.database_url.get_secret_value().removeprefix("sqlite:///"))
    posted, found = posted_in_file(path), audited(path, world.telegram.log)
    _told(what, posted, found)
    return posted, found


@pytest.mark.promise(12)
async def test_answers_lost_after_the_send_double_no_word_of_care(world: World) -> None:
    fault = world.telegram.faults.add("close_after", method="sendMessage", chance=0.01)

    posted, found = await evening(world, "answers lost")

    once = {row.key: row for row in posted if _is_once(row)}
    assert fault.hits > 50
    assert found.wrong == []
    assert not once.keys() & found.doubled.keys()
    assert found.doubled
    assert set(found.doubled.values()) == {2}
    assert {row.state for row in once.values()} == {"delivered", "uncertain"}


@pytest.mark.promise(14)
async def test_where_a_fifth_of_all_connections_fail_every_word_of_care_arrives_once(
    world: World, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, failed, send = random.Random(seed), list[str](), Requests.do_request

    async def sometimes(self: Requests, url: str, method: str, **how: Any) -> tuple[int, bytes]:
        if url.endswith("/sendMessage") and chance.random() < 0.2:
            failed.append(url)
            raise NotSentError("ConnectionTimeoutError")
        return await send(self, url, method, **how)

    monkeypatch.setattr(Requests, "do_request", sometimes)

    posted, found = await evening(world, "connections failed")

    assert len(failed) > PEOPLE
    assert (found.wrong, found.doubled) == ([], {})
    assert {row.state for row in posted if row.kind in CARE} == {"delivered"}


@pytest.mark.promise(20)
async def test_whoever_blocked_the_bot_is_tried_once_and_gets_the_care_again_that_comes_after_they_are_back(
    world: World,
) -> None:
    people = list(world.telegram.people.values())[: PEOPLE * 3 // 10]
    gone = {person.id for person in people}
    for person in people:
        world.telegram.private_chat(person).blocked = True

    await world.app.sender.drain()
    receipts = [row for row in await posted_in(world.shop) if row.kind == "receipt" and row.chat_id in gone]
    assert Counter(row.chat_id for row in receipts if row.attempts) == dict.fromkeys(gone, 1)
    assert {row.state for row in receipts} == {"failed", "dropped"}

    await world.later(minutes=1)
    assert not [row for row in await posted_in(world.shop) if row.kind in CARE and row.chat_id in gone]

    for person in people[::2]:
        world.telegram.unblock(person)
    await world.settle()
    await post(world.shop)
    posted, found = await evening(world, "blocked")

    assert (found.wrong, found.doubled) == ([], {})
    care = {row.chat_id for row in posted if row.kind in CARE}
    assert care & gone == {person.id for person in people[::2]}
    assert {row.state for row in posted if row.kind in CARE} == {"delivered"}
