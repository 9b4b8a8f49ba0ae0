"""When members may be written to, and when not."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
