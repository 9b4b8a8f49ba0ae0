"""When members may be written to, and when not: what they chose, and what the contact policy said of each message."""

import sqlalchemy as sa
from alembic import op

from bot.tables.base import RowId, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "contact_choice",
        sa.Column("member_id", RowId, autoincrement=False, nullable=False),
        sa.Column("cap", sa.Integer(), nullable=True),
        sa.Column("opens", sa.Integer(), nullable=True),
        sa.Column("closes", sa.Integer(), nullable=True),
        sa.Column("paused_until", UtcDateTime(), nullable=True),
        sa.CheckConstraint("cap between 1 and 7", name=op.f("ck_contact_choice_sensible_cap")),
        sa.CheckConstraint(
            "8 <= opens and opens < closes and closes <= 21", name=op.f("ck_contact_choice_sensible_hours")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_contact_choice_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_contact_choice")),
    )
    op.create_index(
        "ix_approval_open",
        "approval",
        ["subject"],
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.add_column("delivery", sa.Column("priority", sa.Integer(), nullable=True))
    op.add_column("delivery", sa.Column("verdict", sa.String(length=8), nullable=True))
    op.add_column("delivery", sa.Column("verdict_why", sa.String(length=16), nullable=True))


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
