"""Community groups, who may join them, and who did."""

import sqlalchemy as sa
from alembic import op

from bot.tables.base import RowId, TelegramId, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "community_group",
        sa.Column("id", RowId, nullable=False),
        sa.Column("chat_id", TelegramId(), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("rights", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("house_rules", sa.String(length=2000), nullable=False),
        sa.Column("who", sa.String(length=1000), nullable=True),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("hello", sa.Boolean(), nullable=False),
        sa.Column("added_by", TelegramId(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("welcome_since", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state in ('new', 'open', 'closed', 'gone')", name=op.f("ck_community_group_known_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_group")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_community_group_chat_id")),
    )
    op.create_table(
        "group_place",
        sa.Column("id", RowId, nullable=False),
        sa.Column("group_id", RowId, nullable=False),
        sa.Column("telegram_id", TelegramId(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("tag", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting', 'let_in', 'inside', 'declined', 'left', 'removed', 'banned')",
            name=op.f("ck_group_place_known_state"),
        ),
        sa.ForeignKeyConstraint(["group_id"], ["community_group.id"], name=op.f("fk_group_place_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_place")),
        sa.UniqueConstraint("group_id", "telegram_id", name=op.f("uq_group_place_group_id_telegram_id")),
    )
    op.create_index(op.f("ix_group_place_telegram_id"), "group_place", ["telegram_id"])
    for name, column, where in (
        ("ix_group_place_seated", "group_id", "state in ('let_in', 'inside')"),
        ("ix_group_place_waiting", "asked_at", "state in ('waiting', 'let_in')"),
    ):
        op.create_index(name, "group_place", [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.create_table(
        "group_link",
        sa.Column("id", RowId, nullable=False),
        sa.Column("group_id", RowId, nullable=False),
        sa.Column("member_id", RowId, nullable=False),
        sa.Column("url", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("leaked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["community_group.id"], name=op.f("fk_group_link_group_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_group_link_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_link")),
    )
    op.create_index(op.f("ix_group_link_group_id"), "group_link", ["group_id"])
    op.create_index("ix_group_link_member_id", "group_link", ["member_id", "group_id"])


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
