"""Events, and who comes to them."""

import sqlalchemy as sa
from alembic import op

from bot.tables.base import Json, RowId, UtcDateTime

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "event",
        sa.Column("id", RowId, nullable=False),
        sa.Column("names", Json(), nullable=False),
        sa.Column("abouts", Json(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("state in ('draft', 'on', 'cancelled')", name=op.f("ck_event_known_state")),
        sa.CheckConstraint("at < ends_at", name=op.f("ck_event_ends_after_it_begins")),
        sa.CheckConstraint("seats IS NULL OR seats > 0", name=op.f("ck_event_has_a_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_ends_at"), "event", ["ends_at"])
    op.create_table(
        "event_guest",
        sa.Column("id", RowId, nullable=False),
        sa.Column("event_id", RowId, nullable=False),
        sa.Column("member_id", RowId, nullable=False),
        sa.Column("state", sa.String(length=7), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("came_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state in ('coming', 'waiting', 'away')", name=op.f("ck_event_guest_known_state")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_guest_event_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_event_guest_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_guest")),
        sa.UniqueConstraint("event_id", "member_id", name=op.f("uq_event_guest_event_id_member_id")),
    )
    op.create_index("ix_event_guest_line", "event_guest", ["event_id", "state", "turn"])
    op.create_index(op.f("ix_event_guest_member_id"), "event_guest", ["member_id"])


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
