"""Birthdays, and the greetings of each year."""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
