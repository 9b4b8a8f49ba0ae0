"""Small mistakes in the ledger are noticed by its tests."""

import os
import subprocess
import sys
from collections.abc import Callable
from random import Random

import pytest

from tests.mutants import ROOT, VARIABLE, mistakes_in

RULES = ("bot.rules.lots", "bot.rules.points", "bot.rules.ledger")
ACTS = ("bot.actions.ledger", "bot.actions.points", "bot.actions.purchases", "bot.actions.refunds", "bot.actions.sales")
JUDGES = ("tests/rules/test_lots.py", "tests/rules/test_points.py", "tests/rules/test_ledger.py")


def is_noticed(module: str, number: int) -> bool:
    """Whether any test fails over a mistake; a run that never ends counts as noticed."""
    tests = JUDGES if module in RULES else ("tests/ledger", "-k", "not postgres and not mutants")
    command = [sys.executable, "-m", "pytest", "-qx", "--no-header", "-p", "tests.mutants", *tests]
    environment = os.environ | {VARIABLE: f"{module}:{number}"}
    try:
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return True
    assert run.returncode in (0, 1, 2, 3, 4), run.stdout.decode()[-500:]
    return run.returncode != 0


@pytest.mark.promise(52)
def test_nineteen_of_twenty_mistakes_are_noticed(seed: int, size: Callable[[int, int], int]) -> None:
    modules = (RULES + ACTS)[: size(len(RULES), len(RULES + ACTS))]
    every = [(module, number, what) for module in modules for number, what in enumerate(mistakes_in(module))]
    tried = Random(seed).sample(every, size(1, len(every)))

    unnoticed = [what for module, number, what in tried if not is_noticed(module, number)]

    print(f"{len(tried)} mistakes, unnoticed: {unnoticed}")
    assert len(unnoticed) <= len(tried) / 20, unnoticed
