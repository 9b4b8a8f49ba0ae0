"""Statements are written with SQLAlchemy, compiled once, and run by the driver itself.

SQLAlchemy's own execution costs three to nine times what the driver does (docs/decisions/statements.md); what is
used of it here is the language and its types. A statement is a constant of its module:

    HOLDER = accounts.c.member_id == bindparam("member")
    BALANCE = Query(Balance, select(accounts.c.points, accounts.c.debt).where(HOLDER))
    balance = await work.one(BALANCE, member=7)
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import (
    BindParameter,
    ClauseElement,
    Column,
    ColumnDefault,
    Delete,
    Dialect,
    Insert,
    Select,
    Table,
    Update,
    func,
)
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, ColumnElement
from sqlalchemy.sql.operators import and_, eq
from sqlalchemy.sql.visitors import replacement_traverse

R = TypeVar("R")

Values = Mapping[str, object]
Params = Sequence[object] | Mapping[str, object]
Row = Sequence[object]
Convert = Callable[[object], object]


@dataclasses.dataclass(frozen=True, slots=True)
class Compiled:
    """A statement in one dialect, ready for its driver.

    A `short` one changes a row for each set of values, found by its key, and so surely takes next to no time.
    """

    sql: str
    short: bool
    fixed: dict[str, object]
    order: tuple[str, ...] | None
    into: dict[str, Convert]
    outof: tuple[tuple[int, Convert], ...]
    needed: frozenset[str]

    def values(self, given: Values) -> Params:
        """The driver's parameters; a missing or unknown name is a TypeError."""
        if given.keys() != self.needed:
            raise TypeError(f"this statement takes {sorted(self.needed)}, not {sorted(given)}:\n{self.sql}")
        if self.into:
            given = {**given, **{name: convert(given[name]) for name, convert in self.into.items()}}
        if self.order is None:
            return {**self.fixed, **given} if self.fixed else given
        if self.fixed:
            given = {**self.fixed, **given}
        return [given[name] for name in self.order]


def as_written(sql: str) -> Compiled:
    """SQL that takes no values, as it is."""
    return Compiled(sql, False, {}, None, {}, (), frozenset())


class Command:
    """A statement that changes rows.

    An INSERT without `.values()` inserts the columns that it is given by name.
    """

    def __init__(self, statement: Executable) -> None:
        self.statement = statement
        self._compiled: dict[tuple[str, frozenset[str]], Compiled] = {}

    def compiled(self, dialect: Dialect, given: Values) -> Compiled:
        """This statement for a dialect and, where it is an INSERT, for the columns given."""
        names = frozenset(given) if isinstance(self.statement, Insert) else frozenset()
        found = self._compiled.get((dialect.name, names))
        if found is None:
            found = self._compiled[dialect.name, names] = self._compile(dialect, names)
        return found

    def _compile(self, dialect: Dialect, names: frozenset[str]) -> Compiled:
        keys = sorted(names) if isinstance(self.statement, Insert) else None
        compiled = _with_constants(self.statement).compile(dialect=dialect, column_keys=keys)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(f"not a statement that holds rows: {compiled}")
        defaults = {
            column.key: column.default.arg
            for column in compiled.insert_prefetch
            if isinstance(column.default, ColumnDefault)
        }
        binds = compiled.bind_names
        needed = frozenset(name for bind, name in binds.items() if bind.required and name not in defaults)
        state = compiled.construct_expanded_state(dict.fromkeys(needed), escape_names=False)
        types = {name: bind.type for bind, name in binds.items()}
        processors = {
            name: convert
            for name, type_ in types.items()
            if (convert := type_.dialect_impl(dialect).bind_processor(dialect)) is not None
        }
        fixed = {
            name: processors[name](value) if name in processors else value
            for name, value in {**state.parameters, **defaults}.items()
            if name not in needed
        }
        results = [column.type for column in compiled._result_columns]
        outof = tuple(
            (index, convert)
            for index, type_ in enumerate(results)
            if (convert := type_.dialect_impl(dialect).result_processor(dialect, None)) is not None
        )
        return Compiled(
            sql=state.statement,
            short=_is_short(self.statement),
            fixed=fixed,
            order=tuple(state.positiontup) if dialect.positional and state.positiontup is not None else None,
            into={name: convert for name, convert in processors.items() if name in needed},
            outof=outof,
            needed=needed,
        )


def looked_through(column: ColumnElement[R]) -> ColumnElement[R]:
    """A column by whose index nothing is to be found: it leads to too many rows, which SQLite doesn't know."""
    return func.coalesce(column, column)


def _with_constants(statement: Executable) -> ClauseElement:
    """The statement with the words and numbers that are the same each time written into it.

    A partial index is only found by what is known when the statement is prepared: where that was a parameter, SQLite
    prepared the statement anew each time it ran, which took longer than to run it.
    """

    def written(element: object, **_: object) -> BindParameter[object] | None:
        if isinstance(element, BindParameter) and not element.required and _is_plain(element.value):
            return element.render_literal_execute()
        return None

    made = replacement_traverse(statement, {}, written) if isinstance(statement, ClauseElement) else None
    if not isinstance(made, ClauseElement):
        raise TypeError(f"not a statement that holds rows: {statement}")
    return made


def _is_plain(value: object) -> bool:
    """Whether it is a number or a word without any sign that SQL could mistake for its own, or a list of them."""
    if isinstance(value, (list, tuple)):
        return bool(value) and all(_is_plain(one) for one in value)
    return isinstance(value, int) or (isinstance(value, str) and value.isidentifier())


def _is_short(statement: Executable) -> bool:
    """Whether a statement adds a row, or changes one that it finds by its whole primary key."""
    match statement:
        case Insert():
            return statement.select is None
        case Update(table=Table() as table) | Delete(table=Table() as table):
            return set(table.primary_key) <= set(_compared(statement.whereclause))
    return False


def _compared(where: ColumnElement[bool] | None) -> Iterator[Column[object]]:
    """The columns that have to be equal to one value each."""
    match where:
        case BooleanClauseList(operator=operator) if operator is and_:
            for part in where.clauses:
                yield from _compared(part)
        case BinaryExpression(left=Column() as column, right=BindParameter(), operator=operator) if operator is eq:
            yield column


SCALARS = (bool, bytes, datetime, float, int, str)
"""Classes whose values drivers and types give as they are."""


def _itself(value: R) -> R:
    return value


class Query(Command, Generic[R]):
    """A statement that returns rows.

    Each is made into `row`: a NamedTuple or dataclass with the columns' names, or a scalar such as `int`.
    """

    def __init__(self, row: Callable[..., R], statement: Executable) -> None:
        super().__init__(statement)
        self.row: Callable[..., R] = _itself if row in SCALARS else row
        fields = getattr(row, "_fields", None)
        if fields is None and dataclasses.is_dataclass(row):
            fields = tuple(field.name for field in dataclasses.fields(row))
        if fields is not None and isinstance(statement, Select):
            columns = tuple(column.key for column in statement.selected_columns)
            if columns != tuple(fields):
                raise TypeError(f"{row} has the fields {tuple(fields)}, the statement the columns {columns}")

    def of(self, **values: object) -> "Asked[R]":
        """The query with its values, to be asked together with others."""
        return Asked(self, values)

    def rows(self, compiled: Compiled, found: Sequence[Row]) -> list[R]:
        """The driver's rows as the shop's values."""
        row = self.row
        if not compiled.outof:
            return [row(*values) for values in found]
        made = []
        for values in found:
            changed = list(values)
            for index, convert in compiled.outof:
                if changed[index] is not None:
                    changed[index] = convert(changed[index])
            made.append(row(*changed))
        return made


@dataclasses.dataclass(frozen=True, slots=True)
class Asked(Generic[R]):
    """A query and the values it is asked with."""

    query: Query[R]
    values: Values
