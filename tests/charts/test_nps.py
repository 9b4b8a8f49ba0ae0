"""The picture of who recommends the shop: in every language, with few answers and with many."""

from datetime import date

import pytest

from bot.charts.fonts import FONTS
from bot.charts.nps import Bar, Chart, Month, draw
from bot.rules.nps import nps
from bot.words.catalogs import Language
from tests.charts.test_liability import TITLES, size


def chart(language: Language, answers: int = 30) -> Chart:
    """A year of it, with months in which nobody answered."""
    score = nps({10: answers, 3: answers})
    months = [
        Month(f"{n}月" if "zh" in language else f"{date(2026, n, 1):%b}", f"{n:02}", score if n % 3 else None)
        for n in range(1, 13)
    ]
    title = TITLES[language]
    return Chart(language.value, title, title, title, [Bar(n, answers * n) for n in range(11)], title, months)


@pytest.mark.parametrize("language", Language)
def test_it_is_drawn_in_every_language(language: Language) -> None:
    assert size(draw(chart(language))) == (1280, 840)


def test_without_the_font_it_is_drawn_with_figures_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FONTS, "zh_Hans", "A Font Nobody Has")

    assert size(draw(chart(Language.ZH_HANS))) == (1280, 840)  # a character it could not draw would be a warning


def test_a_shop_that_can_tell_nothing_yet_is_drawn_too() -> None:
    assert size(draw(chart(Language.EN, 0))) == (1280, 840)
