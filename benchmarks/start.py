"""How long a command takes to start: `regulars --help`, against a bare Python and against importing telegram."""

import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from benchmarks.harness import Figure, alternate

ROUNDS = 7
PROMISED = 0.4
"""Seconds that `regulars --help` may take."""


def seconds(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def figures() -> list[Figure]:
    regulars = str(Path(sys.executable).with_name("regulars"))
    help_time, bare, telegram = alternate(
        ROUNDS,
        partial(seconds, regulars, "--help"),
        partial(seconds, sys.executable, "-c", "pass"),
        partial(seconds, sys.executable, "-c", "import telegram"),
    )
    return [
        Figure("regulars --help", help_time, "s", "python -c pass", bare),
        Figure("regulars --help", help_time, "s", "import telegram", telegram),
        Figure("regulars --help", help_time, "s", "0.4 s allowed", PROMISED, 1.0, at_least=False),
    ]
