"""A broadcast to many goes when a second person has said yes to what they have seen."""

import pytest

from bot.actions.broadcast_moves import take_back
from bot.actions.broadcast_release import Released, release
from bot.actions.broadcasts import change_broadcast, make_broadcast
from bot.actions.decisions import decide
from bot.actions.log import NotAllowedError
from bot.rules.broadcast_runs import State
from bot.rules.broadcasts import Plan
from bot.rules.refusals import Refusal
from tests.broadcasts.hall import actor_of, copies, crowd, nobody_left_out, posts, stands
from tests.world import Guest, World

pytestmark = pytest.mark.either
FEW, MANY = 500, 501


async def draft(guest: Guest, text: str = "Fresh plums today") -> int:
    """A post to everybody that waits to be let go."""
    actor, shown = await actor_of(guest), posts(guest, text)
    async with guest.world.shop.work() as work:
        return await make_broadcast(work, actor, Plan(posts=shown))


async def asks(guest: Guest, number: int, recipients: int = MANY) -> Released:
    """They let it go, to so many."""
    actor = await actor_of(guest)
    async with guest.world.shop.work() as work:
        released = await release(work, actor, number, recipients)
    assert isinstance(released, Released)
    return released


async def says(guest: Guest, approval: int, *, yes: bool) -> object:
    """They say yes or no; what comes of it."""
    actor = await actor_of(guest)
    async with guest.world.shop.work() as work:
        return await decide(work, actor, approval, yes)


async def test_whoever_is_to_say_yes_sees_the_post_once_and_then_it_goes(world: World) -> None:
    max_, olga = await world.manager(), await world.owner()
    guests = await crowd(world, 3)
    await nobody_left_out(world)
    number = await draft(max_)

    first = (await asks(max_, number)).asked
    assert first is not None
    assert first.people == 1
    await world.settle()
    assert [one.chat_id for one in copies(world)] == [olga.id]
    again = (await asks(max_, number)).asked
    assert again is not None
    assert again.approval_id == first.approval_id
    await world.settle()
    assert [one.chat_id for one in copies(world)] == [olga.id]
    assert (await stands(world, number))[0].state is State.AWAITING

    await says(olga, first.approval_id, yes=True)
    for _ in range(2):
        await world.later(minutes=1)
    assert all(one.heard == ["Fresh plums today"] for one in guests)


async def test_to_as_many_as_one_may_write_to_alone_it_goes_at_once_and_so_it_does_where_nobody_else_is(
    world: World,
) -> None:
    olga = await world.owner()
    alone = await draft(olga)
    assert (await asks(olga, alone)).asked is None
    assert (await stands(world, alone))[0].state is State.SCHEDULED

    max_ = await world.manager()
    number = await draft(max_)
    assert (await asks(max_, number, FEW)).asked is None
    assert (await stands(world, number))[0].state is State.SCHEDULED


async def test_after_a_no_it_is_a_draft_again_and_a_yes_to_what_it_was_lets_nothing_else_go(world: World) -> None:
    max_, olga = await world.manager(), await world.owner()
    number, actor = await draft(max_), await actor_of(max_)
    refused = (await asks(max_, number)).asked
    assert refused is not None
    await says(olga, refused.approval_id, yes=False)
    assert (await stands(world, number))[0].state is State.DRAFT

    old = (await asks(max_, number)).asked
    assert old is not None
    pears = Plan("Pears", posts(max_, "Fresh pears today"))
    async with world.shop.work() as work:
        assert await take_back(work, actor, number) is None
        assert await change_broadcast(work, actor, number, pears) is None
    new = (await asks(max_, number)).asked
    assert new is not None
    assert new.approval_id != old.approval_id
    await says(olga, old.approval_id, yes=True)

    assert (await stands(world, number))[0].state is not State.SCHEDULED


async def test_only_who_runs_the_shop_lets_one_go(world: World) -> None:
    max_, carl = await world.manager(), await world.cashier()
    number, manager, cashier = await draft(max_), await actor_of(max_), await actor_of(carl)

    async with world.shop.work() as work:
        with pytest.raises(NotAllowedError):
            await release(work, cashier, number, FEW)
    async with world.shop.work() as work:
        assert await release(work, manager, 99, FEW) == Refusal("broadcast_none")
