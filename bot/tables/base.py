"""What every table shares: names of constraints, UTC instants and JSON that are alike on SQLite and PostgreSQL."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import BigInteger, DateTime, Dialect, Float, Integer, String, Table, Text
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
# Rows come from our own statements: nothing is validated, so no validators are made while the bot starts.
SQLModel.model_config["defer_build"] = True

# SQLite numbers rows by itself only in a column declared INTEGER; PostgreSQL needs eight bytes to match it.
RowId = BigInteger().with_variant(Integer(), "sqlite")
TelegramId = BigInteger


@lru_cache(4096)  # an act writes the same few instants into row after row
def _as_text(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(sep=" ", timespec="microseconds")


def _aware(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {value!r}")
    return value


def _to_text(value: datetime | None) -> str | None:
    aware = _aware(value)
    return None if aware is None else _as_text(aware)


def _of_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC at rest; a naive value is refused.

    SQLite has no instants, so there it is text of one width, which sorts as time does.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], datetime | str | None]:
        return _to_text if dialect.name == "sqlite" else _aware

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], datetime | None] | None:
        return _of_text if dialect.name == "sqlite" else None


class Real(TypeDecorator[float]):
    """A number with a fraction, in eight bytes; both drivers give it as it is, and nothing is to be made of it."""

    impl = Float(53)
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        return None


class Json(TypeDecorator[object]):
    """Plain data as JSON text, the same bytes on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        if value == "{}":  # most messages say the same to everybody
            return {}
        return None if value is None else json.loads(value)


APPEND_ONLY: set[str] = set()
"""Tables whose rows are never changed or deleted; the migrations guard them with triggers."""


def append_only(model: type[SQLModel]) -> Table:
    """The table behind a model whose rows, once written, stay as they are."""
    table = table_of(model)
    APPEND_ONLY.add(table.name)
    return table


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model, whose columns (`members.c.card`) statements are written with."""
    table = SQLModel.metadata.tables.get(str(model.__tablename__))
    if table is None:
        raise LookupError(f"{model.__name__} is not a table")
    return table
