"""A long list of numbers as one value: written out, each would make a statement of its own, to be prepared and kept."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import BigInteger, ColumnElement, String, bindparam, cast, column, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Among(FunctionElement[bool]):
    """Whether a number is in a JSON array, which both databases take apart in their own words."""

    name = "among"  # of no type: to a truth value SQLAlchemy would add `= 1`, with which SQLite finds no index
    inherit_cache = True


class _Paired(FunctionElement[str]):
    """The names of a JSON object and what they stand for, a row each."""

    name = "paired"
    inherit_cache = True


@compiles(_Among, "sqlite")
def _among_in_sqlite(found: _Among, compiler: SQLCompiler, **_: object) -> str:
    number, numbers = (compiler.process(part) for part in found.clauses)
    return f"{number} IN (SELECT value FROM json_each({numbers}))"


@compiles(_Among, "postgresql")
def _among_in_postgres(found: _Among, compiler: SQLCompiler, **_: object) -> str:
    # As an array, which is looked up in one go through an index; of a query it would sort out the repeated ones first.
    number, numbers = (compiler.process(part) for part in found.clauses)
    taken_apart = f"SELECT CAST(one AS bigint) FROM json_array_elements_text(CAST({numbers} AS json)) AS one"
    return f"{number} = ANY(ARRAY({taken_apart}))"


@compiles(_Paired, "sqlite")
def _pair_in_sqlite(paired: _Paired, compiler: SQLCompiler, **_: object) -> str:
    return f"json_each({compiler.process(paired.clauses)})"


@compiles(_Paired, "postgresql")
def _pair_in_postgres(paired: _Paired, compiler: SQLCompiler, **_: object) -> str:
    return f"json_each_text(CAST({compiler.process(paired.clauses)} AS json))"


def among(number: ColumnElement[int], numbers: Iterable[int] | str) -> ColumnElement[bool]:
    """Whether a number is one of these, however many they are.

    Args:
        numbers: them, or the name of the parameter that will hold them as `listed`.
    """
    given = bindparam(numbers, type_=String) if isinstance(numbers, str) else literal(listed(numbers), String)
    return _Among(number, given)


def listed(numbers: Iterable[int]) -> str:
    """Numbers as one value."""
    return json.dumps(list(numbers))


def pairs(name: str) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """The columns of a table of two numbers each, to be given as the parameter `name`, as `paired`."""
    table = _Paired(bindparam(name, type_=String)).table_valued(column("key", String), column("value", String))
    return cast(table.c.key, BigInteger), cast(table.c.value, BigInteger)


def paired(numbers: Mapping[int, int | None]) -> str:
    """Numbers and what belongs to each as one value."""
    return json.dumps(numbers)
