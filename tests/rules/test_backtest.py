"""A history told once more, day by day: what is counted, and that nothing is known before it happened."""

from random import Random

from bot.rules.backtest import Backtest, Bought, Method, Result, Score, all_together, backtest


def bought(member: str, thing: str, *days: int) -> list[Bought]:
    """One of a thing on each of these days."""
    return [Bought(day, member, thing) for day in days]


def in_order(*histories: list[Bought]) -> list[Bought]:
    return sorted((one for history in histories for one in history), key=lambda one: one.day)


def test_every_purchase_that_another_followed_is_a_prediction_and_a_day_counts_once() -> None:
    history = in_order(bought("mei", "tea", 0, 0, 10, 21), bought("mei", "rice", 3), bought("ivan", "tea", 5, 12))

    results = backtest(history)

    assert set(results) == {"tea"}
    assert results["tea"].n == 3


def test_always_three_weeks_is_right_where_it_takes_three_weeks() -> None:
    result = backtest(bought("mei", "formula", 0, 21, 42, 70, 73))["formula"]

    assert result.scores[Method.FIXED] == Score(near=3, nearer=2)


def test_before_anything_is_known_the_others_are_silent_and_silence_is_a_miss() -> None:
    result = backtest(bought("mei", "formula", 0, 21))["formula"]

    assert result.n == 1
    assert result.told == 0
    assert [result.scores[method].near for method in Method] == [0, 1, 0, 0]
    assert backtest(bought("mei", "formula", 0, 21), {"formula": 21})["formula"].scores[Method.OURS].near == 1


def test_what_others_did_later_is_not_known_yet() -> None:
    mei, ivan = bought("mei", "tea", 0, 9), bought("ivan", "tea", 20, 40, 60)

    result = backtest(in_order(mei, ivan))["tea"]

    # Of Mei's gap nothing was known; of Ivan's first only hers, nine days; of his second 9 and 20, the middle 14.5.
    assert result.n == 3
    assert result.scores[Method.TYPICAL] == Score(near=1, nearer=0)
    assert result.scores[Method.OWN] == Score(near=1, nearer=1)


def test_people_with_habits_of_their_own_are_told_better_than_any_one_figure_can() -> None:
    chance = Random(3)
    history = []
    for member in range(80):
        pace, day = chance.choice([8, 18, 35, 60]), 0
        for _ in range(15):
            history.append(Bought(day, f"member {member}", "formula"))
            day += max(1, round(chance.gauss(pace, 2)))
    whole = all_together(backtest(sorted(history, key=lambda one: one.day)).values())

    right = {method: whole.scores[method].near / whole.n for method in Method}
    assert right[Method.OURS] > 2 * max(right[Method.FIXED], right[Method.TYPICAL])
    assert whole.after_five[1] / whole.after_five[0] > 0.95
    assert whole.inside / whole.told > 0.9


def test_a_history_in_pieces_is_the_same_history() -> None:
    history = in_order(bought("mei", "tea", 0, 10, 10, 21), bought("ivan", "tea", 5, 10, 12))
    test = Backtest()

    for one in history:
        test.take([one])

    assert test.results() == backtest(history)


def test_things_add_up() -> None:
    results = backtest(in_order(bought("mei", "tea", 0, 21, 42), bought("mei", "rice", 0, 21)))

    assert all_together(results.values()).n == 3
    assert all_together([]) == Result()
