"""Points put right by hand: with a reason, told to the member, and by two people where it is much."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.adjust import adjust_points
from bot.actions.approvals import Asked
from bot.actions.mydata import everything_about
from bot.actions.people import find_person
from bot.actions.points import Posted
from bot.actions.privacy import forget
from bot.actions.terms import apply_terms, read_terms
from bot.database import Query
from bot.rules.refusals import Refusal
from bot.rules.roles import Actor, Role
from bot.rules.terms import Terms
from bot.shop import Work
from bot.tables.approvals import adjustments, approvals
from tests.dialogues.test_sale import points_of
from tests.world import Guest, World

pytestmark = pytest.mark.either

_REASONS = Query(bytes, select(adjustments.c.reason).where(adjustments.c.reason.is_not(None)))
_NOTES = Query(bytes, select(approvals.c.note).where(approvals.c.note.is_not(None)))


async def lets_alone(world: World, points: int) -> None:
    """Say how many points one person may change alone."""
    async with world.shop.work() as work:
        olga = Actor(Role.OWNER, staff_id=1)
        assert isinstance(await apply_terms(work, olga, replace(await read_terms(work), adjust_alone=points)), Terms)


async def actor_of(guest: Guest, work: Work) -> Actor:
    """Who somebody is to the rules."""
    known = await find_person(work, guest.id)
    assert known is not None
    return known.actor


async def gives(staff: Guest, member: Guest, change: str, reason: str = "a late thank-you") -> None:
    """The whole line, and the yes to it."""
    await staff.says(f"/adjust {await member.card()} {change} {reason}")
    await staff.taps("Put it right")


async def test_a_manager_puts_points_right_and_the_member_is_told_why(world: World) -> None:
    max_, mei = await world.manager(), await world.member("Mei")

    await max_.says(f"/adjust {await mei.card()} +500 The till was broken on Monday")
    assert "0 → 500 points" in max_.sees
    assert "The till was broken on Monday" in max_.sees
    await max_.taps("Put it right")

    assert "500 points" in max_.sees
    assert "The shop gave you 500 points." in mei.sees
    assert "The till was broken on Monday" in mei.sees
    assert await points_of(mei) == 500


async def test_it_is_asked_step_by_step_and_a_slip_keeps_the_rest(world: World) -> None:
    max_, mei = await world.manager(), await world.member("Mei")
    await max_.says("/adjust")
    await max_.says("nobody")
    assert "Whose points" in max_.sees
    await max_.says(await mei.card())
    for wrong in ("500", "+", "+0", "+1.5", "lots", "+1000000001", "-1"):
        await max_.says(wrong)
        assert "How many more or fewer?" in max_.sees, wrong
    await max_.says("+50")
    for wrong in ("ok", "x" * 201, "\u202e\u200b \n"):
        await max_.says(wrong)
        assert "For what reason?" in max_.sees, wrong
    await max_.taps("Back")
    await max_.says("+60 a birthday we missed")
    await max_.says("yes")
    assert "0 → 60 points" in max_.sees
    await max_.taps("Put it right")

    assert await points_of(mei) == 60


async def test_a_slip_in_the_card_loses_nothing_else(world: World) -> None:
    max_, mei = await world.manager(), await world.member("Mei")

    await max_.says("/adjust 000000000 +50 a birthday we missed")
    await max_.says("nobody")
    assert "Whose points" in max_.sees
    await max_.says(await mei.card())

    assert "0 → 50 points" in max_.sees
    assert "a birthday we missed" in max_.sees
    await max_.taps("Put it right")
    assert await points_of(mei) == 50


async def test_points_are_never_taken_below_zero(world: World) -> None:
    max_, mei = await world.manager(), await world.member("Mei")
    await gives(max_, mei, "+100")

    await max_.says(f"/adjust {await mei.card()} -101 counted twice")
    assert "That takes 101 points, and there are 100 points." in max_.sees
    await max_.says("-100 counted twice")
    await max_.taps("Put it right")

    assert "The shop took 100 points back." in mei.sees
    assert await points_of(mei) == 0


async def test_nobody_puts_their_own_points_right(world: World) -> None:
    max_ = await world.member("Max")
    await world.put_to_work(max_, Role.MANAGER)

    await max_.says(f"/adjust {await max_.card()} +500 I deserve it")

    assert "your own points" in max_.sees
    assert await points_of(max_) == 0


async def test_a_cashier_may_not(world: World) -> None:
    carl, mei = await world.cashier(), await world.member("Mei")

    await carl.says(f"/adjust {await mei.card()} +500 a gift")

    assert "Your role doesn't include that." in carl.sees


async def test_much_takes_a_second_persons_yes_with_the_difference_shown(world: World) -> None:
    max_, olga, mei = await world.manager(), await world.owner(), await world.member("Lena")
    await gives(max_, mei, "+120")
    await lets_alone(world, 400)

    await max_.says(f"/adjust {await mei.card()} +500 the autumn competition")
    assert "more than one person may change" in max_.sees
    await max_.taps("Ask for a yes")
    assert "I've asked 1 colleague" in max_.sees
    assert "120 → 620 points" in olga.sees
    assert "Lena" in olga.sees
    assert "Max" in olga.sees
    assert "the autumn competition" in olga.sees
    assert await points_of(mei) == 120

    await olga.taps("Approve")

    assert "Approved by Olga, and done." in olga.sees
    assert "Approved by Olga, and done." in max_.sees
    assert "The shop gave you 500 points." in mei.sees
    assert await points_of(mei) == 620


@pytest.mark.both
async def test_a_no_changes_nothing_and_the_others_see_it(world: World) -> None:
    max_, olga, mia, mei = (
        await world.manager(),
        await world.owner(),
        await world.manager("Mia"),
        await world.member("Mei"),
    )
    await lets_alone(world, 0)
    await max_.says(f"/adjust {await mei.card()} +500 the autumn competition")
    await max_.taps("Ask for a yes")
    assert "Approve" in mia.buttons

    await mia.taps("Refuse")

    assert "Refused by Mia; nothing was changed." in max_.sees
    assert "Refused by Mia; nothing was changed." in olga.sees
    assert len(olga.heard) == 2  # the question itself was changed
    assert await points_of(mei) == 0


@pytest.mark.both
async def test_whoever_is_late_or_asked_themselves_or_was_dismissed_decides_nothing(world: World) -> None:
    max_, olga, mia, mei = (
        await world.manager(),
        await world.owner(),
        await world.manager("Mia"),
        await world.member("Mei"),
    )
    await lets_alone(world, 0)
    await max_.says(f"/adjust {await mei.card()} +500 the autumn competition")
    await max_.taps("Ask for a yes")

    await world.dismiss(mia)
    mia.presses("Approve")
    await world.hear()
    assert await points_of(mei) == 0
    await world.clock.pause(timedelta(hours=24, minutes=1).total_seconds())  # and the job that ends it is late
    olga.presses("Approve")
    await world.hear()

    assert "day" in olga.toast
    assert await points_of(mei) == 0


async def test_what_changed_meanwhile_is_refused_plainly(world: World) -> None:
    max_, olga, mei = await world.manager(), await world.owner(), await world.member("Mei")
    carl = await world.cashier()
    await lets_alone(world, 0)
    await max_.says(f"/adjust {await mei.card()} +500 the autumn competition")
    await max_.taps("Ask for a yes")
    await carl.says(f"/sale {await mei.card()} 10")
    await carl.taps("Record")

    await olga.taps("Approve")

    assert "it can't be done any more" in olga.sees
    assert "The points were 0 when this was asked for, and are 10 now." in olga.sees
    assert "The points were 0" in max_.sees
    assert await points_of(mei) == 10


async def test_the_only_one_who_runs_the_shop_does_it_alone(world: World) -> None:
    olga, mei = await world.owner(), await world.member("Mei")
    await lets_alone(world, 0)

    await olga.says(f"/adjust {await mei.card()} +500 the autumn competition")
    await olga.taps("Ask for a yes")

    assert "Put right: +500" in olga.sees
    assert await points_of(mei) == 500


async def test_somebody_whose_card_it_is_about_is_neither_asked_nor_heard(world: World) -> None:
    olga, mia = await world.owner(), await world.member("Mia")
    await world.put_to_work(mia, Role.MANAGER)
    await lets_alone(world, 0)

    await olga.says(f"/adjust {await mia.card()} +500 the autumn competition")
    await olga.taps("Ask for a yes")

    assert await points_of(mia) == 500  # nobody else could decide, so Olga did it alone


@pytest.mark.parametrize("points", [10, 5000])
async def test_the_same_adjustment_is_made_once(world: World, points: int) -> None:
    max_, olga, mei = await world.manager(), await world.owner(), await world.member("Mei")
    async with world.shop.work() as work:
        manager, member = await actor_of(max_, work), (await actor_of(mei, work)).member_id
    assert member is not None

    done = []
    for _ in range(2):
        async with world.shop.work() as work:
            done.append(await adjust_points(work, manager, member, points, "a gift", "one"))
    assert done[0] == done[1]
    assert isinstance(done[0], Posted if points == 10 else Asked)
    await world.settle()

    if points == 5000:
        await olga.taps("Approve")
    async with world.shop.work() as work:
        assert await adjust_points(work, manager, member, 11, "a gift", "one") == Refusal("key_taken")
    assert await points_of(mei) == points


async def test_what_nobody_decided_lapses_and_whoever_asked_hears_it(world: World) -> None:
    max_, olga, mei = await world.manager(), await world.owner(), await world.member("Mei")
    await lets_alone(world, 0)
    await max_.says(f"/adjust {await mei.card()} +500 the autumn competition")
    await max_.taps("Ask for a yes")

    await world.later(hours=24.5)

    assert "Nobody decided within a day" in max_.sees
    assert "Nobody decided within a day" in olga.sees
    assert len(olga.heard) == 2
    assert await points_of(mei) == 0


@pytest.mark.both
async def test_a_reason_is_the_members_to_take_and_is_forgotten_with_them(world: World) -> None:
    max_, olga, mei = await world.manager(), await world.owner(), await world.member("Mei")
    await gives(max_, mei, "+10", "the broken jar")
    await max_.says(f"/adjust {await mei.card()} +5000 the long wait")
    await max_.taps("Ask for a yes")
    async with world.shop.work() as work:
        held = await everything_about(work, await actor_of(mei, work))
        assert [work.vault.open(one.reason) for one in held.adjustments if one.reason] == ["the broken jar"]
        await forget(work, await actor_of(mei, work))

    async with world.shop.work() as work:
        assert await work.all(_REASONS) == []
        assert await work.all(_NOTES) == []
    await olga.taps("Approve")
    assert "it can't be done any more" in olga.sees
