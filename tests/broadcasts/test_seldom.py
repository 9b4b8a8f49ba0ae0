"""What seldom happens to a broadcast, and still has to come out right."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.actions.broadcast_acts import correct, send_again
from bot.actions.broadcast_aftermath import sign, turned
from bot.actions.broadcast_cards import tell_cards
from bot.actions.broadcast_care import care_for, whom_next
from bot.actions.broadcast_moves import begin, cancel_broadcast, pause_broadcast, resume_broadcast, take_back
from bot.actions.broadcast_report import report
from bot.actions.broadcast_trial import colleagues_of, show_to_colleague
from bot.actions.broadcasts import change_broadcast, find_broadcast, list_broadcasts, make_broadcast
from bot.actions.care import apply_care
from bot.actions.people import mark_unreachable
from bot.actions.privacy import forget
from bot.rules.broadcast_report import Report
from bot.rules.broadcast_runs import State, Why
from bot.rules.broadcast_when import How, Wave, When
from bot.rules.broadcasts import Plan, Post, PostKind
from bot.rules.care import Care
from bot.rules.refusals import Refusal
from tests.broadcasts.hall import (
    OWNER,
    actor_of,
    album,
    copies,
    crowd,
    let_go,
    nobody_left_out,
    posts,
    rows,
    say_to_all,
    shown,
    stands,
)
from tests.broadcasts.test_release import asks, draft, says
from tests.world import Guest, World

pytestmark = pytest.mark.either


async def test_whoever_has_deleted_it_does_not_get_it_once_more_when_it_is_put_right(world: World) -> None:
    max_ = await world.manager()
    [mei, tom] = await crowd(world, 2)
    await nobody_left_out(world)
    first = await say_to_all(max_, "Plums at 1,000 euro")
    await world.later(minutes=2)
    world.telegram.delete(mei.person, int(str(mei.messages[-1]["message_id"])))

    actor = await actor_of(max_)
    async with world.shop.work() as work:
        second = await correct(work, actor, first, {"": "Plums at 1 euro"})
    assert isinstance(second, int)
    await world.later(minutes=2)

    assert tom.heard == ["Plums at 1 euro"]
    assert mei.heard == []
    tally = (await stands(world, second))[1]
    assert (tally.delivered, tally.dropped) == (1, 1)


async def test_a_colleague_who_is_to_see_a_post_that_was_deleted_is_not_tried_again_and_again(world: World) -> None:
    max_, _ = await world.manager(), await world.owner()
    actor, shown = await actor_of(max_), posts(max_, "Fresh plums today")
    async with world.shop.work() as work:
        number = await make_broadcast(work, actor, Plan(posts=shown))
    world.telegram.delete(max_.person, shown[""].message_ids[0])

    async with world.shop.work() as work:
        [olga] = await colleagues_of(work, actor)
        await show_to_colleague(work, actor, number, olga.id)
    async with asyncio.timeout(20):
        await world.settle()

    assert copies(world) == []


async def test_what_was_good_until_noon_is_sent_to_nobody_it_failed_in_the_afternoon(world: World) -> None:
    max_ = await world.manager()
    mei, *_ = await crowd(world, 3)
    await nobody_left_out(world)
    world.telegram.faults.add("refused", method="copyMessage", chat=mei.id, times=1)
    noon = world.clock.now() + timedelta(hours=3)
    first = await say_to_all(max_, "Only this morning", Plan(expires_at=noon))
    await world.later(minutes=2)
    actor = await actor_of(max_)
    assert (await came_of(world, first)).again == 1

    await world.later(hours=4)
    assert (await came_of(world, first)).again == 0
    async with world.shop.work() as work:
        assert await send_again(work, actor, first) == Refusal("broadcast_expired")


async def test_what_is_sent_again_before_its_end_keeps_its_end(world: World) -> None:
    max_ = await world.manager()
    mei, *_ = await crowd(world, 3)
    await nobody_left_out(world)
    world.telegram.faults.add("refused", method="copyMessage", chat=mei.id, times=1)
    noon = world.clock.now() + timedelta(hours=3)
    first = await say_to_all(max_, "Only this morning", Plan(expires_at=noon))
    await world.later(minutes=2)

    actor = await actor_of(max_)
    async with world.shop.work() as work:
        second = await send_again(work, actor, first)
    assert isinstance(second, int)
    assert (await stands(world, second))[0].good_until == noon


@pytest.mark.both
async def test_four_who_send_it_again_in_the_same_moment_send_it_once(world: World) -> None:
    max_ = await world.manager()
    mei, *_ = await crowd(world, 3)
    await nobody_left_out(world)
    world.telegram.faults.add("refused", method="copyMessage", chat=mei.id, times=1)
    first, actor = await say_to_all(max_, "Fresh plums today"), await actor_of(max_)
    await world.later(minutes=2)

    async def again() -> int | Refusal:
        async with world.shop.work() as work:
            return await send_again(work, actor, first)

    await asyncio.gather(*(stands(world, first) for _ in range(4)))  # so that there are as many connections
    assert len(set(await asyncio.gather(*(again() for _ in range(4))))) == 1


async def test_a_request_that_lapses_leaves_one_for_what_it_has_become_since(world: World) -> None:
    max_, olga = await world.manager(), await world.owner()
    number, actor = await draft(max_), await actor_of(max_)
    await asks(max_, number)
    async with world.shop.work() as work:
        assert await take_back(work, actor, number) is None
        assert await change_broadcast(work, actor, number, Plan("Pears", posts(max_, "Fresh pears today"))) is None
    await world.later(hours=20)
    second = (await asks(max_, number)).asked
    assert second is not None

    await world.later(hours=6)
    assert (await stands(world, number))[0].state is State.AWAITING
    await says(olga, second.approval_id, yes=True)
    assert (await stands(world, number))[0].state is not State.DRAFT


async def test_paused_until_it_is_worth_nothing_any_more_it_does_not_go_on(world: World) -> None:
    max_ = await world.manager()
    guests = await crowd(world, 12)
    await nobody_left_out(world)
    number, actor = await say_to_all(max_, "Fresh plums today"), await actor_of(max_)
    async with world.shop.work() as work:
        found = await find_broadcast(work, number)
        assert found is not None
        await begin(work, found)
        assert await pause_broadcast(work, actor, number) is None

    await world.later(days=3)
    async with world.shop.work() as work:
        assert await resume_broadcast(work, actor, number) == Refusal("broadcast_expired")
    assert all(one.heard == [] for one in guests)


async def test_ended_while_it_is_still_being_queued_all_who_had_it_are_in_what_it_brought(world: World) -> None:
    max_ = await world.manager()
    await crowd(world, 60)
    async with world.shop.work() as work:
        await apply_care(work, OWNER, Care.HOLDOUT, {"broadcast": 20})
    number, actor = await say_to_all(max_, "Fresh plums today"), await actor_of(max_)
    async with world.shop.work() as work:
        found = await find_broadcast(work, number)
        assert found is not None
        await begin(work, found)
    world.clock.set(world.clock.now() + timedelta(minutes=5))
    ahead = await whom(world, number)
    async with world.shop.work() as work:
        assert await care_for(work, number, 50, ahead)
        assert await cancel_broadcast(work, actor, number) is None

    brought = (await came_of(world, number)).effect
    assert brought is not None
    assert brought.treated.of + brought.held.of == 50


@pytest.mark.parametrize(
    ("when", "due"),
    [
        (When(), timedelta(0)),
        (When(How.WAVES, waves=(Wave((1,), 0),), rest_hours=30), timedelta(hours=30)),
        # Ten o'clock of the shop, which is an hour ahead of Greenwich; in the far east it has begun before.
        (When(How.THEIR_ZONE, local=datetime(2026, 3, 3, 10)), timedelta(days=1)),  # noqa: DTZ001  # a clock's
    ],
)
async def test_a_group_has_it_with_everybody_else_and_by_the_shops_own_clock(
    world: World, when: When, due: timedelta
) -> None:
    max_, monday = await world.manager(), world.clock.now()
    await say_to_all(max_, "Fresh plums today", Plan(audience="", groups=(-1001,), when=when))
    await world.later(days=1)

    [row] = await rows(world)
    assert abs(row.due - monday - due) < timedelta(minutes=1)


async def puts_right(guest: Guest, *said: str) -> str:
    """What they see who write the right words for a broadcast, in their own chat."""
    await guest.says("/broadcasts")
    await guest.taps("·")
    await guest.taps("What came of it")
    await guest.taps("Correct the post")
    for one in said:
        await guest.says(one)
    return guest.sees


async def test_words_that_have_no_room_under_a_picture_are_refused_before_anybody_gets_them(world: World) -> None:
    max_ = await world.manager()
    await crowd(world, 1)
    await nobody_left_out(world)
    await let_go(max_, Plan(title="Plums", posts={"": album(max_, 1, PostKind.PHOTO)}))
    await world.later(minutes=2)

    assert "1024 characters at most" in (await puts_right(max_, "plum " * 220)).replace(",", "")
    await max_.says("plum " * 200)
    assert "So it would say" in max_.sees


async def test_right_words_that_fill_a_message_are_shown_as_far_as_there_is_room(world: World) -> None:
    max_ = await world.manager()
    [mei] = await crowd(world, 1)
    await nobody_left_out(world)
    await say_to_all(max_, "Plums at 1,000 euro", Plan(title="Plums"))
    await world.later(minutes=2)
    right = "Fresh plums & pears. " * 195

    assert "So it would say" in await puts_right(max_, right)
    await max_.taps("Correct the post")
    await world.later(minutes=2)
    assert mei.sees == right.strip()


async def test_of_several_posts_the_one_that_is_gone_is_shown_anew(world: World) -> None:
    max_ = await world.manager()
    [mei] = await crowd(world, 1)
    await nobody_left_out(world)
    both = {"": shown(max_, "Pears"), "en": shown(max_, "Plums")}
    number = await let_go(max_, Plan("Fruit", both))
    world.telegram.delete(max_.person, both["en"].message_ids[0])
    await world.later(minutes=2)
    assert (await stands(world, number))[0].paused_why is Why.ORIGINAL_GONE

    await max_.says("/broadcasts")
    await max_.taps("·")
    await max_.taps("Show another post")
    await max_.taps("English")
    await max_.says("Plums again")
    await max_.taps("See how it stands")
    await max_.taps("Go on")
    await world.later(minutes=2)
    assert mei.heard == ["Plums again"]


async def test_votes_that_come_after_it_was_sent_again_still_count_for_the_first(world: World) -> None:
    max_ = await world.manager()
    mei, tom = await crowd(world, 2)
    await nobody_left_out(world)
    asked = world.telegram.send_poll(max_.person, "Plums or pears?", ["Plums", "Pears"])
    poll = Post(PostKind.POLL, max_.id, (int(str(asked["message_id"])),), "Plums or pears?", ("Plums", "Pears"))
    world.telegram.faults.add("refused", method="copyMessage", chat=mei.id, times=1)
    first, actor = await let_go(max_, Plan("Fruit", {"": poll})), await actor_of(max_)
    await world.later(minutes=2)
    async with world.shop.work() as work:
        assert isinstance(await send_again(work, actor, first), int)
    await world.later(minutes=2)

    for one in (tom, mei):
        world.telegram.vote(one.person, int(str(one.messages[-1]["message_id"])), [0])
    await world.hear()
    assert (await came_of(world, first)).votes == [2, 0]


async def test_whoever_is_forgotten_after_it_was_found_out_whom_it_is_for_is_passed_over(world: World) -> None:
    max_ = await world.manager()
    mei, tom = await crowd(world, 2)
    await nobody_left_out(world)
    number = await say_to_all(max_, "Fresh plums today")
    async with world.shop.work() as work:
        found = await find_broadcast(work, number)
        assert found is not None
        await begin(work, found)
    ahead, actor = await whom(world, number), await actor_of(mei)
    async with world.shop.work() as work:
        await forget(work, actor)

    async with world.shop.work() as work:
        assert await care_for(work, number, 50, ahead)
    assert {row.chat_id for row in await rows(world)} - {max_.id} == {tom.id}


async def test_a_card_tells_the_end_also_where_nothing_could_be_sent_for_a_while(world: World) -> None:
    max_ = await world.manager()
    await crowd(world, 1)
    await nobody_left_out(world)
    number, actor = await say_to_all(max_, "Fresh plums today", Plan("Fruit")), await actor_of(max_)
    await max_.says("/broadcasts")
    await max_.taps("·")
    assert "It begins now" in max_.sees
    async with world.shop.work() as work:
        assert await cancel_broadcast(work, actor, number) is None
    world.clock.jump(seconds=10)
    async with world.shop.work() as work:
        assert await tell_cards(work) == 1

    world.clock.jump(minutes=5)
    await world.settle()
    assert "It was ended" in max_.sees


async def test_the_last_right_words_stay_also_where_earlier_ones_went_out_late(world: World) -> None:
    max_ = await world.manager()
    [mei] = await crowd(world, 1)
    await nobody_left_out(world)
    first, actor = await say_to_all(max_, "Plums at 1,000 euro"), await actor_of(max_)
    await world.later(minutes=2)
    async with world.shop.work() as work:
        wrong = await correct(work, actor, first, {"": "Plums at 10 euro"})
        assert isinstance(wrong, int)
        found = await find_broadcast(work, wrong)
        assert found is not None
        await begin(work, found)
        assert await pause_broadcast(work, actor, wrong) is None
        await correct(work, actor, first, {"": "Plums at 1 euro"})
    await world.later(minutes=2)

    async with world.shop.work() as work:
        assert await resume_broadcast(work, actor, wrong) is None
    await world.later(minutes=2)
    assert mei.heard == ["Plums at 1 euro"]


async def test_drafts_since_the_last_broadcast_dont_hide_how_many_usually_turn_away(world: World) -> None:
    max_ = await world.manager()
    actor, guests = await actor_of(max_), await crowd(world, 80)
    await nobody_left_out(world)
    await say_to_all(max_, "Fresh plums today")
    await world.later(minutes=2)
    await turn_away(world, guests[:40])
    async with world.shop.work() as work:
        for _ in range(6):
            await make_broadcast(work, actor, Plan("A draft"))
    await world.later(days=7)

    number = await say_to_all(max_, "Fresh pears today")
    await world.later(minutes=1)
    await turn_away(world, guests[40:47])
    async with world.shop.reading() as reading:
        found = await find_broadcast(reading, number)
        assert found is not None
        assert (await turned(reading, found, world.clock.now())).blocked == 7
        assert await sign(reading, found, world.clock.now()) is None


async def turn_away(world: World, guests: Sequence[Guest]) -> None:
    """They block the bot now."""
    async with world.shop.work() as work:
        for one in guests:
            await mark_unreachable(work, one.id)


async def whom(world: World, number: int) -> deque[int] | Refusal | None:
    """The next members whom a broadcast is for."""
    async with world.shop.reading() as reading:
        return await whom_next(reading, world.shop.store, number)


async def came_of(world: World, number: int) -> Report:
    """What came of a broadcast so far."""
    async with world.shop.reading() as reading:
        found = await find_broadcast(reading, number)
        assert found is not None
        return await report(reading, found, world.clock.now())


async def test_an_old_button_lets_nothing_go_that_was_changed_since_it_was_foreseen(world: World) -> None:
    max_, _ = await world.manager(), await world.owner()
    await crowd(world, 3)
    await max_.says("/broadcast")
    await max_.says("Fresh plums today")
    await max_.taps("Check and send")
    actor = await actor_of(max_)
    async with world.shop.work() as work:
        [found] = await list_broadcasts(work)
        await change_broadcast(work, actor, found.id, replace(found.plan, closed_too=True))

    await max_.taps("Let it go")
    assert (await stands(world, found.id))[0].state is State.DRAFT
    assert "On the shop's closed days too" in max_.sees
    await max_.taps("Let it go")
    assert (await stands(world, found.id))[0].state is State.SCHEDULED
