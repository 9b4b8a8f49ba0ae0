"""A till of its own, in a process that is to be killed: it says each act once it is done."""

import asyncio
from collections.abc import Sequence
from random import Random

from bot.actions.points import Posted
from bot.actions.refunds import refund_purchase
from bot.actions.reversals import Reversed
from bot.actions.sales import Rung, record_sale, undo_sale
from bot.rules.roles import SYSTEM
from bot.rules.spending import Paid
from tests.ledger.books import CARL, MAX, Books, reopen_books
from tests.spending import spend_points

MEMBERS = range(1, 6)


async def ring_for_ever(books: Books, seed: int) -> None:
    """Sales, some of them part paid with points, refunds, undone sales and spending, at random.

    A line on standard output for each that was committed.
    """
    chance, n = Random(seed), 0
    sales: list[int] = []
    while True:
        n += 1
        name, member = f"{seed}-{n}", chance.choice(MEMBERS)
        what = chance.choices(("sale", "spend", "refund", "undo"), (6, 2, 1, 1))[0]
        done: object = None
        async with books.shop.work() as work:
            if what == "sale":
                points = chance.choice((0, 0, chance.randint(1, 30)))
                amount, paid = chance.randint(max(points, 1), 5000), Paid(points, points)
                done = await record_sale(work, CARL, member, amount, name, anyway=True, paid=paid)
            elif what == "spend":
                done = await spend_points(work, SYSTEM, member, chance.randint(1, 30), name)
            elif what == "refund" and sales:
                done = await refund_purchase(work, MAX, chance.choice(sales), chance.randint(1, 900), name)
            elif what == "undo" and sales:
                done = await undo_sale(work, CARL, sales.pop())
        if isinstance(done, Rung):
            sales.append(done.purchase_id)
            print("sale", name, done.earned, flush=True)
        elif isinstance(done, Posted):
            print("spend", name, -done.points, flush=True)
        elif isinstance(done, Reversed):
            print(what, name if what == "refund" else done.purchase.id, done.points, flush=True)


def ring(words: Sequence[str]) -> None:
    """Open the books that the test left, at an address, and ring with a seed until killed."""
    url, seed = words

    async def open_and_ring() -> None:
        async with reopen_books(url) as books:
            await ring_for_ever(books, int(seed))

    asyncio.run(open_and_ring())
