"""People by their number and by the member they are, and purchases with all that is asked of many at once."""

import sqlalchemy as sa
from alembic import op

from bot.tables.base import RowId

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_index("ix_person_reader", "person")
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("member_id", RowId, nullable=True))
        table.create_foreign_key(op.f("fk_person_member_id"), "member", ["member_id"], ["id"])
        if op.get_bind().dialect.name == "sqlite":
            # A column that isn't declared INTEGER is an index beside the rows: each person was looked for twice.
            table.alter_column("telegram_id", type_=sa.Integer(), existing_type=sa.BigInteger(), autoincrement=False)
    op.execute("UPDATE person SET member_id = (SELECT id FROM member WHERE member.telegram_id = person.telegram_id)")
    reader = ["member_id", "unreachable_at", "zone", "language", "client_language"]
    op.create_index("ix_person_member_id", "person", reader)
    op.drop_index("ix_purchase_member_id", "purchase")
    op.create_index("ix_purchase_member_id", "purchase", ["member_id", "at", "undone_at", "refunded", "amount"])


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
