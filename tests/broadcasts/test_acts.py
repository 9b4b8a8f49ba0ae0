"""How much of a broadcast is queued in one act."""

from jobs.broadcasts import LEAST, MOST, rows_next


def test_an_act_that_took_long_is_followed_by_one_of_half_as_many_rows_and_a_quick_one_by_twice_as_many() -> None:
    assert rows_next(4_000, 9.0) == 2_000
    assert rows_next(2_000, 0.01) == 4_000


def test_an_act_has_never_more_rows_nor_fewer_than_are_worth_it() -> None:
    assert rows_next(MOST, 0.0) == MOST
    assert rows_next(LEAST, 60.0) == LEAST
