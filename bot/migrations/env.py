"""Alembic's way in: it is given the open connection, whose transaction is the caller's."""

from alembic import context
from sqlmodel import SQLModel

import bot.tables.every

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=False,  # the caller holds the transaction; Alembic must neither begin nor commit one
    compare_type=True,
)
context.run_migrations()

__all__ = ["bot"]
