"""The question, its answers, and conversations with the staff."""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
