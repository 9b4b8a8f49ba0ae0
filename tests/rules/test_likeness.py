"""What is most like a word that was mistyped."""

import pytest

from bot.rules.likeness import most_like


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("glod", "Gold"),
        ("formual", "Formula two"),
        ("two", "Formula two"),
        ("BREAD", "Rye bread"),
        ("奶粉", "二段奶粉"),
        ("шампунь", "Шампуни"),
    ],
)
def test_a_mistyped_name_finds_what_was_meant(typed: str, meant: str) -> None:
    there = ["Silver", "Gold", "Platinum", "Formula two", "Rye bread", "二段奶粉", "尿布", "Шампуни"]

    assert most_like(typed, there, 1) == [meant]


def test_what_is_nothing_like_it_comes_in_its_own_order_and_once() -> None:
    assert most_like("xyz", ["Tea", "Milk", "Tea", "Bread"], 3) == ["Tea", "Milk", "Bread"]
    assert most_like("xyz", ["Tea", "Milk", "Bread"], 2) == ["Tea", "Milk"]
    assert most_like("gold", ["Silver", "Very Gold", "Golden", "Old"], 9) == ["Very Gold", "Golden", "Old"]
    assert most_like("", ["Tea"], 2) == ["Tea"]
    assert most_like("tea", [], 2) == []
