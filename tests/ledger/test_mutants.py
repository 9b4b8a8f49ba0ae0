"""Small mistakes in the ledger, in the rules of points, tiers and rewards, and in who gets what, are noticed."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from random import Random

import pytest

from tests.mutants import CONTROL, ROOT, VARIABLE, mistakes_in

LEDGER = tuple(
    f"tests/ledger/test_{noun}.py"
    for noun in (
        *("points", "purchases", "refunds", "sales", "expiry", "paying", "tiers", "vouchers", "gifts", "refills"),
        *("coming_back", "program", "parallel", "audit", "year", "machine", "kills"),  # the slowest last
    )
)
LINES = ("tests/rules/test_segments.py",)
NAMED = ("tests/ledger/test_segments.py", "tests/ledger/test_segment_buyers.py", "tests/dialogues/test_segments.py")
DOOR = ("tests/ledger/test_group_door.py", "tests/faults/test_groups.py", "tests/dialogues/test_groups.py")
MANY = ("tests/ledger/test_broadcast_queue.py", "tests/broadcasts", "tests/dialogues/test_broadcasts.py")
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
    "bot.actions.reversals": LEDGER,
    "bot.actions.sales": LEDGER,
    "bot.actions.expiry": LEDGER,
    "bot.rules.segments": LINES,
    "bot.rules.segment_text": LINES,
    "bot.rules.segment_values": LINES,
    "bot.rules.conditions": LINES,
    "bot.rules.buying": LINES,
    "bot.rules.rfm": LINES,
    "bot.rules.groups": ("tests/rules/test_groups.py",),
    "bot.rules.broadcasts": ("tests/rules/test_broadcasts.py",),
    "bot.rules.broadcast_runs": ("tests/rules/test_broadcasts.py",),
    "bot.rules.broadcast_signs": ("tests/rules/test_broadcast_signs.py",),
    "bot.rules.broadcast_forecast": ("tests/rules/test_broadcasts.py",),
    "bot.actions.segments": NAMED,
    "bot.actions.conditions": NAMED,
    "bot.actions.group_door": DOOR,
    "bot.actions.broadcast_release": MANY,
    "bot.actions.broadcast_counts": ("tests/ledger/test_broadcast_counts.py", *MANY),
    "bot.actions.broadcast_members": MANY,
    "bot.actions.broadcast_queue": MANY,
    "bot.actions.broadcast_arrived": MANY,
    "bot.actions.broadcast_rows": MANY,
}
"""Each module, and the tests that have to notice a mistake in it."""
SMALL = tuple(JUDGED)[:4]
"""Modules whose tests take a second or two: those of an everyday run."""


def try_out(module: str, numbers: Sequence[int]) -> dict[int, str]:
    """What became of mistakes in a module, and of the run without any."""
    tests = ("-k", "not postgres", *JUDGED[module])
    command = [sys.executable, "-m", "pytest", "-qxs", "--no-header", "-p", "tests.mutants", *tests]
    wanted = f"{module}:{','.join(map(str, (CONTROL, *numbers)))}"
    environment = os.environ | {VARIABLE: wanted, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False, text=True)
    became = {int(number): what for number, what in re.findall(r"mistake (-?\d+): (.*)", run.stdout)}
    assert became.keys() == {CONTROL, *numbers}, run.stdout[-1000:]
    assert became.pop(CONTROL) == "unnoticed", "the tests fail without any mistake"
    assert set(became.values()) <= {"noticed", "unnoticed", "died", "endless"}, became
    return became


@pytest.mark.promise(52)
def test_nineteen_of_twenty_mistakes_are_noticed(seed: int, size: Callable[[int, int], int]) -> None:
    chance, modules = Random(seed), tuple(JUDGED)[: size(len(SMALL), len(JUDGED))]
    every = {module: mistakes_in(module) for module in modules}
    if size(True, False):
        module = chance.choice(modules)
        every = {module: every[module]}
        tried = {module: chance.sample(range(len(every[module])), 3)}
    else:
        tried = {module: list(range(len(mistakes))) for module, mistakes in every.items()}

    unnoticed, count = [], 0
    for module, numbers in tried.items():
        for number, what in sorted(try_out(module, numbers).items()):
            count += 1
            if what != "noticed":
                print(f"{what}: {every[module][number]}", flush=True)
            if what == "unnoticed":
                unnoticed.append(every[module][number])

    print(f"{count} mistakes, {count - len(unnoticed)} noticed")
    assert len(unnoticed) <= count / 20, unnoticed
