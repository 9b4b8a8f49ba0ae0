"""What was said in a conversation is found by the message it came as, so that editing that edits the other side's."""

import sqlalchemy as sa
from alembic import op

from bot.tables.base import TelegramId

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    for name in ("from_chat", "message_id"):
        op.add_column("conversation_message", sa.Column(name, TelegramId, nullable=True))
    op.create_index("ix_conversation_message_from", "conversation_message", ["from_chat", "message_id"])


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
