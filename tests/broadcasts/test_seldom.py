"""What seldom happens to a broadcast, and still has to come out right."""

import asyncio

import pytest

from bot.actions.broadcast_acts import correct
from bot.actions.broadcast_trial import colleagues_of, show_to_colleague
from bot.actions.broadcasts import make_broadcast
from bot.rules.broadcasts import Plan
from tests.broadcasts.hall import actor_of, copies, crowd, nobody_left_out, posts, say_to_all, stands
from tests.world import World

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
