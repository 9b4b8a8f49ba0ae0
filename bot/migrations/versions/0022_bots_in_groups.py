"""Other bots in a group, who take no seat."""

import sqlalchemy as sa
from alembic import op

from bot.tables.base import Json

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("community_group", sa.Column("bots", Json(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
