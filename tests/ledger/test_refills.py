"""How long things last members: learned with each purchase, or at night from many, and both the same."""

from datetime import timedelta

from bot.actions.learning import (
    buyers_of_new,
    keep_typical,
    learn_anew,
    none_is_new,
    sum_up,
    waiting_to_be_learned,
)
from bot.actions.products import add_product, edit_product
from bot.actions.purchases import Line, Sold, record_purchases
from bot.actions.refills import all_known_of, learn_later, things_of
from bot.actions.substitutes import count_as
from bot.rules.products import Product
from bot.rules.refills import Known
from bot.rules.replenishment import estimate
from bot.rules.roles import OPERATOR, Actor, Role
from tests.ledger.books import OPENING, Books

DAY = timedelta(days=1)
OWNER = Actor(Role.OWNER, staff_id=4)
FORMULA = Line("F1", 2000)


def sold(member: int, n: int, day: int) -> Sold:
    lines = (FORMULA, Line("WINE"))
    return Sold("file", f"{member}:{n}", member, OPENING - 200 * DAY + day * DAY, 1000, lines)


async def shelf(books: Books) -> None:
    async with books.shop.work() as work:
        for sku, days in (("F1", 21), ("WINE", None)):
            await add_product(work, OWNER, Product(None, sku, sku, "", 1000, days))


async def recorded(books: Books, *purchases: Sold) -> None:
    async with books.shop.work() as work:
        await record_purchases(work, OPERATOR, purchases)


async def known(books: Books, member: int) -> dict[int, Known]:
    async with books.shop.reading() as reading:
        return await all_known_of(reading, member)


async def found_anew(books: Books) -> None:
    """Whoever bought what is told of anew is found and learned anew."""
    async with books.shop.work() as work:
        await learn_later(work, await buyers_of_new(work, 0, 100))
        await none_is_new(work)
    await night(books)


async def night(books: Books) -> list[int]:
    """Learn from whoever waits for it; who that was."""
    async with books.shop.work() as work:
        waiting = await waiting_to_be_learned(work, 100)
        await learn_anew(work, waiting)
    async with books.shop.reading() as reading:
        summed = await sum_up(reading, OPENING)
    async with books.shop.work() as work:
        await keep_typical(work, summed)
    return waiting


async def test_purchases_in_bulk_are_learned_from_at_night_and_as_if_they_had_come_one_by_one(books: Books) -> None:
    await shelf(books)
    mei, ivan = await books.member(), await books.member()
    days = (0, 20, 20, 43, 60, 82)

    for n, day in enumerate(days):
        await recorded(books, sold(mei, n, day))
    await recorded(books, *(sold(ivan, n, day) for n, day in enumerate(days)))

    assert await known(books, ivan) == {}
    assert await night(books) == [ivan]
    assert await known(books, ivan) == await known(books, mei)
    [one] = (await known(books, mei)).values()
    assert one.quantity == 2
    assert one.habit.weight > 3
    assert await night(books) == []
    async with books.shop.reading() as reading:
        [thing] = (await things_of(reading, [1, 2])).values()
    assert thing.typical.habits == 2  # that they have stayed away since is no gap any more
    newcomer = estimate(one.habit._replace(weight=0), thing.typical, thing.guess)
    assert newcomer is not None
    assert newcomer.first <= 20 <= newcomer.last


async def test_a_purchase_of_the_past_is_learned_from_at_night(books: Books) -> None:
    await shelf(books)
    mei, ivan = await books.member(), await books.member()
    for n, day in ((0, 0), (1, 40), (2, 60)):
        await recorded(books, sold(mei, n, day))

    await recorded(books, sold(mei, 3, 20))

    before = await known(books, mei)
    assert await night(books) == [mei]
    assert await known(books, mei) != before
    for n, day in enumerate((0, 20, 40, 60)):
        await recorded(books, sold(ivan, n, day))
    assert await known(books, mei) == await known(books, ivan)


async def test_products_that_are_bought_in_each_others_place_are_one_thing(books: Books) -> None:
    await shelf(books)
    mei = await books.member()
    for n, day in enumerate((0, 20, 40)):
        await recorded(books, sold(mei, n, day))
    async with books.shop.work() as work:
        other = await add_product(work, OWNER, Product(None, "F2", "F2", "", 1000, 21))
        assert isinstance(other, Product)
        assert other.id is not None
        await count_as(work, OWNER, other.id, 1)
    await found_anew(books)

    await recorded(books, Sold("file", "other", mei, OPENING - 140 * DAY, 1000, (Line("F2"),)))

    one = (await known(books, mei))[1]
    assert set(await known(books, mei)) == {1}
    assert one.bought_at == OPENING - 140 * DAY
    assert one.habit.weight > 2.5
    async with books.shop.work() as work:
        await count_as(work, OWNER, other.id, None)
    await found_anew(books)
    assert set(await known(books, mei)) == {1, other.id}
    assert (await known(books, mei))[1].bought_at == OPENING - 160 * DAY


async def test_once_a_product_has_its_days_whoever_bought_it_is_learned_of(books: Books) -> None:
    await shelf(books)
    mei = await books.member()
    for n, day in enumerate((0, 20, 40)):
        await recorded(books, sold(mei, n, day))

    async with books.shop.work() as work:
        await edit_product(work, OWNER, Product(2, "WINE", "Wine", "", 1000, 7))
    await found_anew(books)

    assert set(await known(books, mei)) == {1, 2}
