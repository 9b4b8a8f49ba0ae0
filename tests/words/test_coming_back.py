"""What is said to those who stay away, and of what care does."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.care import Care
from bot.rules.effect import Came
from bot.rules.effect import effect as what_it_does
from bot.rules.win_back import Away
from bot.words import effect
from bot.words.catalogs import Language, words_in
from bot.words.deliveries import WORDINGS

WORDS = words_in(Language.EN)
LAST = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
DATA = {"away": 7, "since": LAST.isoformat(), "turn": "20260614"}


@pytest.mark.parametrize("now", [None, Away(None, 0), Away(LAST + timedelta(days=1), 20)])
def test_whoever_was_here_since_or_is_gone_for_good_is_not_missed(now: Away | None) -> None:
    assert WORDINGS["win_back"](WORDS, "Corner", {**DATA, "stays_away": now}) is None


@pytest.mark.parametrize(("points", "waiting"), [(20, "20 points of yours are waiting"), (0, "")])
def test_the_reason_to_come_is_their_points_where_they_have_any(points: int, waiting: str) -> None:
    message = WORDINGS["win_back"](WORDS, "Corner", {**DATA, "stays_away": Away(LAST, points)})

    assert message is not None
    assert waiting in message.text
    assert ("yours" in message.text) == bool(waiting)


def test_how_many_more_it_takes_is_said_in_two_figures() -> None:
    text = effect.show(WORDS, {Care.WIN_BACK: what_it_does(Came(20, 90), Came(2, 10), 10)}).text

    assert "Can't tell yet: about 6,600 more members." in text
    assert "difference: <b>+2</b> of a hundred members, with 95% certainty −30 to +19" in text
