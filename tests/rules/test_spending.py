"""How much points pay, and what of it a refund gives back: worked examples, and whatever the figures."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.lots import Lot, Take
from bot.rules.refusals import Refusal
from bot.rules.spending import NOTHING, Back, Paid, chosen, fair, given_back, lots_back, most_paid, share_for
from bot.rules.terms import Terms
from bot.rules.tiers import Measure, Span, Tier, TierTable

CENT = Terms(worth_points=1, worth_amount=1, pays=True)
"""A point is worth a cent."""
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

rates = st.builds(
    Terms, worth_points=st.integers(1, 500), worth_amount=st.integers(0, 500), pays=st.booleans(), pay_share=st.just(50)
)


def test_a_message_speaks_of_points_that_paid_only_where_some_did() -> None:
    assert Paid(625, 650).told() == {"paid_points": 625, "paid_worth": 650}
    assert NOTHING.told() == {}


def test_half_of_12_50_is_paid_with_625_points_of_a_cent() -> None:
    assert most_paid(CENT, 50, 1250, 10_000) == Paid(625, 625)
    assert most_paid(CENT, 50, 1250, 500) == Paid(500, 500)
    assert most_paid(CENT, 0, 1250, 500) == NOTHING
    assert most_paid(replace(CENT, pays=False), 50, 1250, 500) == NOTHING


def test_where_3_points_are_worth_a_cent_4_are_worth_no_more_and_no_fourth_is_taken() -> None:
    terms = Terms(worth_points=3, worth_amount=1, pays=True)

    assert fair(terms, 4) == Paid(3, 1)
    assert fair(terms, 2) == NOTHING
    assert most_paid(terms, 50, 1000, 1001) == Paid(999, 333)


def test_where_a_point_is_worth_20_cents_it_pays_no_part_of_less() -> None:
    terms = Terms(worth_points=1, worth_amount=20, pays=True)

    assert most_paid(terms, 50, 90, 100) == Paid(2, 40)
    assert most_paid(terms, 50, 39, 100) == NOTHING


def test_more_than_the_most_is_refused_and_so_is_what_is_worth_nothing() -> None:
    terms = Terms(worth_points=3, worth_amount=1, pays=True)

    assert chosen(terms, Paid(30, 10), 31) == Paid(30, 10)
    assert chosen(terms, Paid(30, 10), 33) == Refusal("pay_most", {"most": 30})
    assert chosen(terms, Paid(30, 10), 2) == Refusal("pay_least")


def test_a_tier_has_its_own_share_and_everybody_else_the_terms() -> None:
    gold = Tier(2, {"en": "Gold"}, "🥇", 100, 50, pay_share=80)
    table = TierTable(Measure.POINTS, Span.YEAR, 30, (gold,))

    assert share_for(CENT, table, 2) == 80
    assert share_for(CENT, table, None) == 50
    assert share_for(CENT, table, 1) == 50
    assert share_for(CENT, None, 2) == 50


@given(terms=rates, share=st.integers(0, 100), amount=st.integers(1, 10**7), have=st.integers(0, 10**7))
def test_points_never_pay_more_than_the_share_than_there_are_or_than_they_are_worth(
    terms: Terms, share: int, amount: int, have: int
) -> None:
    most = most_paid(terms, share, amount, have)

    assert most.points <= have
    assert most.worth * 100 <= amount * share
    assert terms.worth(most.points) == most.worth
    assert (most.points == 0) == (most.worth == 0)
    assert most == NOTHING or terms.worth(most.points - 1) < most.worth


@pytest.mark.promise(57)
def test_of_12_50_paid_with_500_points_a_refund_of_5_gives_back_3_in_money_and_200_points() -> None:
    first = given_back(1250, 7, Paid(500, 500), 0, 500)
    rest = given_back(1250, 7, Paid(500, 500), 500, 750)

    assert first == Back(300, Paid(200, 200), 2)
    assert rest == Back(450, Paid(300, 300), 5)


@pytest.mark.promise(57)
@given(data=st.data(), amount=st.integers(1, 10**6), earned=st.integers(0, 10**5), points=st.integers(0, 10**6))
def test_however_a_purchase_goes_back_all_of_it_is_all_and_no_step_is_more(
    data: st.DataObject, amount: int, earned: int, points: int
) -> None:
    paid = Paid(points, data.draw(st.integers(0, amount)))
    before, money, points_back, worth, taken = 0, 0, 0, 0, 0

    while before < amount:
        part = data.draw(st.integers(1, amount - before)) if before < amount // 2 else amount - before
        back = given_back(amount, earned, paid, before, part)
        assert back.money >= 0
        assert back.money + back.paid.worth == part
        before += part
        money, worth = money + back.money, worth + back.paid.worth
        points_back, taken = points_back + back.paid.points, taken + back.earned
        assert points_back * amount <= points * before
        assert worth * amount <= paid.worth * before
        assert taken * amount <= earned * before

    assert (money, points_back, worth, taken) == (amount - paid.worth, points, paid.worth, earned)


def test_points_go_back_first_to_the_lot_that_lasts_longest() -> None:
    soon, late = Lot(1, 10, 10, NOON), Lot(2, 10, 4, NOON + timedelta(days=9))

    assert lots_back([soon, late], 3) == (Take(2, 3),)
    assert lots_back([soon, late], 6) == (Take(1, 2), Take(2, 4))


@given(data=st.data(), left=st.lists(st.integers(0, 50), max_size=6))
def test_no_lot_gets_more_back_than_it_gave(data: st.DataObject, left: list[int]) -> None:
    lots = [Lot(n, 50, one, NOON + timedelta(days=n % 3)) for n, one in enumerate(left, 1)]
    points = data.draw(st.integers(0, sum(left)))

    back = dict(lots_back(lots, points))

    assert sum(back.values()) == points
    assert all(back.get(lot.id, 0) <= lot.left for lot in lots)
