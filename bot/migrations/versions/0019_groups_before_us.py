"""Groups that follow a saved segment, and people who were in a group before the bot kept its door."""

import sqlalchemy as sa
from alembic import op

from bot.tables.base import RowId

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("community_group") as table:
        table.add_column(sa.Column("segment_id", RowId, nullable=True))
        table.add_column(sa.Column("earlier_stay", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.add_column(sa.Column("unknown", sa.Integer(), nullable=True))
        table.add_column(sa.Column("asked_to", RowId, nullable=False, server_default="0"))
        table.create_foreign_key(op.f("fk_community_group_segment_id"), "segment", ["segment_id"], ["id"])
    op.add_column("group_place", sa.Column("earlier", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
