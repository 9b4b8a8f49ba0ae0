"""The demo of the README: a furnished shop at the address it prints, and nothing left behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from commands.sample import TIERS
from tests.commands.shopfront import free_port
from tests.killer import wait_until
from tests.warm import ROOT, Process, Warm, regulars

IN_TIME = 60.0
"""Seconds that the shop's furnishing and end may take on a slow machine."""


def tiers_told(address: str, person: int) -> list[int]:
    """The tiers that somebody was congratulated on, each by its place among the sample shop's, as the chat has them."""
    with urlopen(f"{address}/sandbox/chats/{person}/messages?person={person}&limit=100", timeout=IN_TIME) as answer:
        texts = [message.get("text", "") for message in json.load(answer)["messages"]]
    marks = [tier.mark for tier in TIERS.tiers]
    return [n for text in texts for n, mark in enumerate(marks) if "🎉" in text and mark in text]


def start_cold(port: int, folder: Path, log: Path) -> Process:
    """As `make demo` does."""
    with log.open("wb") as out:
        return subprocess.Popen(
            [sys.executable, ROOT / "main.py", "demo", "--port", str(port)],
            env=os.environ | {"TMPDIR": str(folder)},
            stdout=out,
        )


def start_warm(port: int, folder: Path, log: Path) -> Process:
    """The same from a process that has imported everything."""
    return Warm(regulars, ["demo", "--port", port], {"TMPDIR": str(folder)}, folder.parent, log, log)


@pytest.mark.parametrize(
    ("sign", "start"),
    [(signal.SIGINT, start_cold), (signal.SIGHUP, start_warm)],  # a hang-up ends as SIGTERM does
)
def test_the_sample_shop_is_open_at_its_address_until_it_is_ended_and_then_gone(
    tmp_path: Path, sign: signal.Signals, start: Callable[[int, Path, Path], Process]
) -> None:
    folder, log = tmp_path / "temporary", tmp_path / "demo.log"
    folder.mkdir()
    demo = start(free_port(), folder, log)
    try:
        wait_until(lambda: "\n" in log.read_text() or demo.poll() is not None)
        address = log.read_text().split()[-1]
        with urlopen(f"{address}/sandbox/state", timeout=IN_TIME) as answer:
            people = json.load(answer)["people"]
        tiers = [tiers_told(address, person["id"]) for person in people if person["note"] == "member"]
        kept = list(folder.iterdir())
        demo.send_signal(sign)
        code = demo.wait(IN_TIME)
    finally:
        demo.kill()

    assert {"en", "zh-hans", "zh-hant", "ru"} == {person["language"] for person in people}
    assert {"member", "cashier", "manager", "owner"} <= {person["note"] for person in people}
    assert any(tiers)
    assert all(told == sorted(told) for told in tiers), "nobody goes down by going up"
    assert code == 0
    assert kept
    assert list(folder.iterdir()) == []
