"""The cards on which a broadcast is watched."""

import sqlalchemy as sa
from alembic import op

from bot.tables.base import RowId, TelegramId, UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "broadcast_card",
        sa.Column("broadcast_id", RowId, autoincrement=False, nullable=False),
        sa.Column("chat_id", TelegramId, autoincrement=False, nullable=False),
        sa.Column("shown", sa.String(length=64), nullable=False),
        sa.Column("posted", sa.String(length=64), nullable=True),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("settled", sa.BigInteger(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_card_broadcast_id")),
        sa.PrimaryKeyConstraint("broadcast_id", "chat_id", name=op.f("pk_broadcast_card")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_broadcast_card_next_at"), "broadcast_card", ["next_at"])


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
