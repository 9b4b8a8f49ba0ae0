"""A year of a small shop: random people buy, return, spend and forget, and every sum is right every night."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest

from bot.actions.expiry import expire_points
from bot.actions.points import Posted, give_starter, move_points, return_points
from bot.actions.purchases import Line, Recorded, Sold, record_purchases
from bot.actions.refunds import Returned, receive_refund, refund_purchase
from bot.actions.reversals import Reversed
from bot.rules.roles import OPERATOR, SYSTEM
from tests.ledger.books import MAX, Books
from tests.spending import spend_points


@dataclass
class Days:
    """What happened so far."""

    chance: Random
    purchases: list[int] = field(default_factory=list)
    rewards: list[int] = field(default_factory=list)


@pytest.mark.either
@pytest.mark.promise(50)
async def test_a_year_keeps_every_sum_right(books: Books, seed: int, size: Callable[[int, int], int]) -> None:
    chance = Random(seed)
    people, step = size(8, 60), size(14, 1)
    members = [await books.member() for _ in range(people)]
    days = Days(chance)
    await books.rule(months=3, starter=25)
    for member in members:
        async with books.shop.work() as work:
            assert await give_starter(work, SYSTEM, member) == 25

    for day in range(0, 366, step):
        if day == 140:
            await books.rule(points=3, per=200, months=6)
        await a_morning(books, days, members, day)
        await an_afternoon(books, days, members)
        if chance.random() < 0.3:
            async with books.shop.work() as work:
                await expire_points(work, most=chance.randint(1, 50))
        if chance.random() < 0.05 and len(members) > 4:
            old = members.pop()
            async with books.shop.work() as work:
                await move_points(work, OPERATOR, old, members[0])
        assert await books.agree()
        books.clock.move(days=step)

    accounts = [await books.account(member) for member in members]
    assert sum(account.purchases for account in accounts) == len(days.purchases)
    assert all(account.points >= 0 and account.debt >= 0 for account in accounts)
    assert all(account.points == 0 or account.debt == 0 for account in accounts)


async def a_morning(books: Books, days: Days, members: list[int], day: int) -> None:
    """The file from the tills: purchases of the last days in any order, some of them told before."""
    chance = days.chance
    sold = [
        Sold(
            "till:1",
            f"{day}-{n}",
            chance.choice(members),
            books.clock.now() - timedelta(hours=chance.randint(0, 60)),
            chance.choice([0, 99, 150, 1000, 1999, 12_345, -250]),
            tuple(Line(f"sku {chance.randint(1, 9)}".replace(" ", "-"), 1000, None, "Goods") for _ in range(3)),
            branch_id=1,
        )
        for n in range(chance.randint(1, 12))
    ]
    async with books.shop.work() as work:
        answers = await record_purchases(work, OPERATOR, sold)
        again = await record_purchases(work, OPERATOR, chance.sample(sold, len(sold)))
    assert all(isinstance(answer, Recorded) and answer.again for answer in again)
    for answer in answers:
        assert isinstance(answer, Recorded)
        days.purchases.append(answer.purchase_id)
    if chance.random() < 0.2:
        async with books.shop.work() as work:
            early = Returned("till:1", f"{day + 1}-0", f"early {day}", 100, books.clock.now())
            await receive_refund(work, OPERATOR, early)


async def an_afternoon(books: Books, days: Days, members: list[int]) -> None:
    """People come to spend, to return what they bought, and to return their rewards."""
    chance = days.chance
    for _ in range(chance.randint(0, 4)):
        async with books.shop.work() as work:
            name = f"reward {next(books.numbers)}"
            spent = await spend_points(work, SYSTEM, chance.choice(members), chance.randint(1, 40), name)
        if isinstance(spent, Posted):
            days.rewards.append(spent.entry_id)
    if days.rewards and chance.random() < 0.4:
        async with books.shop.work() as work:
            reward = days.rewards.pop(chance.randrange(len(days.rewards)))
            assert isinstance(await return_points(work, SYSTEM, reward), Posted)
    for _ in range(chance.randint(0, 3)):
        async with books.shop.work() as work:
            part = chance.choice([None, 50, 500])
            number = chance.choice(days.purchases)
            done = await refund_purchase(work, MAX, number, part, f"ref {next(books.numbers)}")
            assert not isinstance(done, Reversed) or done.points >= 0
