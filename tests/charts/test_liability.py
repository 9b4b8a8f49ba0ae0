"""The picture of what points cost: in every language, with the font that it needs and without."""

import struct

import pytest

from bot.charts.fonts import FONTS
from bot.charts.liability import Bar, Chart, draw
from bot.words.catalogs import Language

TITLES = {
    Language.EN: "12,340 points, worth €123.40",
    Language.ZH_HANS: "12,340 积分，价值 €123.40",
    Language.ZH_HANT: "12,340 點，價值 €123.40",
    Language.RU: "12 340 баллов на 123,40 €",
}


def chart(language: Language, points: int = 1200, share: float | None = 0.7) -> Chart:
    """A year of it."""
    bars = [Bar(f"{n}月" if "zh" in language else "Dec\n2026", f"{n:02}", points * n, "1.2K") for n in range(13)]
    return Chart(language.value, TITLES[language], TITLES[language], bars, share, TITLES[language], "…")


def size(png: bytes) -> tuple[int, int]:
    """Its width and height."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("language", Language)
def test_it_is_drawn_in_every_language(language: Language) -> None:
    assert size(draw(chart(language))) == (1280, 840)


def test_without_the_font_it_is_drawn_with_figures_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FONTS, "zh_Hans", "A Font Nobody Has")

    assert size(draw(chart(Language.ZH_HANS))) == (1280, 840)  # a character it could not draw would be a warning


def test_a_shop_that_owes_nothing_and_one_that_owes_a_billion_are_drawn_alike() -> None:
    for points in (0, 10**12):
        assert size(draw(chart(Language.EN, points, None))) == (1280, 840)
