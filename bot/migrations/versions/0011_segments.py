"""Segments, tags and lists of members, where the fifths of buyers part, and what makes finding members quick."""

import sqlalchemy as sa
from alembic import op

from bot.migrations.triggers import make_append_only
from bot.tables.base import Json, RowId, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_STANDING = "joined_at IS NOT NULL AND merged_into IS NULL AND forgotten_at IS NULL"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "segment",
        sa.Column("id", RowId, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
    )
    kept = sa.text("removed_at IS NULL")
    op.create_index("uq_segment_key", "segment", ["key"], unique=True, sqlite_where=kept, postgresql_where=kept)
    op.create_table(
        "tag",
        sa.Column("id", RowId, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("key", name=op.f("uq_tag_key")),
    )
    op.create_table(
        "member_tag",
        sa.Column("member_id", RowId, nullable=False),
        sa.Column("tag_id", RowId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_tag_member_id")),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_member_tag_tag_id")),
        sa.PrimaryKeyConstraint("member_id", "tag_id", name=op.f("pk_member_tag")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_member_tag_tag_id", "member_tag", ["tag_id", "member_id"])
    op.create_table(
        "member_list",
        sa.Column("id", RowId, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_list")),
        sa.UniqueConstraint("key", name=op.f("uq_member_list_key")),
    )
    op.create_table(
        "listed",
        sa.Column("list_id", RowId, nullable=False),
        sa.Column("member_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["member_list.id"], name=op.f("fk_listed_list_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_listed_member_id")),
        sa.PrimaryKeyConstraint("list_id", "member_id", name=op.f("pk_listed")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_listed_member_id", "listed", ["member_id"])
    op.create_table(
        "rfm_cut",
        sa.Column("id", RowId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("buyers", sa.Integer(), nullable=False),
        sa.Column("last_at", Json(), nullable=False),
        sa.Column("purchases", Json(), nullable=False),
        sa.Column("spent", Json(), nullable=False),
        sa.Column("takings", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfm_cut")),
    )
    make_append_only(op.get_bind(), ["rfm_cut"])
    standing, merged = sa.text(_STANDING), sa.text("merged_into IS NOT NULL")
    op.drop_index("ix_member_merged_into", "member")  # nearly all aren't, and SQLite looked for those in it
    op.create_index("ix_member_merged_into", "member", ["merged_into"], sqlite_where=merged, postgresql_where=merged)
    op.create_index(
        "ix_member_standing",
        "member",
        ["id", "telegram_id", "joined_at", "merged_into", "forgotten_at"],
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("ix_consent_topic", "consent", ["topic", "member_id", "id", "given"])
    reader = ["telegram_id", "unreachable_at", "zone", "language", "client_language"]
    op.create_index("ix_person_reader", "person", reader)
    op.create_index("ix_purchase_line_product_id", "purchase_line", ["product_id", "purchase_id"])
    op.add_column("rhythm", sa.Column("late_since", UtcDateTime(), nullable=True))
    op.execute("UPDATE rhythm SET late_since = late_at")


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
