"""A long list of numbers as one value: written out, each would make a statement of its own, to be prepared and kept."""

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Listed(FunctionElement[int]):
    """The numbers of a JSON array, as both databases take one apart in their own words."""

    name = "listed"
    inherit_cache = True


@compiles(_Listed, "sqlite")
def _in_sqlite(listed: _Listed, compiler: SQLCompiler, **_: object) -> str:
    return f"(SELECT value FROM json_each({compiler.process(listed.clauses)}))"


@compiles(_Listed, "postgresql")
def _in_postgres(listed: _Listed, compiler: SQLCompiler, **_: object) -> str:
    text = compiler.process(listed.clauses)
    return f"(SELECT CAST(number AS bigint) FROM json_array_elements_text(CAST({text} AS json)) AS number)"


def among(number: ColumnElement[int], numbers: Sequence[int]) -> ColumnElement[bool]:
    """Whether a number is one of these, however many they are."""
    return number.op("IN", is_comparison=True)(_Listed(literal(json.dumps(list(numbers)), String)))
