"""The audit log in chat: who did what, when, before and after, and what was tried and refused."""

from datetime import UTC, datetime

import pytest

from bot.actions.log import note
from bot.actions.rewards import edit_reward, make_reward
from bot.actions.tiers import apply_tiers
from bot.rules.log import TOPICS, Sieve, Topic, unpack
from bot.rules.rewards import Reward, RewardKind
from bot.rules.roles import Action, Actor, Role
from bot.rules.tiers import Measure, Span, Tier, TierTable
from bot.words.acts import ACTS
from tests.dialogues.test_adjust import gives
from tests.world import OPENING, World

pytestmark = pytest.mark.either


def test_every_action_has_its_words_and_one_kind_at_most() -> None:
    assert set(ACTS) == set(Action)
    sorted_in = [action for actions in TOPICS.values() for action in actions]
    assert len(sorted_in) == len(set(sorted_in))


def test_a_sieve_is_the_same_after_a_button() -> None:
    for sieve in (Sieve(), Sieve(2**31, Topic.POINTS, 2**31, OPENING.date()), Sieve(topic=Topic.REFUSED)):
        assert unpack(sieve.packed()) == sieve
        assert len(sieve.packed()) <= 25


async def test_a_manager_reads_who_did_what_before_and_after(world: World) -> None:
    max_, olga, carl, mei = await world.manager(), await world.owner(), await world.cashier(), await world.member("Mei")
    await olga.says("/program")
    await olga.taps("Points for a purchase")
    await olga.says("2 1")
    await olga.taps("Apply")
    await carl.says(f"/sale {await mei.card()} 50 #A-17")
    await carl.taps("Record")
    await carl.says("/undo")
    await carl.taps("Take it back")
    await gives(max_, mei, "+500", "the autumn competition")

    await max_.says("/log")

    assert "Max, manager" in max_.sees
    assert "Put somebody's points right: member no. 1" in max_.sees
    assert "points: 0 points → 500 points" in max_.sees
    assert "Carl, cashier" in max_.sees
    assert "Took a sale back: receipt A-17" in max_.sees
    assert "amount: €50.00" in max_.sees
    assert "Edited the program: the points rule, version 2" in max_.sees
    assert "points: 1 point → 2 points" in max_.sees
    assert "Mei" not in max_.sees
    assert "the autumn competition" not in max_.sees


@pytest.mark.both
async def test_it_is_sieved_by_person_kind_member_and_day(world: World) -> None:
    max_, carl = await world.manager(), await world.cashier()
    mei, ben = await world.member("Mei"), await world.member("Ben")
    for member in (mei, ben):
        await carl.says(f"/sale {await member.card()} 50")
        await carl.taps("Record")
        await carl.says("/undo")
        await carl.taps("Take it back")
    await gives(max_, mei, "+500", "the autumn competition")
    await carl.says("/staff")

    await max_.says("/log")
    await max_.taps("Kind")
    await max_.taps("Points and approvals")
    assert "Put somebody's points right" in max_.sees
    assert "Took a sale back" not in max_.sees
    await max_.taps("Person")
    await max_.taps("Carl, cashier")
    assert "Nothing there." in max_.sees
    await max_.taps("Kind")
    await max_.taps("Refused attempts")
    assert "🚫 Not allowed: Looked at the team" in max_.sees
    await max_.taps("Show everything")
    await max_.taps("Day or member")
    await max_.says("soon")
    assert "Write a day such as 2026-05-14" in max_.sees
    await max_.says(await ben.card())
    assert "Took a sale back" in max_.sees
    assert "Put somebody's points right" not in max_.sees
    await max_.says("/log 2026-03-01")
    assert "Nothing there." in max_.sees
    await max_.says("/log 2026-03-02")
    assert "Put somebody's points right" in max_.sees


async def test_it_goes_back_page_by_page(world: World) -> None:
    max_ = await world.manager()
    async with world.shop.work() as work:
        for number in range(13):
            await note(work, Actor(Role.OWNER, staff_id=1), Action.DISMISS_STAFF, f"staff:{100 + number}")

    await max_.says("/log")
    assert "112" in max_.sees
    await max_.taps("Older")
    await max_.taps("Older")
    assert "100" in max_.sees
    assert "112" not in max_.sees
    assert "‹ Newer" in max_.buttons


async def test_worths_and_thresholds_are_told_as_money_percent_or_points(world: World) -> None:
    max_ = await world.manager()
    manager, owner = Actor(Role.MANAGER, staff_id=1), Actor(Role.OWNER, staff_id=1)
    off = Reward(None, RewardKind.MONEY_OFF, {"en": "Off"}, {}, 100, worth=500)
    gold = Tier(1, {"en": "Gold"}, "🥇", 50_000, 40_000)
    async with world.shop.work() as work:
        made = await make_reward(work, manager, off)
        assert isinstance(made, Reward)
        edited = await edit_reward(work, manager, made._replace(worth=750))
        assert isinstance(edited, Reward)
        await edit_reward(work, manager, edited._replace(until_at=datetime(2026, 12, 24, 22, 59, 59, tzinfo=UTC)))
        await make_reward(work, manager, off._replace(kind=RewardKind.PERCENT_OFF, worth=10))
        await apply_tiers(work, owner, TierTable(Measure.SPENT, Span.ROLLING, 30, (gold,), version=0))
        await apply_tiers(work, owner, TierTable(Measure.POINTS, Span.ROLLING, 30, (gold,), version=1))

    await max_.says("/log")

    for told in (
        "worth: €5.00\n",
        "worth: €5.00 → €7.50",
        "last day: — → 24 December 2026",
        "worth: 10%",
        "tiers: Gold €500.00 (€400.00, ×1)",
        "Gold 50,000 points (40,000 points, ×1)",
    ):
        assert told in f"{max_.sees}\n", told


async def test_a_line_that_an_older_or_newer_version_wrote_is_still_shown(world: World) -> None:
    max_ = await world.manager()
    async with world.shop.work() as work:
        for before, after in (("EarningRule(points=1)", "EarningRule(points=2)"), ([1], {"points": None}), (3, 4.5)):
            await note(work, Actor(Role.OWNER, staff_id=1), Action.EDIT_PROGRAM, "program:2", before, after)
        await note(work, Actor(Role.OWNER, staff_id=1), Action.ADJUST, "unheard:of")

    await max_.says("/log")

    assert max_.sees.count("Edited the program") == 3


@pytest.mark.both
async def test_a_request_and_its_answer_say_what_it_was_about(world: World) -> None:
    max_, olga, mei = await world.manager(), await world.owner(), await world.member("Mei")
    await max_.says(f"/adjust {await mei.card()} +5000 the autumn competition")
    await max_.taps("Ask for a yes")
    await olga.taps("Approve")

    await olga.says("/log")

    asked = "Asked for a second yes: request no. 1\nPut somebody's points right: member no. 1\nasked for: 5,000 points"
    assert asked in olga.sees
    decided = "Decided what somebody asked for: request no. 1\nPut somebody's points right: member no. 1"
    assert f"{decided}\ndecision: approved" in olga.sees
    assert "Mei" not in olga.sees
    assert "member no. 1</b>\nJoined: member no. 1" in olga.sees or "member no. 1\nJoined: member no. 1" in olga.sees


@pytest.mark.promise(71)
@pytest.mark.both
async def test_whoever_runs_a_branch_reads_of_it_and_of_the_store_and_nothing_of_another(world: World) -> None:
    max_, hana, olga = await world.manager(), await world.manager("Hana"), await world.owner()
    carl, mei = await world.cashier(), await world.member("Mei")
    await world.post_to_branch(max_, "High Street")
    for one in (hana, carl):
        await world.post_to_branch(one, "Harbour")
    for amount, receipt in ((50, "A-17"), (60, "A-18")):
        await carl.says(f"/sale {await mei.card()} {amount} #{receipt}")
        await carl.taps("Record")
    await carl.says("/undo")
    await carl.taps("Take it back")
    await olga.says("/refund A-17 10")
    await olga.taps("Refund")
    await hana.says(f"/adjust {await mei.card()} +5000 the autumn competition")
    await hana.taps("Ask for a yes")
    await olga.taps("Approve")
    await gives(max_, mei, "+5", "the winter competition")
    await olga.says("/program")
    await olga.taps("Welcome gift")
    await olga.says("5")
    await olga.taps("Apply")

    await max_.says("/log")
    assert "Put somebody's points right" in max_.sees
    assert "Edited the program" in max_.sees
    assert "Joined: member no. 1" in max_.sees
    for told in ("Took a sale back", "A-17", "Refunded", "request no. 1", "Hana", "Carl"):
        assert told not in max_.sees, told
    await max_.taps("Person")
    assert max_.buttons == ["Olga, owner", "Max, manager", "All of them"]
    await hana.says("/log")
    for told in ("Took a sale back: receipt A-18", "Refunded a receipt: receipt A-17", "request no. 1"):
        assert told in hana.sees, told
    assert "Max" not in hana.sees
    await olga.says("/log")
    assert "Max, manager" in olga.sees


async def test_a_cashier_may_not_read_it(world: World) -> None:
    carl = await world.cashier()

    await carl.says("/log")

    assert "Your role doesn't include that." in carl.sees
