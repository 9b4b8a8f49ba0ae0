"""A post to many: who has it, and when; and what becomes of it when somebody steps in."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.actions import broadcast_queue
from bot.actions.broadcast_care import care_for, whom_next
from bot.actions.broadcast_moves import cancel_broadcast, pause_broadcast, resume_broadcast
from bot.actions.broadcasts import change_broadcast
from bot.actions.members import consent
from bot.actions.store import new_install, pause, resume
from bot.rules.broadcast_runs import State, Why
from bot.rules.broadcast_when import How, When
from bot.rules.broadcasts import Button, Does, Plan
from bot.rules.roles import OPERATOR
from commands.shop import reread
from tests.broadcasts.hall import (
    actor_of,
    copies,
    crowd,
    let_go,
    nobody_left_out,
    posts,
    rows,
    say_to_all,
    stands,
    until_copied,
)
from tests.world import Guest, World

pytestmark = pytest.mark.either
Size = Callable[[int, int], int]


async def a_while(world: World) -> None:
    """Long enough for a small broadcast to begin, go out and end."""
    for _ in range(2):
        await world.later(minutes=1)


async def test_everybody_who_wants_to_hear_of_offers_has_it_once_and_the_others_not_at_all(world: World) -> None:
    max_ = await world.manager()
    guests, others = await crowd(world, 30), await crowd(world, 3, agreed=False)
    await nobody_left_out(world)
    number = await say_to_all(max_, "Fresh plums today")

    await a_while(world)

    assert all(one.heard == ["Fresh plums today"] for one in guests)
    assert all(one.heard == [] for one in others)
    found, tally = await stands(world, number)
    assert found.state is State.DONE
    assert (tally.queued, tally.delivered, tally.dropped, tally.left) == (33, 30, 3, 0)


async def test_whom_it_is_for_is_found_out_in_several_looks_and_nobody_is_left_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcast_queue, "AHEAD", 4)
    max_ = await world.manager()
    guests = await crowd(world, 9)
    await nobody_left_out(world)
    number = await say_to_all(max_, "Fresh plums today")

    await a_while(world)

    assert all(one.heard == ["Fresh plums today"] for one in guests)
    assert (await stands(world, number))[1].queued == 9


async def test_one_that_goes_on_after_it_was_looked_for_somebody_is_looked_for_again(world: World) -> None:
    max_ = await world.manager()
    guests = await crowd(world, 3)
    await nobody_left_out(world)
    number = await say_to_all(max_, "Fresh plums today")
    async with world.shop.reading() as reading:
        before_it_began = await whom_next(reading, world.shop.store, number)
    async with world.shop.work() as work:
        assert await care_for(work, number, 1000, before_it_began)
        assert await care_for(work, number, 1000, before_it_began)

    await a_while(world)

    assert before_it_began is None
    assert all(one.heard == ["Fresh plums today"] for one in guests)


async def test_each_reads_it_in_their_language_with_buttons_of_that_language(world: World) -> None:
    max_ = await world.manager()
    mei, ivan, bob = await world.member("Mei", "zh-CN"), await world.member("Ivan", "ru"), await world.member("Bob")
    await nobody_left_out(world)
    for one in (mei, ivan, bob):
        await agrees(one)
    button = Button(Does.LINK, {"": "Look", "ru": "Смотреть"}, "https://example.org")
    plan = Plan(posts={**posts(max_, "Plums"), "ru": posts(max_, "Сливы")[""]}, buttons=(button,))
    await let_go(max_, plan)

    await a_while(world)

    assert (ivan.sees, bob.sees, mei.sees) == ("Сливы", "Plums", "Plums")
    assert (ivan.buttons[0], bob.buttons[0]) == ("Смотреть", "Look")


async def test_paused_in_its_middle_it_rests_and_goes_on_where_it_was(world: World) -> None:
    max_ = await world.manager()
    guests = await crowd(world, 40)
    await nobody_left_out(world)
    number = await say_to_all(max_, "Fresh plums today")
    actor = await actor_of(max_)

    await until_copied(world, 10)
    async with world.shop.work() as work:
        assert await pause_broadcast(work, actor, number) is None
    await world.later(hours=1)
    had = len(copies(world))
    assert 10 <= had <= 10 + 2 * world.settings.in_flight
    assert (await stands(world, number))[0].paused_why is Why.ASKED

    async with world.shop.work() as work:
        assert await resume_broadcast(work, actor, number) is None
    await a_while(world)

    assert all(one.heard == ["Fresh plums today"] for one in guests)
    assert (await stands(world, number))[0].state is State.DONE


@pytest.mark.both
async def test_called_off_nobody_else_gets_it_and_the_list_says_why(world: World) -> None:
    max_ = await world.manager()
    await crowd(world, 40)
    await nobody_left_out(world)
    number = await say_to_all(max_, "Fresh plums today")

    actor = await actor_of(max_)
    await until_copied(world, 10)
    async with world.shop.work() as work:
        assert await cancel_broadcast(work, actor, number) is None
    await a_while(world)

    _, tally = await stands(world, number)
    assert tally.delivered == len(copies(world)) < 40
    assert tally.dropped == 40 - tally.delivered
    assert {row.reason for row in await rows(world) if row.state == "dropped"} == {"cancelled"}


async def test_when_its_original_is_deleted_it_pauses_and_asks_and_goes_on_with_another(world: World) -> None:
    max_ = await world.manager()
    guests = await crowd(world, 30)
    await nobody_left_out(world)
    plan = Plan(posts=posts(max_, "Fresh plums today"))
    number = await let_go(max_, plan)
    await until_copied(world, 10)
    world.telegram.delete(max_.person, plan.posts[""].message_ids[0])
    await a_while(world)

    found, tally = await stands(world, number)
    assert (found.state, found.paused_why) == (State.PAUSED, Why.ORIGINAL_GONE)
    assert tally.failed == 0
    assert any("paused by itself" in said for said in max_.heard)

    actor = await actor_of(max_)
    async with world.shop.work() as work:
        assert await change_broadcast(work, actor, number, replace(plan, posts=posts(max_, "Plums again"))) is None
        assert await resume_broadcast(work, actor, number) is None
    await a_while(world)

    assert all(len(one.heard) == 1 for one in guests)
    assert (await stands(world, number))[1].delivered == 30


async def test_a_post_that_telegram_refuses_stops_by_itself_before_it_has_burnt_through_the_members(
    world: World,
) -> None:
    max_ = await world.manager()
    await crowd(world, 90)
    await nobody_left_out(world)
    world.telegram.faults.add("refused", method="copyMessage")
    number = await say_to_all(max_, "Fresh plums today")

    await a_while(world)

    found, tally = await stands(world, number)
    assert (found.state, found.paused_why) == (State.PAUSED, Why.ERRORS)
    assert 20 <= tally.failed <= 20 + 2 * world.settings.in_flight


async def test_when_many_block_the_bot_after_it_it_pauses(world: World) -> None:
    max_ = await world.manager()
    guests = await crowd(world, 60)
    await nobody_left_out(world)
    number = await say_to_all(max_, "Buy now, or else", Plan(when=evening_in_three_zones(world)))
    await crowd(world, 30, zone="America/New_York")
    await a_while(world)
    for one in guests[:12]:
        world.telegram.block(one.person)
    await world.settle()

    await world.later(seconds=30)

    found, _ = await stands(world, number)
    assert (found.state, found.paused_why) == (State.PAUSED, Why.BLOCKS)


def evening_in_three_zones(world: World) -> When:
    """At an hour that is now in the shop's zone and hours away elsewhere."""
    here = world.clock.now().astimezone(world.shop.store.zone_info)
    return When(How.THEIR_ZONE, local=datetime.combine(here.date(), time(here.hour, here.minute)))


async def test_at_an_hour_of_each_members_own_day(world: World) -> None:
    max_ = await world.manager()
    far, here = await crowd(world, 4, zone="Asia/Shanghai"), await crowd(world, 4)
    west = await crowd(world, 4, zone="America/New_York")
    await nobody_left_out(world)
    world.clock.set(datetime(2026, 3, 3, 0, tzinfo=UTC))
    await let_go(max_, Plan(posts=posts(max_, "Plums"), when=When(How.THEIR_ZONE, local=datetime(2026, 3, 3, 10))))  # noqa: DTZ001 # each member's own

    await world.later(days=1)

    for some, hour in ((far, 2), (here, 9), (west, 15)):
        at = {datetime.fromtimestamp(int(str(one.messages[-1]["date"])), UTC) for one in some}
        assert {moment.replace(second=0) for moment in at} == {datetime(2026, 3, 3, hour, tzinfo=UTC)}


async def test_one_whose_time_is_long_over_asks_before_it_begins(world: World) -> None:
    max_ = await world.manager()
    guests = await crowd(world, 3)
    await nobody_left_out(world)
    at = world.clock.now() + timedelta(hours=1)
    number = await let_go(max_, Plan(posts=posts(max_, "Plums"), when=When(How.AT, at)))
    world.clock.set(at + timedelta(hours=3))  # nobody was there

    await a_while(world)
    assert (await stands(world, number))[0].paused_why is Why.LATE
    assert all(one.heard == [] for one in guests)

    actor = await actor_of(max_)
    async with world.shop.work() as work:
        assert await resume_broadcast(work, actor, number) is None
    await a_while(world)
    assert all(one.heard == ["Plums"] for one in guests)


@pytest.mark.promise(43)
async def test_who_wants_no_offers_any_more_gets_none_whatever_moment_they_choose(
    world: World, size: Size, seed: int
) -> None:
    max_, chance = await world.manager(), random.Random(seed)
    guests = [await world.member(f"Guest {number}") for number in range(12)]
    await nobody_left_out(world)
    after = []
    for one in guests:
        await agrees(one)
    for _ in range(size(3, 1000)):
        await world.later(days=7)
        who, had = chance.choice(guests), len(copies(world))
        await say_to_all(max_, "Plums")
        await until_copied(world, had + chance.randrange(len(guests)))
        before = len([one for one in copies(world) if one.chat_id == who.id])
        await agrees(who, to=False)
        await a_while(world)
        after.append(len([one for one in copies(world) if one.chat_id == who.id]) - before)
        await agrees(who)

    assert max(after) <= world.settings.in_flight
    assert sorted(after)[len(after) // 2] == 0


async def agrees(guest: Guest, *, to: bool = True) -> None:
    """They want to hear of offers, or no more."""
    actor = await actor_of(guest)
    async with guest.world.shop.work() as work:
        await consent(work, actor, "offers", to, "en:0", "settings")


@pytest.mark.promise(82)
async def test_a_copy_of_yesterday_sends_nothing_of_a_broadcast_before_somebody_says_so(world: World) -> None:
    max_ = await world.manager()
    guests = await crowd(world, 3)
    await nobody_left_out(world)
    number = await say_to_all(max_, "Plums")
    await world.app.clockwork.run("broadcasts")
    async with world.shop.work() as work:
        await pause(work, "restored")
    await reread(world.shop)

    await world.later(hours=2)
    assert copies(world) == []

    async with world.shop.work() as work:
        await resume(work, OPERATOR, new_install())
    await reread(world.shop)
    await a_while(world)
    assert copies(world) == [], "who knows who has had it since the copy was made"
    assert (await stands(world, number))[0].paused_why is Why.RESTORED
    assert "paused by itself" in max_.sees

    actor = await actor_of(max_)
    async with world.shop.work() as work:
        assert await resume_broadcast(work, actor, number) is None
    await a_while(world)
    assert all(one.heard == ["Plums"] for one in guests)
