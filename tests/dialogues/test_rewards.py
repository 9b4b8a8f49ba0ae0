"""Rewards: the catalogue as members find it, and the editor with which managers fill it."""

from datetime import UTC, datetime

from bot.actions.rewards import list_rewards, make_reward
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.roles import Actor, Role
from tests.world import World

MANAGER = Actor(Role.MANAGER)
COFFEE = Reward(None, RewardKind.GIFT, {"en": "Coffee"}, {"en": "Any size."}, 100, state=RewardState.ACTIVE)


async def offer(world: World, reward: Reward = COFFEE, **parts: object) -> Reward:
    """Put a reward into the catalogue."""
    async with world.shop.work() as work:
        made = await make_reward(work, MANAGER, Reward(**{**reward._asdict(), **parts}))  # type: ignore[arg-type]  # the parts are the fields'
    assert not isinstance(made, Refusal), made
    return made


async def kept(world: World) -> list[Reward]:
    """Every reward, the newest first."""
    async with world.shop.work() as work:
        return (await list_rewards(work, 100))[0]


async def test_a_manager_makes_a_reward_step_by_step_and_sees_what_members_will_see(world: World) -> None:
    max_ = await world.manager()

    await max_.says("/rewards")
    await max_.taps("Edit rewards")
    await max_.taps("Add a reward")
    await max_.taps("Money off")
    await max_.says("Five euros off")
    await max_.says("Off anything but gift cards.")
    await max_.taps("Without a picture")
    await max_.says("500")
    await max_.says("5")
    await max_.says("20")
    await max_.says("2")
    await max_.says("2026-03-02")
    await max_.says("2026-12-24")
    await max_.taps("All languages")
    await max_.taps("Done")
    await max_.says("9-17:30")
    await max_.says("14")
    await max_.says("减五欧元")
    for _ in range(3):
        await max_.taps("Without a")
    shown = max_.heard[-2]
    assert "Five euros off" in shown
    assert "€5.00 off a purchase" in shown
    assert "Off anything but gift cards." in shown
    assert "Offered until 24 December" in shown
    await max_.taps("Offer it")

    assert "Members can have it" in max_.sees
    [reward] = await kept(world)
    assert reward == Reward(
        reward.id,
        RewardKind.MONEY_OFF,
        {"en": "Five euros off", "zh_Hans": "减五欧元"},
        {"en": "Off anything but gift cards."},
        500,
        worth=500,
        stock=20,
        each=2,
        from_at=datetime(2026, 3, 1, 23, 0, tzinfo=UTC),
        until_at=datetime(2026, 12, 24, 22, 59, 59, 999999, tzinfo=UTC),
        from_minute=540,
        to_minute=1050,
        voucher_days=14,
        state=RewardState.ACTIVE,
    )
