"""Small mistakes in the ledger, and in the rules of points, tiers and rewards, are noticed by their tests."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from tests.mutants import ROOT, VARIABLE, mistakes_in

WORKERS = 2
LEDGER = (
    *(f"tests/ledger/test_{noun}.py" for noun in ("points", "purchases", "refunds", "sales", "expiry", "paying")),
    *(f"tests/ledger/test_{noun}.py" for noun in ("tiers", "vouchers", "program", "parallel", "audit", "year")),
    *(f"tests/ledger/test_{noun}.py" for noun in ("machine", "kills")),  # the slowest last: most don't come so far
)
JUDGED: dict[str, tuple[str, ...]] = {
    "bot.rules.lots": ("tests/rules/test_lots.py", "tests/rules/test_points.py", "tests/rules/test_ledger.py"),
    "bot.rules.points": ("tests/rules/test_points.py", "tests/rules/test_lots.py", "tests/rules/test_ledger.py"),
    "bot.rules.ledger": ("tests/rules/test_ledger.py",),
    "bot.rules.terms": ("tests/rules/test_terms.py",),
    "bot.rules.tiers": ("tests/rules/test_tiers.py", "tests/rules/test_standing.py", "tests/ledger/test_tiers.py"),
    "bot.rules.standing": ("tests/rules/test_standing.py", "tests/ledger/test_tiers.py"),
    "bot.rules.rewards": ("tests/rules/test_rewards.py", "tests/rules/test_offers.py"),
    "bot.rules.offers": ("tests/rules/test_offers.py", "tests/rules/test_rewards.py"),
    "bot.rules.vouchers": ("tests/rules/test_vouchers.py", "tests/ledger/test_vouchers.py"),
    "bot.rules.spending": ("tests/rules/test_spending.py", "tests/ledger/test_paying.py"),
    "bot.rules.expiry": ("tests/rules/test_expiry.py", "tests/ledger/test_expiry.py"),
    "bot.actions.ledger": LEDGER,
    "bot.actions.points": LEDGER,
    "bot.actions.purchases": LEDGER,
    "bot.actions.refunds": LEDGER,
    "bot.actions.sales": LEDGER,
    "bot.actions.expiry": LEDGER,
}
"""Each module, and the tests that have to notice a mistake in it."""
SMALL = tuple(JUDGED)[:4]
"""Modules whose tests take a second or two: those of an everyday run."""


def is_noticed(module: str, number: int) -> bool:
    """Whether any test fails over a mistake; a run that never ends counts as noticed."""
    tests = ("-k", "not postgres", *JUDGED[module])
    command = [sys.executable, "-m", "pytest", "-qx", "--no-header", "-p", "tests.mutants", *tests]
    environment = os.environ | {VARIABLE: f"{module}:{number}", "PYTHONPATH": str(ROOT)}
    try:
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=240, check=False)
    except subprocess.TimeoutExpired:
        return True
    assert run.returncode in (0, 1, 2, 3, 4), run.stdout.decode()[-500:]
    return run.returncode != 0


@pytest.mark.promise(52)
def test_nineteen_of_twenty_mistakes_are_noticed(seed: int, size: Callable[[int, int], int]) -> None:
    modules = tuple(JUDGED)[: size(len(SMALL), len(JUDGED))]
    every = [(module, number, what) for module in modules for number, what in enumerate(mistakes_in(module))]
    tried = Random(seed).sample(every, size(1, len(every)))

    with ThreadPoolExecutor(WORKERS) as workers:
        noticed = list(workers.map(lambda one: is_noticed(*one[:2]), tried))

    unnoticed = [what for (_, _, what), seen in zip(tried, noticed, strict=True) if not seen]
    print(f"{len(tried)} mistakes, unnoticed: {unnoticed}")
    assert len(unnoticed) <= len(tried) / 20, unnoticed
