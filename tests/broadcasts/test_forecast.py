"""Before a broadcast goes: how many will have it, and why the others will not; and that it comes to exactly that."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, update

from bot.actions.broadcast_forecast import foresee_broadcast
from bot.actions.care import apply_care
from bot.database import Command
from bot.rules.broadcast_forecast import Forecast
from bot.rules.broadcasts import Plan
from bot.rules.care import Care
from bot.tables.people import people
from tests.broadcasts.hall import OWNER, actor_of, crowd, let_go, posts, stands
from tests.world import Guest, World

_GONE = Command(
    update(people).where(people.c.telegram_id == bindparam("person")).values(unreachable_at=bindparam("at"))
)


async def foreseen(max_: Guest, plan: Plan, paid: int = 0) -> Forecast:
    """What a broadcast will come to."""
    actor = await actor_of(max_)
    found = await foresee_broadcast(max_.world.shop, actor, plan, max_.world.clock.now(), 25.0, paid)
    assert isinstance(found, Forecast)
    return found


async def test_what_is_foreseen_is_what_comes_of_it(world: World) -> None:
    max_ = await world.manager()
    gone = await crowd(world, 5)
    await crowd(world, 7, agreed=False)
    await crowd(world, 60)
    await crowd(world, 9, zone="Asia/Shanghai")
    async with world.shop.work() as work:
        for one in gone:
            await work.run(_GONE, person=one.id, at=work.now)
        await apply_care(work, OWNER, Care.HOLDOUT, {"broadcast": 20})
    world.clock.set(datetime.fromisoformat("2026-03-03T14:00:00+00:00"))  # three in Berlin, ten at night in Shanghai
    plan = replace(Plan(), posts=posts(max_, "Fresh plums today"))

    told = await foreseen(max_, plan)
    number = await let_go(max_, plan)
    await world.later(minutes=5)
    _, meanwhile = await stands(world, number)
    await world.later(hours=12)

    assert (told.chosen, told.blocked, told.opted_out) == (81, 5, 7)
    assert told.gets + told.held == 69
    assert 0 < told.held < 40
    assert told.first_later is not None
    _, tally = await stands(world, number)
    assert (tally.delivered, tally.held) == (told.gets, told.held)
    assert meanwhile.delivered == told.gets - told.later


async def test_the_paid_pace_is_spoken_of_only_where_it_saves_ten_minutes(world: World) -> None:
    max_ = await world.manager()
    await crowd(world, 3)

    assert (await foreseen(max_, Plan(), paid=1000)).paid is None
