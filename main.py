"""Composition root and command line."""


def main() -> None:
    raise SystemExit("not yet")
