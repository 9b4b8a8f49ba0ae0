"""Whom a broadcast failed is found by itself, and not among all who have had it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_FAILED = sa.text("state = 'failed' AND broadcast_id IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_delivery_failed", "delivery", ["broadcast_id", "id"], sqlite_where=_FAILED, postgresql_where=_FAILED
    )


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
