"""Which lots points come from, and the same told by the oracle."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.lots import (
    OWN,
    Lot,
    Movement,
    Take,
    give_back,
    good_again_until,
    owed_back,
    pay_debt,
    soonest_first,
    spend,
    take_back,
)
from bot.rules.refusals import Refusal
from tests.oracle import Oracle, Pile

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")

OLD = Lot(1, 50, 50, NOON + DAY, purchase_id=101)
NEW = Lot(2, 100, 100, NOON + 30 * DAY, purchase_id=102)
EMPTY = Lot(3, 10, 0, NOON + 2 * DAY)
GONE = Lot(4, 40, 40, NOON - DAY)


def test_what_expires_soonest_is_spent_first() -> None:
    assert spend([NEW, EMPTY, OLD], 70, NOON) == Movement((Take(1, 50), Take(2, 20)))


def test_lots_of_the_same_day_are_spent_in_the_order_they_came() -> None:
    twin = Lot(0, 5, 5, OLD.expires_at)

    assert spend([OLD, twin], 6, NOON) == Movement((Take(0, 5), Take(1, 1)))


def test_what_has_expired_is_not_spent() -> None:
    assert spend([GONE, OLD], 51, NOON) == Refusal("points_short", {"wanted": 51, "have": 50})


def test_the_last_instant_of_a_lot_still_counts() -> None:
    assert spend([OLD], 50, OLD.expires_at) == Movement((Take(1, 50),))
    assert isinstance(spend([OLD], 50, OLD.expires_at + timedelta(microseconds=1)), Refusal)


@pytest.mark.parametrize("points", [0, -5])
def test_spending_nothing_or_less_is_refused(points: int) -> None:
    assert spend([OLD], points, NOON) == Refusal("points_not_positive", {"points": points})


def test_earning_pays_the_debt_first() -> None:
    assert pay_debt(10, 0) == Movement()
    assert pay_debt(10, 4) == Movement((Take(OWN, 4),), debt=-4)
    assert pay_debt(10, 25) == Movement((Take(OWN, 10),), debt=-10)
    assert pay_debt(0, 25) == Movement()


@pytest.mark.promise(57)
def test_a_refund_takes_from_its_own_lot_then_the_soonest_and_the_rest_is_owed() -> None:
    assert take_back([OLD, NEW], 30, purchase_id=102) == Movement((Take(2, 30),))
    assert take_back([OLD, NEW], 120, purchase_id=102) == Movement((Take(2, 100), Take(1, 20)))
    assert take_back([OLD, NEW], 200, purchase_id=102) == Movement((Take(2, 100), Take(1, 50)), debt=50)
    assert take_back([OLD, NEW], 60, purchase_id=None) == Movement((Take(1, 50), Take(2, 10)))
    assert take_back([], 9, purchase_id=105) == Movement(debt=9)


def test_a_returned_reward_goes_back_to_its_lots_less_what_is_owed() -> None:
    takes = (Take(1, 50), Take(2, 20))

    assert give_back(takes, debt=0) == Movement((Take(1, -50), Take(2, -20)))
    assert give_back(takes, debt=30) == Movement((Take(1, -20), Take(2, -20)), debt=-30)
    assert give_back(takes, debt=60) == Movement((Take(2, -10),), debt=-60)
    assert give_back(takes, debt=99) == Movement((), debt=-70)


def test_points_given_back_keep_their_day_or_get_a_week() -> None:
    assert good_again_until(OLD.expires_at, NOON, SHANGHAI) == OLD.expires_at
    assert good_again_until(NOON, NOON, SHANGHAI) == NOON
    assert good_again_until(GONE.expires_at, NOON, SHANGHAI) == datetime(2026, 6, 8, 15, 59, 59, 999999, tzinfo=UTC)


def test_a_refund_in_parts_rounds_down_on_the_running_total() -> None:
    assert [owed_back(10, 999, before, 333) for before in (0, 333, 666)] == [3, 3, 4]
    assert owed_back(10, 999, 0, 999) == 10
    assert owed_back(0, 999, 0, 999) == 0


@given(
    earned=st.integers(0, 10_000),
    parts=st.lists(st.integers(1, 5_000), min_size=1, max_size=12),
    kept=st.integers(0, 5_000),
)
def test_parts_never_take_back_more_than_was_earned(earned: int, parts: list[int], kept: int) -> None:
    amount, before, back = sum(parts) + kept, 0, 0
    for part in parts:
        points = owed_back(earned, amount, before, part)
        assert points >= 0
        before += part
        back += points

    assert back == earned * before // amount
    assert back == earned or kept


lots_lists = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 60), st.integers(-5, 5)), max_size=8).map(
    lambda rows: [
        Lot(n, max(points, left), left, NOON + days * DAY, n) for n, (points, left, days) in enumerate(rows, 1)
    ]
)


def after(lots: list[Lot], movement: Movement) -> dict[int, int]:
    taken: dict[int, int] = {}
    for take in movement.takes:
        taken[take.lot_id] = taken.get(take.lot_id, 0) + take.points
    return {lot.id: lot.left - taken.get(lot.id, 0) for lot in lots}


def oracle_of(lots: list[Lot]) -> Oracle:
    return Oracle([Pile(lot.id, f"purchase {lot.id}", lot.left, lot.expires_at) for lot in lots], counted=len(lots))


@pytest.mark.promise(51)
@given(lots=lots_lists, points=st.integers(1, 200))
def test_spending_agrees_with_the_oracle(lots: list[Lot], points: int) -> None:
    oracle = oracle_of(lots)

    movement = spend(lots, points, NOON)

    assert oracle.redeem("mug", points, NOON) == isinstance(movement, Movement)
    if isinstance(movement, Movement):
        assert after(lots, movement) == {pile.number: pile.left for pile in oracle.piles}


@pytest.mark.promise(51)
@given(lots=lots_lists, points=st.integers(0, 400), own=st.integers(1, 8))
def test_taking_back_agrees_with_the_oracle(lots: list[Lot], points: int, own: int) -> None:
    oracle = oracle_of(lots)

    movement = take_back(lots, points, own)
    oracle.refund(f"purchase {own}", points)

    assert after(lots, movement) == {pile.number: pile.left for pile in oracle.piles}
    assert movement.debt == oracle.debt
    assert sum(take.points for take in movement.takes) + movement.debt == points


@pytest.mark.promise(51)
@given(lots=lots_lists, points=st.integers(1, 200), debt=st.integers(0, 250))
def test_giving_back_agrees_with_the_oracle(lots: list[Lot], points: int, debt: int) -> None:
    oracle = oracle_of(lots)
    taken = spend(lots, points, NOON)
    if isinstance(taken, Refusal):
        return
    oracle.redeem("mug", points, NOON)
    oracle.debt = debt
    left = [lot._replace(left=after(lots, taken)[lot.id]) for lot in lots]

    movement = give_back(taken.takes, debt)
    oracle.give_back("mug", NOON, NOON)

    assert after(left, movement) == {pile.number: pile.left for pile in oracle.piles}
    assert debt + movement.debt == oracle.debt


@pytest.mark.promise(55)
@given(lots=lots_lists, points=st.integers(1, 200))
def test_no_earlier_lot_has_points_left_after_a_later_one_was_used(lots: list[Lot], points: int) -> None:
    movement = spend(lots, points, NOON)
    if isinstance(movement, Refusal):
        return
    by_id = {lot.id: lot for lot in lots}
    last_used = max((by_id[take.lot_id] for take in movement.takes), key=soonest_first)
    left = after(lots, movement)

    earlier = [lot for lot in lots if lot.expires_at >= NOON and soonest_first(lot) < soonest_first(last_used)]
    assert not any(left[lot.id] for lot in earlier)
