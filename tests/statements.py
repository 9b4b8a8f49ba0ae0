"""Which statements of ours ran on SQLite in a run of the tests and on PostgreSQL in none of them: `--statements`."""

from collections import defaultdict
from collections.abc import Iterator
from sys import modules

from sqlalchemy import Dialect

from bot.database.statements import Command, Compiled, Values

_compiled = Command.compiled
_ran: dict[Command, set[str]] = defaultdict(set)
"""By statement, the dialects that it was run in."""


def watch() -> None:
    """Note from now on what is run."""

    def compiled(self: Command, dialect: Dialect, given: Values) -> Compiled:
        _ran[self].add(dialect.name)
        return _compiled(self, dialect, given)

    Command.compiled = compiled  # type: ignore[method-assign] # that is what this file is for


def told_by_sqlite_alone() -> Iterator[str]:
    """A line for each that PostgreSQL did not run, where it stands."""
    for name, module in sorted(modules.items()):
        if name.startswith(("bot.", "jobs.")):
            for called, value in vars(module).items():
                if isinstance(value, Command) and _ran.get(value) == {"sqlite"}:
                    yield f"only on SQLite: {name}.{called}"
