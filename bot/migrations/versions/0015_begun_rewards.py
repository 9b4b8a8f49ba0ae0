"""A new reward that somebody of the staff has begun waits for them."""

import sqlalchemy as sa
from alembic import op

from bot.tables.base import Json, RowId, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "reward_draft",
        sa.Column("staff_id", RowId, autoincrement=False, nullable=False),
        sa.Column("data", Json(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_reward_draft_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_reward_draft")),
    )


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
