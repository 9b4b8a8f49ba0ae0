"""A long list of numbers as one value: written out, each would make a statement of its own, to be prepared and kept."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import BigInteger, ColumnElement, String, bindparam, cast, column, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Listed(FunctionElement[int]):
    """The numbers of a JSON array, as both databases take one apart in their own words."""

    name = "listed"
    inherit_cache = True


class _Paired(FunctionElement[str]):
    """The names of a JSON object and what they stand for, a row each."""

    name = "paired"
    inherit_cache = True


@compiles(_Listed, "sqlite")
def _list_in_sqlite(listed: _Listed, compiler: SQLCompiler, **_: object) -> str:
    return f"(SELECT value FROM json_each({compiler.process(listed.clauses)}))"


@compiles(_Listed, "postgresql")
def _list_in_postgres(listed: _Listed, compiler: SQLCompiler, **_: object) -> str:
    text = compiler.process(listed.clauses)
    return f"(SELECT CAST(number AS bigint) FROM json_array_elements_text(CAST({text} AS json)) AS number)"


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
    return number.op("IN", is_comparison=True)(_Listed(given))


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
