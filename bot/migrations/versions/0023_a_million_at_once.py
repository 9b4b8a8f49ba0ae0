"""A million turns are written down without a lock on each member, and who was told of an end isn't looked at again."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("treatment", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.drop_constraint("fk_treatment_member_id", type_="foreignkey")
    unwarned = sa.text('"left" > 0 AND warned_at IS NULL')
    op.create_index("ix_lot_unwarned", "lot", ["expires_at"], sqlite_where=unwarned, postgresql_where=unwarned)


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
