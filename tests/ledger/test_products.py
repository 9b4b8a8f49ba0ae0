"""The goods are added and edited by those who run the shop."""

import pytest

from bot.actions.log import NotAllowedError
from bot.actions.products import add_product, edit_product, list_products, product_by_id, product_by_sku
from bot.rules.products import Product
from bot.rules.refusals import Refusal
from tests.ledger.books import CARL, MAX, Books

TEA = Product(None, "T-1", "Green tea", "Tea", price=899, refill_days=21)


async def test_a_product_is_added_edited_and_found(books: Books) -> None:
    async with books.shop.work() as work:
        added = await add_product(work, MAX, TEA._replace(name="  Green\ttea "))
        assert isinstance(added, Product)
        assert added == TEA._replace(id=added.id)
        assert added.id is not None
        edited = await edit_product(work, MAX, added._replace(sku="OTHER", price=None, refill_days=None))
        assert edited == added._replace(price=None, refill_days=None)
        assert await product_by_id(work, added.id) == edited
        assert await product_by_sku(work, "T-1") == edited
        assert await product_by_sku(work, "OTHER") is None


async def test_products_are_listed_by_name_and_page(books: Books) -> None:
    async with books.shop.work() as work:
        for n, name in enumerate("cab"):
            await add_product(work, MAX, Product(None, f"{n}", name))
        page, n = await list_products(work, most=2)
        rest, _ = await list_products(work, most=2, skip=2)
    assert ([product.name for product in (*page, *rest)], n) == (["a", "b", "c"], 3)


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (TEA._replace(sku="T 1"), "sku_unreadable"),
        (TEA._replace(sku="T*1"), "sku_unreadable"),
        (TEA._replace(sku=""), "sku_unreadable"),
        (TEA._replace(sku="x" * 65), "sku_unreadable"),
        (TEA._replace(name=" \u202e "), "product_nameless"),
        (TEA._replace(price=-1), "price_negative"),
        (TEA._replace(refill_days=0), "refill_days"),
        (TEA._replace(refill_days=3651), "refill_days"),
    ],
)
async def test_what_can_be_no_product_is_refused(books: Books, wrong: Product, key: str) -> None:
    async with books.shop.work() as work:
        answer = await add_product(work, MAX, wrong)
        assert isinstance(answer, Refusal)
        assert answer.key == key
        if key != "sku_unreadable":
            tea = await add_product(work, MAX, TEA)
            assert isinstance(tea, Product)
            answer = await edit_product(work, MAX, wrong._replace(id=tea.id))
            assert isinstance(answer, Refusal)
            assert answer.key == key


async def test_a_sku_is_given_once_and_an_unknown_product_is_not_edited(books: Books) -> None:
    async with books.shop.work() as work:
        await add_product(work, MAX, TEA)
        assert await add_product(work, MAX, TEA._replace(name="Other")) == Refusal("sku_taken", {"sku": "T-1"})
        assert await edit_product(work, MAX, TEA._replace(id=4711)) == Refusal("product_unknown")


async def test_cashiers_do_not_edit_products(books: Books) -> None:
    async with books.shop.work() as work:
        with pytest.raises(NotAllowedError):
            await add_product(work, CARL, TEA)
        with pytest.raises(NotAllowedError):
            await edit_product(work, CARL, TEA)
