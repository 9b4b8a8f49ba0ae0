"""After a broadcast: those whom it failed have it after all, what was wrong is put right or taken back."""

import pytest
from sqlalchemy import bindparam, update

from bot.actions.broadcast_acts import correct, recall, send_again
from bot.actions.claims import LEASE
from bot.database import Command
from bot.rules.broadcast_runs import State
from bot.rules.broadcasts import Plan, PostKind
from bot.rules.refusals import Refusal
from bot.tables.outbox import deliveries
from tests.broadcasts.hall import actor_of, album, crowd, let_go, nobody_left_out, rows, say_to_all, stands
from tests.world import World

pytestmark = pytest.mark.either
_STATE = Command(
    update(deliveries)
    .where(deliveries.c.id == bindparam("number"))
    .values(state=bindparam("now"), lease_until=bindparam("until"))
)


async def test_those_whom_telegram_refused_it_have_it_the_second_time_and_nobody_has_it_twice(world: World) -> None:
    max_ = await world.manager()
    guests = await crowd(world, 12)
    await nobody_left_out(world)
    for one in guests[:3]:
        world.telegram.faults.add("refused", method="copyMessage", chat=one.id, times=1)
    first = await say_to_all(max_, "Fresh plums today")
    await world.later(minutes=1)
    await world.later(minutes=1)
    assert (await stands(world, first))[1].failed == 3

    actor = await actor_of(max_)
    async with world.shop.work() as work:
        second = await send_again(work, actor, first)
        assert await send_again(work, actor, first) == second, "two pressed at once"
    assert isinstance(second, int)
    await world.later(minutes=1)
    await world.later(minutes=1)

    assert all(one.heard == ["Fresh plums today"] for one in guests)
    assert (await stands(world, second))[1].delivered == 3
    async with world.shop.work() as work:
        assert await send_again(work, actor, first) == Refusal("broadcast_none_failed"), "all have it"


async def test_what_was_wrong_is_put_right_with_everybody_who_has_it(world: World) -> None:
    max_ = await world.manager()
    guests = await crowd(world, 9)
    await nobody_left_out(world)
    first = await say_to_all(max_, "Plums at 1,000 euro")
    await world.later(minutes=1)
    await world.later(minutes=1)

    actor = await actor_of(max_)
    async with world.shop.work() as work:
        second = await correct(work, actor, first, {"": "Plums at <b>1</b> euro"})
    assert isinstance(second, int)
    await world.later(minutes=1)
    await world.later(minutes=1)

    assert all(one.heard == ["Plums at 1 euro"] for one in guests)
    assert all("Why this?" in one.buttons for one in guests)
    assert (await stands(world, second))[0].state is State.DONE


async def test_whoever_got_it_the_second_time_has_it_put_right_and_taken_back_as_well(world: World) -> None:
    max_ = await world.manager()
    guests = await crowd(world, 3)
    await nobody_left_out(world)
    world.telegram.faults.add("refused", method="copyMessage", chat=guests[0].id, times=1)
    first = await say_to_all(max_, "Plums at 1,000 euro")
    await world.later(minutes=2)
    actor = await actor_of(max_)
    async with world.shop.work() as work:
        await send_again(work, actor, first)
    await world.later(minutes=2)

    async with world.shop.work() as work:
        await correct(work, actor, first, {"": "Plums at 1 euro"})
    await world.later(minutes=2)
    assert all(one.heard == ["Plums at 1 euro"] for one in guests)
    async with world.shop.work() as work:
        await recall(work, actor, first)
    await world.later(minutes=2)
    assert all(one.heard == [] for one in guests)


async def test_what_is_on_its_way_while_it_is_put_right_is_waited_for(world: World) -> None:
    max_ = await world.manager()
    [mei, _] = await crowd(world, 2)
    await nobody_left_out(world)
    first = await say_to_all(max_, "Plums at 1,000 euro")
    await world.later(minutes=2)
    one = {"number": next(row.id for row in await rows(world) if row.chat_id == mei.id)}
    async with world.shop.work() as work:
        await work.run(_STATE, now="sending", until=work.now + LEASE, **one)

    actor = await actor_of(max_)
    async with world.shop.work() as work:
        second = await correct(work, actor, first, {"": "Plums at 1 euro"})
    assert isinstance(second, int)
    await world.later(minutes=1)
    assert (await stands(world, second))[1].queued == 0
    async with world.shop.work() as work:
        await work.run(_STATE, now="delivered", until=None, **one)
    await world.later(minutes=1)

    assert mei.heard == ["Plums at 1 euro"]


@pytest.mark.both
async def test_what_should_not_have_gone_is_taken_back_from_everybody_albums_with_their_buttons(world: World) -> None:
    max_ = await world.manager()
    guests = await crowd(world, 5)
    await nobody_left_out(world)
    first = await let_go(max_, Plan(posts={"": album(max_, 3)}))
    await world.later(minutes=1)
    await world.later(minutes=1)
    assert all(len(one.heard) == 4 for one in guests)

    actor = await actor_of(max_)
    async with world.shop.work() as work:
        assert isinstance(await recall(work, actor, first), int)
    await world.later(minutes=1)
    await world.later(minutes=1)

    assert all(one.heard == [] for one in guests)


async def test_two_days_later_nothing_is_taken_back(world: World) -> None:
    max_ = await world.manager()
    await crowd(world, 2)
    await nobody_left_out(world)
    first = await say_to_all(max_, "Plums")
    await world.later(minutes=1)
    await world.later(days=3)

    actor = await actor_of(max_)
    async with world.shop.work() as work:
        assert await recall(work, actor, first) == Refusal("broadcast_recall_late", {"hours": 48})


async def test_a_sticker_has_no_words_to_put_right(world: World) -> None:
    max_ = await world.manager()
    await crowd(world, 1)
    first = await let_go(max_, Plan(posts={"": album(max_, 1, PostKind.STICKER)}))
    await world.later(minutes=1)

    actor = await actor_of(max_)
    async with world.shop.work() as work:
        assert await correct(work, actor, first, {"": "Words"}) == Refusal("broadcast_no_words")
