"""What a cashier types after the amount is read as it is meant, or answered with what is right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.refusals import Refusal
from bot.rules.till import MOST_GOODS, Goods, Order, read_order


def test_goods_quantities_and_the_tills_number_are_read() -> None:
    assert read_order(["TEA", "HAM*0.5", "#A-4711", "P9*12"]) == Order(
        (Goods("TEA"), Goods("HAM", 500), Goods("P9", 12000)), "A-4711"
    )
    assert read_order([]) == Order()


def test_stars_commas_and_digits_may_be_those_of_any_keyboard() -> None:
    assert read_order(["TEA×2", "HAM＊0,25", "P9*２", "＃7"]) == Order(
        (Goods("TEA", 2000), Goods("HAM", 250), Goods("P9", 2000)), "7"
    )


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("TEA*0", "quantity_unreadable"),
        ("TEA*", "quantity_unreadable"),
        ("TEA*-1", "quantity_unreadable"),
        ("TEA*1e3", "quantity_unreadable"),
        ("TEA*1.2345", "quantity_unreadable"),
        ("TEA*99999", "quantity_unreadable"),
        ("*2", "sku_unreadable"),
        ("x" * 65, "sku_unreadable"),
        ("#", "receipt_unreadable"),
        ("#" + "1" * 21, "receipt_unreadable"),
        ("#a|b", "receipt_unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused(word: str, why: str) -> None:
    answer = read_order(["TEA", word])

    assert isinstance(answer, Refusal)
    assert answer.key == why


def test_a_line_without_end_is_refused() -> None:
    assert read_order(["TEA"] * (MOST_GOODS + 1)) == Refusal("goods_many", {"most": MOST_GOODS})


@given(st.lists(st.text(min_size=1)))
def test_anything_is_read_or_refused(words: list[str]) -> None:
    answer = read_order(words)

    assert isinstance(answer, Refusal) or all(one.quantity > 0 for one in answer.goods)
