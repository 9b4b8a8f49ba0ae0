"""Two processes that send one broadcast, which only PostgreSQL can have."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.database import Query
from bot.rules.broadcast_runs import State
from bot.tables.outbox import deliveries
from commands.compose import compose
from commands.shop import open_shop
from tests.broadcasts.hall import copies, crowd, nobody_left_out, say_to_all, stands
from tests.requests import Requests
from tests.world import open_world

_BY_WHOM = Query(
    int, select(func.count()).where(deliveries.c.broadcast_id.is_not(None)).group_by(deliveries.c.fence.is_(None))
)


@pytest.mark.postgres
@pytest.mark.promise(11)
async def test_two_processes_share_a_broadcast_and_nobody_has_it_twice(
    postgres_url: str, tmp_path: Path, seed: int
) -> None:
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(open_world(postgres_url, tmp_path, seed))
        max_, guests = await world.manager(), await crowd(world, 120)
        await nobody_left_out(world)
        second = await stack.enter_async_context(open_shop(world.settings, clock=world.clock, upgrade=False))
        settings = world.settings.model_copy(update={"senders": 2})

        def requests() -> Requests:
            return Requests(world.telegram.app)

        other = await compose(
            settings, second, requests, alone=False, seconds=world.clock.seconds, pause=world.clock.pause
        )
        assert not await other.leader.look()
        number = await say_to_all(max_, "Fresh plums today")
        await world.app.clockwork.run("broadcasts")

        await asyncio.gather(world.app.sender.drain(), other.sender.drain())
        await world.later(minutes=1)

        assert Counter(one.chat_id for one in copies(world)) == dict.fromkeys((one.id for one in guests), 1)
        found, tally = await stands(world, number)
        assert (found.state, tally.delivered, tally.left) == (State.DONE, 120, 0)
        async with world.shop.reading() as reading:
            shares = await reading.all(_BY_WHOM)
        assert len(shares) == 2
        assert min(shares) >= 20
        await other.intake.stop(1)
        await other.bot.shutdown()
