"""What people call themselves, made fit to show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.names import MOST_SHOWN, clean

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.promise(40)
@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("Mei", "Mei"),
        ("<b>", "<b>"),
        ("</b> & <3", "</b> & <3"),
        ("  Анна \n\t Каренина ", "Анна Каренина"),
        ("Mei\u202eieM", "MeiieM"),
        ("\u2067עברית\u2069", "עברית"),
        ("M\u200be\ufeffi\u00ad", "Mei"),
        ("Mei\x00\x07\x1b", "Mei"),
        ("\ud800Mei\udfff", "Mei"),
        ("👍🏽", "👍🏽"),
        (FAMILY, FAMILY),
        ("🇩🇪🇨🇳", "🇩🇪🇨🇳"),
        ("❤️", "❤️"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u0301\u0301Mei", "Mei"),
        ("Mei\u200d", "Mei"),
        ("नमस्ते", "नमस्ते"),
        ("e\u0301", "é"),
    ],
)
def test_a_name_is_shown_as_it_is_without_what_is_invisible(given_name: str, shown: str) -> None:
    assert clean(given_name) == shown


@pytest.mark.promise(40)
@pytest.mark.parametrize("nothing", ["", " ", "\u202e", "\u3164", "\u2800\u2800", "\x00", "\ud800", "\u200d\u200d"])
def test_of_a_name_that_can_not_be_seen_nothing_is_left(nothing: str) -> None:
    assert clean(nothing) == ""


@pytest.mark.promise(40)
def test_sixty_four_emoji_are_shown_and_ten_thousand_letters_are_cut() -> None:
    assert clean(FAMILY * 64) == FAMILY * 64
    assert clean("🇩🇪" * 65) == "🇩🇪" * 63 + "…"
    assert clean("x" * 10_000) == "x" * 63 + "…"


@pytest.mark.promise(40)
def test_a_pile_of_marks_is_cut_down() -> None:
    assert len(clean("Z" + "\u0335" * 500 + "algo")) < 20


@pytest.mark.promise(40)
@given(st.text(st.characters(codec=None), max_size=200))
def test_whatever_a_name_is_it_can_be_sent(name: str) -> None:
    shown = clean(name)

    shown.encode("utf-8")
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
    assert len(shown) <= MOST_SHOWN * 10
    assert clean(shown) == shown
