"""Birthdays, the greetings of each year, and the gifts that come with them."""

import sqlalchemy as sa
from alembic import op

from bot.migrations.checks import replace_check

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
