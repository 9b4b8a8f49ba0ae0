"""How long things last, reminders before they run out, and what staff are asked to do."""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
