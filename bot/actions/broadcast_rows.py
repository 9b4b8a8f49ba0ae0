"""A recipient's row in the outbox, as a broadcast puts it there by the thousand."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, literal, null
from sqlalchemy.dialects.postgresql import insert

from bot.actions.broadcasts import Broadcast
from bot.database import Command
from bot.rules.deliveries import Kind
from bot.shop import Work
from bot.tables.outbox import deliveries

_COLUMNS = (
    *("key", "kind", "data", "chat_id", "lane", "due", "best_before", "edits", "state", "reason", "attempts"),
    *("chances", "settled_at", "priority", "verdict", "verdict_why", "broadcast_id"),
)
_ALIKE = ("kind", "lane", "best_before", "priority", "broadcast_id")


def alike(name: str) -> ColumnElement[Any]:
    """A column that is the same in every row, as its parameter."""
    return bindparam(name, type_=deliveries.c[name].type)


def put_in(source: Select[tuple[int]], values: Mapping[str, ColumnElement[Any]]) -> Command:
    """A statement that puts a row into the outbox for each row of another one, unless it is there.

    It is made once, and takes the parameters of `source` and `values` and what `all_alike` gives.

    Args:
        values: the columns that aren't the same for everybody, or not nothing.
    """
    known: dict[str, ColumnElement[Any]] = dict.fromkeys(_COLUMNS, null())
    known |= {name: alike(name) for name in _ALIKE}
    known |= {"data": literal("{}"), "attempts": literal(0), "chances": literal(0), **values}
    columns = [known[name].label(name) for name in _COLUMNS]
    rows = source.with_only_columns(*columns, maintain_column_froms=True)
    into = insert(deliveries).from_select(_COLUMNS, rows, include_defaults=False)
    return Command(into.on_conflict_do_nothing(index_elements=[deliveries.c.key]))


def all_alike(work: Work, found: Broadcast, kind: Kind) -> dict[str, object]:
    """What all rows of a broadcast have alike."""
    return {
        "kind": kind.name,
        "lane": kind.lane.value,
        "best_before": found.good_until or work.now,
        "priority": kind.priority.value if kind.capped else None,
        "broadcast_id": found.id,
    }
