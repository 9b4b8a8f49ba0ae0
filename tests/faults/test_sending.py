"""What goes out: nothing lost, nothing twice that may not be, nothing to whom may not be written to, in order."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import bindparam, select

from bot.actions.outbox import post
from bot.actions.store import pause
from bot.database import Query
from bot.rules.deliveries import KINDS
from bot.tables.people import people
from commands.shop import reread
from handlers.transport import NotSentError
from tests.faults.mail import OFFER, PROOF, audited, fates, mail, offer_mail, outbox
from tests.requests import Requests
from tests.world import Guest, World

Size = Callable[[int, int], int]

_UNREACHABLE = Query(int, select(people.c.telegram_id).where(people.c.unreachable_at.is_not(None)))
_SINCE = Query(datetime, select(people.c.unreachable_at).where(people.c.telegram_id == bindparam("person")))


@pytest.fixture(autouse=True)
def _mail(monkeypatch: pytest.MonkeyPatch) -> None:
    offer_mail(monkeypatch)


async def cast(world: World, n: int) -> list[Guest]:
    """So many people who have started the bot."""
    guests = [world.guest(f"Guest {number}") for number in range(n)]
    for guest in guests:
        world.telegram.private_chat(guest.person).started = True
    return guests


async def until_sent(world: World) -> None:
    """Let time pass until nothing waits any more."""
    for _ in range(60):
        await world.later(minutes=2)
        if "queued" not in (await fates(world)).values():
            return


async def unreachable(world: World) -> set[int]:
    """Whom the shop doesn't write to."""
    async with world.shop.reading() as reading:
        return set(await reading.all(_UNREACHABLE))


@pytest.mark.either
@pytest.mark.promise(12)
async def test_when_answers_are_lost_after_the_send_an_offer_comes_once_and_a_proof_at_most_twice(
    world: World, size: Size
) -> None:
    guests = await cast(world, size(40, 1000))
    world.telegram.faults.add("close_after", method="sendMessage", chance=0.01 if size(0, 1) else 0.1)
    offers = await mail(world, OFFER, guests, 5)
    proofs = await mail(world, PROOF, guests, 5)

    await until_sent(world)

    found, states = await audited(world), await fates(world)
    assert world.telegram.faults.active[0].hits > 10
    assert found.wrong == []
    assert set(found.doubled) <= set(proofs)
    assert all(n == 2 for n in found.doubled.values())
    assert found.doubled
    assert {states[key] for key in offers} == {"delivered", "uncertain"}
    assert Counter(states[key] for key in proofs)["uncertain"] < len(proofs) * 0.05
    doubtful = [row for row in await outbox(world) if row.state == "uncertain"]
    assert all(row.reason for row in doubtful)


@pytest.mark.either
@pytest.mark.promise(14)
async def test_where_a_fifth_of_all_connections_fail_everything_arrives_once(
    world: World, size: Size, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    guests, chance, failed = await cast(world, size(40, 1000)), random.Random(seed), []
    send = Requests.do_request

    async def sometimes(self: Requests, url: str, method: str, **how: Any) -> tuple[int, bytes]:
        if url.endswith("/sendMessage") and chance.random() < 0.2:
            failed.append(url)
            raise NotSentError("ConnectionTimeoutError")
        return await send(self, url, method, **how)

    monkeypatch.setattr(Requests, "do_request", sometimes)
    await mail(world, OFFER, guests, 5)
    await mail(world, PROOF, guests, 5)

    await until_sent(world)

    found = await audited(world)
    assert len(failed) > len(guests)
    assert found.wrong == []
    assert found.doubled == {}
    assert set((await fates(world)).values()) == {"delivered"}


@pytest.mark.either
async def test_news_that_waited_into_the_night_waits_for_the_morning(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mei = await world.member("Mei")
    monkeypatch.setitem(KINDS, PROOF.name, replace(PROOF, by_day=True))
    world.clock.set(datetime(2026, 3, 2, 18, 58, tzinfo=UTC))  # two to eight in Berlin
    world.telegram.faults.add("server_error", method="sendMessage", chat=mei.id, times=2)
    [key] = await mail(world, PROOF, [mei])

    await world.later(hours=12)
    assert f"#{key}" not in mei.heard
    await world.later(hours=2)

    [said] = [one for one in mei.messages if one.get("text") == f"#{key}"]
    assert datetime.fromtimestamp(int(str(said["date"])), UTC) == datetime(2026, 3, 3, 8, tzinfo=UTC)


async def test_messages_to_one_person_keep_their_order(world: World) -> None:
    mei, bob = await cast(world, 2)
    await mail(world, PROOF, [mei, bob], 20)

    await world.later(minutes=2)

    assert [text for text in mei.heard if "#" in text] == [f"#proof-{mei.id}-{number}" for number in range(20)]
    found = await audited(world)
    assert (found.wrong, found.disordered, found.doubled) == ([], [], {})


@pytest.mark.either
@pytest.mark.parametrize("trouble", ["bad_gateway", "server_error"])
async def test_what_is_tried_again_is_not_overtaken_by_what_was_posted_later(world: World, trouble: str) -> None:
    mei, bob = await world.member("Mei"), await world.member("Bob")
    world.telegram.faults.add(trouble, method="sendMessage", chat=mei.id, times=1)
    keys = await mail(world, PROOF, [mei], name="first")
    await world.later(seconds=20)
    for name in ("second", "third"):
        keys += await mail(world, PROOF, [mei, bob], name=name)
        await world.later(seconds=10)

    assert [text for text in mei.heard if "#" in text] == []
    assert bob.sees.startswith("#third")
    assert "0" in await mei.says("/points")

    await world.later(minutes=1)
    assert [text for text in mei.heard if "#" in text] == [f"#{key}" for key in keys if str(mei.id) in key]
    found = await audited(world)
    assert (found.wrong, found.disordered, found.doubled) == ([], [], {})


@pytest.mark.either
async def test_a_message_that_never_gets_through_holds_up_its_chat_no_longer_than_it_is_tried(world: World) -> None:
    [mei] = await cast(world, 1)
    world.telegram.faults.add("server_error", method="sendMessage", chat=mei.id, times=5)
    [first] = await mail(world, PROOF, [mei], name="first")
    [second] = await mail(world, PROOF, [mei], name="second")
    await world.settle()

    await world.later(minutes=14)
    assert (await fates(world)) == {first: "queued", second: "queued"}
    await world.later(minutes=2)

    assert (await fates(world)) == {first: "failed", second: "delivered"}


async def test_a_blocked_member_is_not_written_to_again_until_they_are_back(world: World) -> None:
    mei, bob = await world.member("Mei"), await world.member("Bob")
    world.telegram.private_chat(mei.person).blocked = True
    [first, other] = await mail(world, PROOF, [mei, bob])
    await world.settle()

    states = await fates(world)
    assert (states[first], states[other]) == ("failed", "delivered")
    assert await unreachable(world) == {mei.id}

    tried = len(world.telegram.log)
    [second, _] = await mail(world, PROOF, [mei, bob], name="second")
    await world.settle()
    assert (await fates(world))[second] == "dropped"
    assert len(world.telegram.log) == tried + 1

    world.telegram.unblock(mei.person)
    await world.settle()
    assert await unreachable(world) == set()
    [third, _] = await mail(world, PROOF, [mei, bob], name="third")
    await world.settle()
    assert (await fates(world))[third] == "delivered"
    assert mei.sees == f"#{third}"
    assert (await audited(world)).wrong == []


async def test_who_says_that_they_blocked_us_is_not_even_tried(world: World) -> None:
    mei = await world.member("Mei")
    world.telegram.block(mei.person)
    await world.settle()
    before = len(world.telegram.log)

    [key] = await mail(world, OFFER, [mei])
    await world.settle()

    assert (await fates(world))[key] == "dropped"
    assert len(world.telegram.log) == before
    async with world.shop.reading() as reading:
        assert await reading.the(_SINCE, person=mei.id) is not None


@pytest.mark.either
@pytest.mark.parametrize("kind", ["blocked", "deactivated"])
async def test_who_has_gone_is_tried_once_and_restored_by_writing(world: World, kind: str) -> None:
    mei = await world.member("Mei")
    fault = world.telegram.faults.add(kind, method="sendMessage", chat=mei.id)
    await mail(world, OFFER, [mei], 3)
    await world.later(hours=1)

    assert fault.hits == 1
    assert sorted((await fates(world)).values()) == ["dropped", "dropped", "failed"]

    world.telegram.faults.clear()
    assert "0" in await mei.says("/points")
    [again] = await mail(world, OFFER, [mei], name="again")
    await world.settle()
    assert (await fates(world))[again] == "delivered"


@pytest.mark.either
async def test_told_to_wait_the_lane_is_closed_and_the_others_are_not(world: World) -> None:
    guests = await cast(world, 40)
    mei = await world.member("Mei")
    world.telegram.faults.add("too_many_requests", method="sendMessage", chat=guests[0].id, times=1, retry_after=35)
    await mail(world, OFFER, guests)
    began = world.clock.now()
    await world.app.sender.drain()
    seq = world.telegram.log[-1].seq

    await mei.says("/points")
    assert "0" in mei.sees
    assert world.clock.now() - began < timedelta(seconds=30)
    await world.later(minutes=3)

    in_window = [
        one
        for one in world.telegram.log
        if "#" in str(one.params.get("text")) and began < one.at < began + timedelta(seconds=35)
    ]
    assert len(in_window) <= 8
    assert world.telegram.log[-1].seq > seq
    assert set((await fates(world)).values()) == {"delivered"}
    assert (await audited(world)).doubled == {}


@pytest.mark.either
async def test_ten_minutes_of_server_errors_lose_nothing_and_try_little(world: World) -> None:
    guests = await cast(world, 10)
    world.telegram.faults.add("server_error", method="sendMessage")
    await mail(world, PROOF, guests)
    await world.later(minutes=10)
    world.telegram.faults.clear()
    await world.later(minutes=10)

    found = await audited(world)
    assert (found.wrong, found.doubled) == ([], {})
    assert set((await fates(world)).values()) == {"delivered"}
    assert max(row.attempts for row in await outbox(world)) <= 5


async def test_a_paused_store_writes_to_nobody_and_loses_nothing(world: World) -> None:
    [mei] = await cast(world, 1)
    async with world.shop.work() as work:
        await pause(work, "restored")
    await reread(world.shop)
    [key] = await mail(world, PROOF, [mei])
    await world.later(hours=2)
    assert mei.heard == []
    assert (await fates(world))[key] == "queued"

    world.shop.store = world.shop.store._replace(paused_why=None)
    await world.settle()
    assert mei.heard == [f"#{key}"]


async def test_a_delivery_that_has_no_words_holds_up_nobody(world: World, log_lines: StringIO) -> None:
    mei, bob = await cast(world, 2)
    async with world.shop.work() as work:
        await post(work, PROOF.name, mei.id, "empty", {})
    [key] = await mail(world, PROOF, [bob])

    await world.later(minutes=1)

    assert await fates(world) == {"empty": "failed", key: "delivered"}
    assert "delivery_without_words" in log_lines.getvalue()


async def test_a_process_that_died_in_the_middle_of_a_send_leaves_it_in_doubt(world: World) -> None:
    guests = await cast(world, 4)
    offers, proofs = await mail(world, OFFER, guests), await mail(world, PROOF, guests)
    gone = asyncio.Event()

    async def die(*_: object, **__: object) -> None:
        gone.set()
        await asyncio.Event().wait()

    sender, carrier = world.app.sender, world.app.sender._carrier
    alive, carrier._courier.say = carrier._courier.say, die  # type: ignore[method-assign,assignment] # it never comes back
    draining = asyncio.create_task(sender.drain())
    await gone.wait()
    draining.cancel()
    await asyncio.gather(draining, return_exceptions=True)
    carrier._courier.say = alive  # type: ignore[method-assign]
    carrier.open.clear()
    assert "sending" in (await fates(world)).values()

    await sender.recover(everything=True)
    await world.later(minutes=5)

    states = await fates(world)
    assert {states[key] for key in proofs} == {"delivered"}
    assert {states[key] for key in offers} <= {"delivered", "uncertain"}
    found = await audited(world)
    assert (found.wrong, found.doubled) == ([], {})


@pytest.mark.promise(22)
async def test_pressing_again_what_shows_already_troubles_nobody(world: World, log_lines: StringIO) -> None:
    mei = await world.member("Mei")
    await mei.says("/settings")
    await mei.taps("Change the language")
    shown = len(mei.heard)
    message_id, found = mei._keyboard()
    for _ in range(3):
        world.telegram.tap(mei.person, message_id, found[0][0])
    await world.settle()

    assert len(mei.heard) == shown
    assert "answer_not_sent" not in log_lines.getvalue()


@pytest.mark.promise(22)
async def test_a_press_too_old_to_answer_is_still_heard(world: World, log_lines: StringIO) -> None:
    mei = await world.member("Mei")
    message_id, found = mei._keyboard()
    world.telegram.tap(mei.person, message_id, found[0][0])
    told = world.telegram.pending_updates()
    world.clock.set(world.clock.now() + timedelta(minutes=10))
    await world.app.intake.receive(told, late=True)
    await world.app.quiet()

    assert "answer_" not in log_lines.getvalue()
    assert mei.sees


@pytest.mark.promise(22)
async def test_where_the_pressed_message_is_gone_the_answer_is_a_new_one(world: World, log_lines: StringIO) -> None:
    mei = await world.member("Mei")
    await mei.says("/points")
    await mei.says("/settings")
    message_id, found = mei._keyboard()
    world.telegram.tap(mei.person, message_id, found[0][0])
    world.telegram.delete(mei.person, message_id)
    shown = len(mei.heard)

    await world.settle()

    assert len(mei.heard) == shown + 1
    assert "answer_not_sent" not in log_lines.getvalue()


@pytest.mark.promise(22)
async def test_a_receipt_whose_message_is_gone_is_corrected_by_a_new_one(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")
    await carl.says(f"/sale {await mei.card()} 12.50")
    await carl.taps("Record")
    receipt = mei.messages[-1]["message_id"]
    assert "12.50" in mei.sees
    world.telegram.delete(mei.person, int(str(receipt)))

    await carl.says("/undo")
    await carl.taps("Take it back")

    assert "<s>" in mei.sees or "12.50" in mei.sees
    assert mei.messages[-1]["message_id"] != receipt
    assert {fate for key, fate in (await fates(world)).items() if not key.startswith("thanks")} == {"delivered"}
