"""Birthdays, the greetings of each year, and the gifts that come with them."""

import sqlalchemy as sa
from alembic import op

from bot.migrations.checks import replace_check
from bot.tables.base import RowId, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KINDS = (
    "'starter', 'earn', 'redeem', 'give_back', 'refund', 'undo', 'expire', 'move_out', 'move_in', "
    "'pay', 'pay_back', 'adjust', 'extend', 'keep'"
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "birthday",
        sa.Column("member_id", RowId, autoincrement=False, nullable=False),
        sa.Column("calendar", sa.String(length=8), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("leap", sa.Boolean(), nullable=False),
        sa.Column("year", sa.LargeBinary(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.CheckConstraint("calendar in ('solar', 'lunar')", name=op.f("ck_birthday_known_calendar")),
        sa.CheckConstraint('month BETWEEN 1 AND 12 AND "day" BETWEEN 1 AND 31', name=op.f("ck_birthday_a_day")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_birthday_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_birthday")),
    )
    op.create_index("ix_birthday_next_on", "birthday", ["next_on", "member_id"])
    op.create_table(
        "greeting",
        sa.Column("id", RowId, nullable=False),
        sa.Column("member_id", RowId, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("voucher_id", RowId, nullable=True),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("posted_at", UtcDateTime(), nullable=True),
        sa.Column("line", sa.LargeBinary(), nullable=True),
        sa.Column("voice", sa.String(length=200), nullable=True),
        sa.Column("staff_id", RowId, nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_greeting_member_id")),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name=op.f("fk_greeting_voucher_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_greeting_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_greeting")),
    )
    op.create_index("ix_greeting_member_id", "greeting", ["member_id", "on"], unique=True)
    op.add_column("voucher", sa.Column("given", sa.String(length=120), nullable=True))
    op.create_index(
        "ix_voucher_given",
        "voucher",
        ["given"],
        unique=True,
        sqlite_where=sa.text("given IS NOT NULL"),
        postgresql_where=sa.text("given IS NOT NULL"),
    )
    replace_check(op.get_bind(), "entry", "ck_entry_known_kind", f"kind in ({_KINDS})", f"kind in ({_KINDS}, 'gift')")


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
