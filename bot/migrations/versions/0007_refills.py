"""How long things last, reminders before they run out, and what staff are asked to do."""

import sqlalchemy as sa
from alembic import op

from bot.migrations.triggers import make_append_only
from bot.tables.base import Real, RowId, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_WAITS = sa.text("stopped_at IS NULL AND nudged_at IS NULL")
_OPEN = sa.text("state != 'done'")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "refill",
        sa.Column("member_id", RowId, nullable=False),
        sa.Column("product_id", RowId, nullable=False),
        sa.Column("bought_at", UtcDateTime(), nullable=False),
        sa.Column("quantity", Real(), nullable=False),
        sa.Column("weight", Real(), nullable=False),
        sa.Column("mean", Real(), nullable=False),
        sa.Column("scatter", Real(), nullable=False),
        sa.Column("amount", Real(), nullable=False),
        sa.Column("amounts", Real(), nullable=False),
        sa.Column("together", Real(), nullable=False),
        sa.Column("lasted", sa.Integer(), nullable=False),
        sa.Column("wanted_at", UtcDateTime(), nullable=True),
        sa.Column("every_days", sa.Integer(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("late_at", UtcDateTime(), nullable=True),
        sa.Column("chance", Real(), nullable=False),
        sa.Column("nudged_at", UtcDateTime(), nullable=True),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("every_days > 0", name=op.f("ck_refill_every")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_refill_member_id_member")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_refill_product_id_product")),
        sa.PrimaryKeyConstraint("member_id", "product_id", name=op.f("pk_refill")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_refill_due", "refill", ["due_at"], sqlite_where=_WAITS, postgresql_where=_WAITS)
    op.create_index("ix_refill_product_id", "refill", ["product_id"])
    op.create_table(
        "refill_typical",
        sa.Column("product_id", RowId, nullable=False),
        sa.Column("habits", Real(), nullable=False),
        sa.Column("weight", Real(), nullable=False),
        sa.Column("total", Real(), nullable=False),
        sa.Column("squares", Real(), nullable=False),
        sa.Column("scatter", Real(), nullable=False),
        sa.Column("amount", Real(), nullable=False),
        sa.Column("amounts", Real(), nullable=False),
        sa.Column("together", Real(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_refill_typical_product_id_product")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_refill_typical")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "refill_later",
        sa.Column("member_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_refill_later_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_refill_later")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "refill_same",
        sa.Column("product_id", RowId, nullable=False),
        sa.Column("as_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["as_id"], ["product.id"], name=op.f("fk_refill_same_as_id_product")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_refill_same_product_id_product")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_refill_same")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "refill_new",
        sa.Column("product_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_refill_new_product_id_product")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_refill_new")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "refill_answer",
        sa.Column("id", RowId, nullable=False),
        sa.Column("member_id", RowId, nullable=False),
        sa.Column("product_id", RowId, nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_refill_answer_member_id_member")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_refill_answer_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refill_answer")),
    )
    op.create_index("ix_refill_answer_member_id", "refill_answer", ["member_id", "product_id", "id"])
    make_append_only(op.get_bind(), ["refill_answer"])
    op.create_table(
        "task",
        sa.Column("id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("member_id", RowId, nullable=False),
        sa.Column("product_id", RowId, nullable=True),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=5), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("staff_id", RowId, nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state in ('open', 'taken', 'done')", name=op.f("ck_task_known_state")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_task_member_id_member")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_task_product_id_product")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_task_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_open", "task", ["id"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_task_member_id", "task", ["member_id"])


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
