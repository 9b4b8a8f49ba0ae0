"""Broadcasts: one post to many, and who has it."""

import sqlalchemy as sa
from alembic import op

from bot.tables.base import Json, RowId, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "broadcast",
        sa.Column("id", RowId, nullable=False),
        sa.Column("act", sa.String(length=7), nullable=False),
        sa.Column("about", RowId, nullable=True),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("plan", Json(), nullable=False),
        sa.Column("texts", Json(), nullable=True),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("begins_at", UtcDateTime(), nullable=True),
        sa.Column("began_at", UtcDateTime(), nullable=True),
        sa.Column("queued_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("queued_to", sa.BigInteger(), nullable=False),
        sa.Column("queued", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("paused_why", sa.String(length=16), nullable=True),
        sa.Column("overlooks", sa.String(length=64), nullable=True),
        sa.CheckConstraint("act in ('send', 'again', 'recall', 'correct')", name=op.f("ck_broadcast_known_act")),
        sa.CheckConstraint(
            "state in ('draft', 'awaiting', 'scheduled', 'running', 'paused', 'done', 'cancelled')",
            name=op.f("ck_broadcast_known_state"),
        ),
        sa.CheckConstraint("(act = 'send') = (about IS NULL)", name=op.f("ck_broadcast_about_another")),
        sa.ForeignKeyConstraint(["about"], ["broadcast.id"], name=op.f("fk_broadcast_about")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
    )
    op.create_table(
        "broadcast_count",
        sa.Column("broadcast_id", RowId, nullable=False),
        sa.Column("fate", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_count_broadcast_id")),
        sa.PrimaryKeyConstraint("broadcast_id", "fate", "reason", name=op.f("pk_broadcast_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "broadcast_answer",
        sa.Column("broadcast_id", RowId, nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("member_id", RowId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_answer_broadcast_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_broadcast_answer_member_id")),
        sa.PrimaryKeyConstraint("broadcast_id", "what", "member_id", name=op.f("pk_broadcast_answer")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_broadcast_answer_member_id"), "broadcast_answer", ["member_id"])
    op.create_table(
        "broadcast_poll",
        sa.Column("poll_id", sa.String(length=64), nullable=False),
        sa.Column("broadcast_id", RowId, nullable=False),
        sa.Column("votes", Json(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_poll_broadcast_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_broadcast_poll")),
    )
    op.create_index(op.f("ix_broadcast_poll_broadcast_id"), "broadcast_poll", ["broadcast_id"])
    op.add_column("delivery", sa.Column("broadcast_id", RowId, nullable=True))
    op.add_column("delivery", sa.Column("others", Json(), nullable=True))
    op.drop_index("ix_delivery_due", "delivery")
    for name, table, columns, where in (
        ("ix_broadcast_under_way", "broadcast", ["begins_at"], "state in ('scheduled', 'running', 'paused')"),
        # What is part of a broadcast is claimed by its broadcast: a paused one of a million must not stand in the way.
        ("ix_delivery_due", "delivery", ["lane", "due", "id"], "state = 'queued' AND broadcast_id IS NULL"),
        (
            "ix_delivery_broadcast_due",
            "delivery",
            ["broadcast_id", "due", "id"],
            "state = 'queued' AND broadcast_id IS NOT NULL",
        ),
        ("ix_delivery_broadcast_id", "delivery", ["broadcast_id", "id"], "broadcast_id IS NOT NULL"),
        ("ix_person_unreachable_at", "person", ["unreachable_at"], "unreachable_at IS NOT NULL"),
        ("ix_consent_taken_back", "consent", ["at"], "NOT given"),
    ):
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
