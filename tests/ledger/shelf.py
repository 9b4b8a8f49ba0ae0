"""Members in a process of their own who all reach for the last one of a reward, each once, when they are let."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from bot.actions.vouchers import Redeemed, redeem
from bot.rules.refusals import Refusal
from bot.rules.roles import Actor, Role
from tests.ledger.books import Books, reopen_books

LOOK = 0.002


async def reach(books: Books, reward_id: int, member_id: int, press: str = "7K3F9Q2M") -> Redeemed | Refusal:
    """One member redeems one reward."""
    mei = Actor(Role.MEMBER, member_id, member_id)
    async with books.shop.work() as work:
        return await redeem(work, mei, reward_id, press, version=1, language="en")


def grab(words: Sequence[str]) -> None:
    """Let the members of a span of numbers reach, all at once, as soon as there is a file of a name.

    It says that it is ready, and then what became of each.
    """
    url, reward_id, first, last, gate = words

    async def open_and_grab() -> list[Redeemed | Refusal]:
        async with reopen_books(url) as books:
            members = range(int(first), int(last) + 1)
            return await asyncio.gather(*(reach(books, int(reward_id), member) for member in members))

    print("ready", flush=True)
    while not Path(gate).exists():
        time.sleep(LOOK)
    for done in asyncio.run(open_and_grab()):
        print(done.key if isinstance(done, Refusal) else "redeemed", flush=True)
