"""A post to many: who has it, in whose order, and what becomes of it when somebody steps in."""

from bot.rules.broadcast_runs import State
from tests.broadcasts.hall import crowd, nobody_left_out, say_to_all, stands
from tests.world import World


async def test_everybody_who_wants_to_hear_of_offers_has_it_once_and_the_others_not_at_all(world: World) -> None:
    max_ = await world.manager()
    guests, others = await crowd(world, 30), await crowd(world, 3, agreed=False)
    await nobody_left_out(world)
    number = await say_to_all(max_, "Fresh plums today")

    await world.later(minutes=2)
    await world.later(minutes=1)

    assert all(one.heard == ["Fresh plums today"] for one in guests)
    assert all(one.heard == [] for one in others)
    found, tally = await stands(world, number)
    assert found.state is State.DONE
    assert (tally.queued, tally.delivered, tally.dropped, tally.left) == (33, 30, 3, 0)
