"""`regulars backtest replenishment`: on any file of purchases, as a table, as JSON and as a picture."""

import gzip
import json
from pathlib import Path

import pytest

from bot.rules.replenishment import INSIDE
from commands.backtest import Wanted, try_replenishment
from commands.stop import StopError

LINES = [
    "date,customer,item,qty",
    *(f"2017-0{1 + n // 2}-{1 + 14 * (n % 2):02},H1,Infant Formula,1" for n in range(12)),
]


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Half a year of one customer, with columns called as others call them."""
    path = tmp_path / "purchases.csv.gz"
    path.write_bytes(gzip.compress("\n".join([*LINES, "not a day,H1,Infant Formula,1", "2017-01-01,,Tea,x"]).encode()))
    return path


def test_it_prints_a_table(history: Path, capsys: pytest.CaptureFixture[str]) -> None:
    try_replenishment(history, Wanted())

    out = capsys.readouterr().out
    assert "Infant Formula" in out
    assert "all 1 products" in out
    assert "Within 3 days: ours" in out


def test_it_prints_json_and_draws(history: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    try_replenishment(history, Wanted(["FORMULA"], as_json=True, picture=tmp_path / "p.png"))

    told = json.loads(capsys.readouterr().out)
    assert told["interval"] == INSIDE
    assert told["all"]["n"] == told["products"]["Infant Formula"]["n"] == 11
    assert told["all"]["within_7"]["own"] == 10
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")


def test_a_file_that_says_nothing_of_it_is_refused(history: Path, tmp_path: Path) -> None:
    with pytest.raises(StopError, match="Nobody has bought"):
        try_replenishment(history, Wanted(["coffee"]))
    empty = tmp_path / "empty.csv"
    empty.write_text("date,customer\n2017-01-01,H1\n")
    with pytest.raises(StopError, match="nothing of products"):
        try_replenishment(empty, Wanted())
    with pytest.raises(StopError, match="--dates"):
        try_replenishment(history, Wanted(dates="martian"))
