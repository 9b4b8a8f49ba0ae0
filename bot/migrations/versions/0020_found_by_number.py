"""People by their number, and a member's purchases with all that is asked of many of them at once."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_index("ix_person_reader", "person")
    if op.get_bind().dialect.name == "sqlite":
        # A column that isn't declared INTEGER is an index beside the rows: each person was looked for twice.
        with op.batch_alter_table("person", recreate="always") as table:
            table.alter_column("telegram_id", type_=sa.Integer(), existing_type=sa.BigInteger(), autoincrement=False)
    op.drop_index("ix_purchase_member_id", "purchase")
    op.create_index("ix_purchase_member_id", "purchase", ["member_id", "at", "undone_at", "refunded", "amount"])


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
