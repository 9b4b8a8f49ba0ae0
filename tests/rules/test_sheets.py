"""What a spreadsheet would run stays text, and comes back as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.sheets import from_cell, to_cell

BEGINS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u00a0=", "\ufeff=", "'"]
TEXTS = st.text(st.characters(codec="utf-8")) | st.builds(str.__add__, st.sampled_from(BEGINS), st.text(max_size=20))


@pytest.mark.promise(41)
@pytest.mark.parametrize("begins", BEGINS)
def test_what_could_be_a_formula_is_marked(begins: str) -> None:
    assert to_cell(f'{begins}HYPERLINK("http://evil.example","x")').startswith("'")


@pytest.mark.promise(41)
@pytest.mark.parametrize("number", ["0", "12", "-12", "+12", "-0.50", "12.50", "+4917012345678"])
def test_numbers_stay_numbers(number: str) -> None:
    assert to_cell(number) == number


@pytest.mark.parametrize("text", ["-1+1", "+1-1", "-1e5", "-", "+", "--1", "-1\n", "-.5", "1-1=0x"])
def test_what_only_looks_like_a_number_is_no_number(text: str) -> None:
    assert to_cell(text) == (text if text[0].isdigit() else f"'{text}")


@pytest.mark.promise(41)
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), max_size=5))
def test_every_text_comes_back_as_it_was(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([[to_cell(text) for text in row] for row in rows])

    file.seek(0)
    assert [[from_cell(cell) for cell in row] for row in csv.reader(file)] == rows
