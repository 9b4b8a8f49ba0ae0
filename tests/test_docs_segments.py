"""The page on segments lags behind nothing: each condition is on it, and each of its examples can be read."""

import re
from pathlib import Path

from bot.rules.buying import Rfm
from bot.rules.conditions import CONDITIONS
from bot.rules.refusals import Refusal
from bot.rules.rfm import CELLS, Group
from bot.rules.segments import parse

PAGE = (Path(__file__).parents[1] / "docs" / "segments.md").read_text("utf-8")
ROWS = [row for row in PAGE.splitlines() if row.startswith("| `")]


def test_every_condition_is_on_the_page_and_every_example_can_be_read() -> None:
    shown = [line for row in ROWS for line in re.findall(r"`([^`]+)`", row.split("|")[1])]
    shown += re.findall(r"^    (.+)$", PAGE, re.MULTILINE)

    read = {line: parse(line) for line in shown}

    assert {re.split(r"\W", line)[0] for line in shown} >= set(CONDITIONS)
    assert [line for line, found in read.items() if isinstance(found, Refusal)] == []
    assert {one.value for one in read.values() if isinstance(one, Rfm)} == set(Group)


def test_the_groups_are_told_as_they_are() -> None:
    told = {
        "champions": {(r, w) for r in (4, 5) for w in (4, 5)},
        "loyal": {(3, w) for w in (3, 4, 5)} | {(4, 3), (5, 3)},
        "promising": {(r, w) for r in (4, 5) for w in (1, 2)},
        "fading": {(3, 1), (3, 2)},
        "at risk": {(r, w) for r in (1, 2) for w in (3, 4, 5)},
        "asleep": {(r, w) for r in (1, 2) for w in (1, 2)},
    }

    assert {group.replace("-", " "): set(cells) for group, cells in CELLS.items()} == told
    assert all(f"| {name} |" in PAGE for name in told)
