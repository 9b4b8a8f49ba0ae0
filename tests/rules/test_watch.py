"""What is unusual, by numbers that accuse nobody by chance."""

from fractions import Fraction
from math import comb
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.watch import CHANCE, LEAST_SALES, tail, unusual_share, upper


def exact(hits: int, n: int, chance: Fraction) -> Fraction:
    return sum((comb(n, k) * chance**k * (1 - chance) ** (n - k) for k in range(max(hits, 0), n + 1)), Fraction(0))


@given(n=st.integers(1, 60), hits=st.integers(0, 60), percent=st.integers(0, 100))
def test_the_tail_is_the_sum_of_the_binomial_terms(n: int, hits: int, percent: int) -> None:
    wanted = float(exact(hits, n, Fraction(percent, 100)))

    assert tail(hits, n, percent / 100) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def test_the_upper_end_is_wilsons() -> None:
    assert upper(50, 100) == pytest.approx(0.596, abs=5e-4)
    assert upper(0, 10) == pytest.approx(0.278, abs=5e-4)
    assert upper(10, 10) == pytest.approx(1.0)


def test_few_sales_say_nothing_and_neither_does_the_only_cashier() -> None:
    assert not unusual_share(LEAST_SALES - 1, LEAST_SALES - 1, 1, 1000, 1)
    assert not unusual_share(500, 500, 400, 400, 1)
    assert not unusual_share(30, 30, 0, 0, 1)


def test_a_cashier_with_a_fifth_of_all_sales_and_all_of_one_regular_stands_out() -> None:
    assert unusual_share(12, 12, 200, 1000, pairs=500)
    assert not unusual_share(5, 12, 200, 1000, pairs=500)


def test_the_same_share_is_usual_where_it_is_everybodys() -> None:
    assert not unusual_share(12, 12, 950, 1000, pairs=500)


@pytest.mark.parametrize("cashiers", [2, 5])
def test_a_month_of_honest_tills_hardly_ever_brings_an_alarm(cashiers: int) -> None:
    chance = Random(cashiers)
    months, alarms = 200, 0
    for _ in range(months):
        regulars = [[chance.randrange(cashiers) for _ in range(chance.randint(5, 25))] for _ in range(60)]
        sold = [sum(sales.count(one) for sales in regulars) for one in range(cashiers)]
        found = any(
            unusual_share(
                sales.count(one), len(sales), sold[one] - sales.count(one), sum(sold) - len(sales), 60 * cashiers
            )
            for sales in regulars
            for one in range(cashiers)
        )
        alarms += found

    assert alarms / months <= 2 * CHANCE
