"""Open the store."""

from alembic import op
from sqlmodel import SQLModel

import bot.tables.every
from bot.migrations.triggers import make_append_only
from bot.tables.base import APPEND_ONLY

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

__all__ = ["bot"]


def upgrade() -> None:
    """Apply."""
    SQLModel.metadata.create_all(op.get_bind())
    make_append_only(op.get_bind(), APPEND_ONLY)


def downgrade() -> None:
    """There is no way back but a backup."""
    raise NotImplementedError
