"""Thanks, words to those who stay away, and who is left out to see whether it works."""

import sqlalchemy as sa
from alembic import op

from bot.migrations.triggers import make_append_only
from bot.tables.base import RowId, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "holdout_salt",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_holdout_salt_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holdout_salt")),
    )
    op.create_table(
        "treatment",
        sa.Column("member_id", RowId, nullable=False),
        sa.Column("care", sa.String(length=16), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_treatment_member_id")),
        sa.PrimaryKeyConstraint("member_id", "care", "about", name=op.f("pk_treatment")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_treatment_care", "treatment", ["care", "until"])
    op.create_table(
        "rhythm",
        sa.Column("member_id", RowId, autoincrement=False, nullable=False),
        sa.Column("since", UtcDateTime(), nullable=True),
        sa.Column("late_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["account.member_id"], name=op.f("fk_rhythm_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_rhythm")),
    )
    op.create_index(
        "ix_rhythm_late_at",
        "rhythm",
        ["late_at", "member_id"],
        sqlite_where=sa.text("late_at IS NOT NULL"),
        postgresql_where=sa.text("late_at IS NOT NULL"),
    )
    make_append_only(op.get_bind(), ["holdout_salt"])


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
