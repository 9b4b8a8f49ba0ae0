"""`/rewards` through the whole path beside `/points`, in a shop that offers thirty rewards and in one of a hundred."""

import asyncio
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.crowd import fill, settings_for
from benchmarks.echo import cpu_per_update
from benchmarks.harness import Figure, alternate
from benchmarks.points_command import shop_bot
from bot.actions.rewards import make_reward
from bot.rules.refusals import Refusal
from bot.rules.rewards import Reward, RewardKind, RewardState
from bot.rules.roles import Actor, Role
from commands.shop import open_shop

MEMBERS = 1_000
USUAL, MANY = 30, 100
ROUNDS = 5
_NOBODY = "http://127.0.0.1:1"


async def _offer(folder: Path, n: int) -> None:
    """Fill the catalogue of a shop: names in three languages, a stock of most, a limit for each member."""
    async with open_shop(settings_for(folder, _NOBODY)) as shop, shop.work() as work:
        for number in range(1, n + 1):
            made = await make_reward(
                work,
                Actor(Role.MANAGER),
                Reward(
                    None,
                    RewardKind.GIFT,
                    {"en": f"Thing {number}", "ru": f"Вещь {number}", "zh_Hans": f"东西 {number}"},
                    {"en": "Something that many would like to have, and that few have yet. " * 2},
                    10 * number,
                    stock=5 if number % 3 else None,
                    each=2,
                    state=RewardState.ACTIVE,
                ),
            )
            if isinstance(made, Refusal):
                raise ValueError(made.key)


def figures() -> list[Figure]:
    """What a look at the catalogue costs."""
    with tempfile.TemporaryDirectory(prefix="regulars-benchmark-") as temporary:
        usual, many = Path(temporary) / "usual", Path(temporary) / "many"
        for folder, n in ((usual, USUAL), (many, MANY)):
            fill(folder, MEMBERS)
            asyncio.run(_offer(folder, n))
        with shop_bot(usual) as here, shop_bot(many) as there:
            points, of_usual, of_many = alternate(
                ROUNDS,
                partial(cpu_per_update, *here, "/points"),
                partial(cpu_per_update, *here, "/rewards"),
                partial(cpu_per_update, *there, "/rewards"),
            )
    beside = ("ms", "/points", points)
    return [
        Figure(f"/rewards, {USUAL} of them", of_usual, *beside, 2.0, at_least=False),
        Figure(f"/rewards, {MANY} of them", of_many, *beside, 2.0, at_least=False),
    ]
