"""Prints every speed figure as a ratio to a baseline measured in the same run: `python -m benchmarks`."""

import argparse
import json
import pkgutil
import sys
from importlib import import_module

import benchmarks
from benchmarks.harness import Figure

NOT_BENCHMARKS = {"__main__", "crowd", "harness", "stub"}


def names() -> list[str]:
    return [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name not in NOT_BENCHMARKS]


def line(figure: Figure) -> str:
    target = ""
    if figure.target is not None:
        bound = "at least" if figure.at_least else "at most"
        target = f"{bound} {figure.target:g}x: {'holds' if figure.holds else 'FAILS'}"
    value, baseline = (f"{number:,.4g} {figure.unit}" for number in (figure.value, figure.baseline))
    return f"{figure.name:<36}{value:>14}  {figure.ratio:>8.2f}x  {figure.baseline_name:<18}{baseline:>14}  {target}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=names(), metavar="NAME", help=f"one of {', '.join(names())}")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, for machines")
    chosen = parser.parse_args()
    held = True
    for name in chosen.only or names():
        for figure in import_module(f"benchmarks.{name}").figures():
            print(json.dumps({"benchmark": name, **figure.as_json()}) if chosen.json else line(figure), flush=True)
            held = held and figure.holds is not False
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
