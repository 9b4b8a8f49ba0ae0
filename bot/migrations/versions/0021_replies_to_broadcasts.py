"""What a member says may answer a broadcast, and whoever reads it is told which."""

import sqlalchemy as sa
from alembic import op

from bot.tables.base import RowId

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("conversation_message", sa.Column("broadcast_id", RowId, nullable=True))


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
