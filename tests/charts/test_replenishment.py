"""The picture of a back-test: in every language, with names in any script, of one product and of many."""

import pytest

from bot.charts.replenishment import Bar, Chart, draw
from bot.words.catalogs import Language
from tests.charts.test_liability import TITLES, size


@pytest.mark.parametrize("language", Language)
def test_it_is_drawn_in_every_language(language: Language) -> None:
    methods = [TITLES[language][:8]] * 4
    bars = [Bar(name, 1240, (1.0, 0.0, 0.5, 0.25)) for name in ("Formula", "婴儿配方奶粉八百克", "Детская смесь" * 9)]

    assert size(draw(Chart(language.value, TITLES[language], TITLES[language], methods, bars))) == (1280, 920)
