"""What is said to somebody unasked is found by whom it goes to and when it went, beside all their receipts."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_delivery_unasked",
        "delivery",
        ["chat_id", "settled_at"],
        sqlite_where=sa.text("lane <> 'live'"),
        postgresql_where=sa.text("lane <> 'live'"),
    )


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
