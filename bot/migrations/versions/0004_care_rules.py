"""The rules of each kind of care."""

import sqlalchemy as sa
from alembic import op

from bot.migrations.triggers import make_append_only
from bot.tables.base import Json, RowId, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "care_rule",
        sa.Column("id", RowId, nullable=False),
        sa.Column("care", sa.String(length=16), nullable=False),
        sa.Column("data", Json(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_rule")),
    )
    op.create_index("ix_care_rule_care", "care_rule", ["care", "id"])
    make_append_only(op.get_bind(), ["care_rule"])


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
