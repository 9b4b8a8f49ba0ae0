"""Points are worth having: tiers, rewards, vouchers, spending and warnings."""

import sqlalchemy as sa
from alembic import op

from bot.migrations.checks import replace_check
from bot.migrations.triggers import make_append_only
from bot.tables.base import Json, RowId, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("terms", "tier_table")
_KINDS = "'starter', 'earn', 'redeem', 'give_back', 'refund', 'undo', 'expire', 'move_out', 'move_in'"
_NEW_KINDS = "'pay', 'pay_back', 'adjust', 'extend', 'keep'"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "terms",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("worth_points", sa.BigInteger(), nullable=False),
        sa.Column("worth_amount", sa.BigInteger(), nullable=False),
        sa.Column("pays", sa.Boolean(), nullable=False),
        sa.Column("pay_share", sa.Integer(), nullable=False),
        sa.Column("keeps", sa.Boolean(), nullable=False),
        sa.Column("extend_months", sa.Integer(), nullable=False),
        sa.Column("adjust_alone", sa.BigInteger(), nullable=False),
        sa.Column("return_days", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "worth_points > 0 AND worth_amount >= 0 AND pay_share BETWEEN 0 AND 100 AND extend_months BETWEEN 0 AND 12 "
            "AND adjust_alone >= 0 AND return_days >= 0",
            name=op.f("ck_terms_sensible"),
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_terms")),
    )
    op.create_table(
        "tier_table",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("measure", sa.String(length=8), nullable=False),
        sa.Column("span", sa.String(length=8), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("tiers", Json(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.CheckConstraint("measure in ('points', 'spent')", name=op.f("ck_tier_table_known_measure")),
        sa.CheckConstraint("span in ('rolling', 'year')", name=op.f("ck_tier_table_known_span")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_tier_table")),
    )
    op.create_table(
        "tier_review",
        sa.Column("member_id", RowId, autoincrement=False, nullable=False),
        sa.Column("missed_at", UtcDateTime(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("delivery_key", sa.String(length=120), nullable=True),
        sa.Column("warned_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["account.member_id"], name=op.f("fk_tier_review_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_tier_review")),
    )
    op.create_table(
        "tier_draft",
        sa.Column("staff_id", RowId, autoincrement=False, nullable=False),
        sa.Column("data", Json(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_tier_draft_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_tier_draft")),
    )
    op.create_table(
        "job_day",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mark", RowId, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_day")),
    )
    op.create_table(
        "reward",
        sa.Column("id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("names", Json(), nullable=False),
        sa.Column("abouts", Json(), nullable=False),
        sa.Column("picture", sa.String(length=200), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("worth", sa.BigInteger(), nullable=True),
        sa.Column("product_id", RowId, nullable=True),
        sa.Column("charity", sa.String(length=64), nullable=True),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("each", sa.Integer(), nullable=True),
        sa.Column("min_tier", sa.Integer(), nullable=True),
        sa.Column("from_at", UtcDateTime(), nullable=True),
        sa.Column("until_at", UtcDateTime(), nullable=True),
        sa.Column("languages", Json(), nullable=True),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("to_minute", sa.Integer(), nullable=False),
        sa.Column("voucher_days", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "kind in ('money_off', 'percent_off', 'product', 'gift', 'experience', 'donation')",
            name=op.f("ck_reward_known_kind"),
        ),
        sa.CheckConstraint("state in ('draft', 'active', 'paused')", name=op.f("ck_reward_known_state")),
        sa.CheckConstraint("price > 0", name=op.f("ck_reward_has_a_price")),
        sa.CheckConstraint("stock IS NULL OR stock >= 0", name=op.f("ck_reward_stock_is_there")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_reward_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward")),
    )
    op.create_table(
        "approval",
        sa.Column("id", RowId, nullable=False),
        sa.Column("action", sa.String(length=48), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("data", Json(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", RowId, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", RowId, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_approval_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_approval_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_table(
        "spend_code",
        sa.Column("id", RowId, nullable=False),
        sa.Column("member_id", RowId, nullable=False),
        sa.Column("purpose", sa.String(length=4), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("digits_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("staff_id", RowId, nullable=True),
        sa.CheckConstraint("purpose in ('pay', 'use')", name=op.f("ck_spend_code_known_purpose")),
        sa.ForeignKeyConstraint(["member_id"], ["account.member_id"], name=op.f("fk_spend_code_member_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_spend_code_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spend_code")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_spend_code_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_spend_code_digits", "spend_code", ["digits_hash", "expires_at"], unique=False)
    op.create_index(op.f("ix_spend_code_expires_at"), "spend_code", ["expires_at"], unique=False)
    op.create_index(op.f("ix_spend_code_member_id"), "spend_code", ["member_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", RowId, nullable=False),
        sa.Column("code_id", RowId, nullable=False),
        sa.Column("member_id", RowId, nullable=False),
        sa.Column("staff_id", RowId, nullable=False),
        sa.Column("branch_id", RowId, nullable=True),
        sa.Column("receipt", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("worth", sa.BigInteger(), nullable=False),
        sa.Column("goods", Json(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("purchase_id", RowId, nullable=True),
        sa.CheckConstraint(
            "state in ('asked', 'paid', 'declined', 'refused', 'withdrawn')", name=op.f("ck_payment_known_state")
        ),
        sa.CheckConstraint("points > 0 AND worth > 0 AND worth <= amount", name=op.f("ck_payment_a_part_of_it")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_payment_branch_id")),
        sa.ForeignKeyConstraint(["code_id"], ["spend_code.id"], name=op.f("fk_payment_code_id")),
        sa.ForeignKeyConstraint(["member_id"], ["account.member_id"], name=op.f("fk_payment_member_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchase.id"], name=op.f("fk_payment_purchase_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_payment_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_payment_code_id"), "payment", ["code_id"], unique=False)
    op.create_index(op.f("ix_payment_expires_at"), "payment", ["expires_at"], unique=False)
    op.create_index(op.f("ix_payment_member_id"), "payment", ["member_id"], unique=False)
    op.create_table(
        "adjustment",
        sa.Column("entry_id", RowId, autoincrement=False, nullable=False),
        sa.Column("member_id", RowId, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", RowId, nullable=False),
        sa.Column("approved_by", RowId, nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_adjustment_approved_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_adjustment_asked_by")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_adjustment_entry_id")),
        sa.ForeignKeyConstraint(["member_id"], ["account.member_id"], name=op.f("fk_adjustment_member_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_adjustment")),
    )
    op.create_index(op.f("ix_adjustment_member_id"), "adjustment", ["member_id"], unique=False)
    op.create_table(
        "voucher",
        sa.Column("id", RowId, nullable=False),
        sa.Column("member_id", RowId, nullable=False),
        sa.Column("reward_id", RowId, nullable=False),
        sa.Column("entry_id", RowId, nullable=True),
        sa.Column("code", sa.LargeBinary(), nullable=True),
        sa.Column("code_index", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("names", Json(), nullable=False),
        sa.Column("product", sa.String(length=120), nullable=True),
        sa.Column("charity", sa.String(length=64), nullable=True),
        sa.Column("worth", sa.BigInteger(), nullable=True),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("to_minute", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("returnable_until", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("warned", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("staff_id", RowId, nullable=True),
        sa.Column("branch_id", RowId, nullable=True),
        sa.CheckConstraint(
            "kind in ('money_off', 'percent_off', 'product', 'gift', 'experience', 'donation')",
            name=op.f("ck_voucher_known_kind"),
        ),
        sa.CheckConstraint("state in ('open', 'used', 'returned', 'expired')", name=op.f("ck_voucher_known_state")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_voucher_branch_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_voucher_entry_id")),
        sa.ForeignKeyConstraint(["member_id"], ["account.member_id"], name=op.f("fk_voucher_member_id")),
        sa.ForeignKeyConstraint(["reward_id"], ["reward.id"], name=op.f("fk_voucher_reward_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_voucher_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher")),
        sa.UniqueConstraint("code_index", name=op.f("uq_voucher_code_index")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_voucher_entry_id")),
    )
    op.create_index("ix_voucher_member_id", "voucher", ["member_id", "id"], unique=False)
    op.create_index(
        "ix_voucher_open",
        "voucher",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_voucher_unspoken",
        "voucher",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open' AND warned = 0"),
        postgresql_where=sa.text("state = 'open' AND NOT warned"),
    )
    op.create_index("ix_voucher_reward_id", "voucher", ["reward_id", "member_id"], unique=False)
    op.create_table(
        "expiry_warning",
        sa.Column("lot_id", RowId, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("delivery_key", sa.String(length=120), nullable=False),
        sa.Column("arrived_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_expiry_warning_lot_id")),
        sa.PrimaryKeyConstraint("lot_id", "days", name=op.f("pk_expiry_warning")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_expiry_warning_open",
        "expiry_warning",
        ["delivery_key"],
        unique=False,
        sqlite_where=sa.text("arrived_at IS NULL"),
        postgresql_where=sa.text("arrived_at IS NULL"),
    )
    op.add_column("account", sa.Column("tier", sa.Integer(), nullable=True))
    op.add_column("account", sa.Column("tier_version", sa.Integer(), nullable=True))
    op.add_column("account", sa.Column("tier_since", UtcDateTime(), nullable=True))
    op.add_column("account", sa.Column("tier_until", UtcDateTime(), nullable=True))
    op.add_column("account", sa.Column("tier_from", UtcDateTime(), nullable=True))
    op.add_column("account", sa.Column("frozen_at", UtcDateTime(), nullable=True))
    op.add_column("lot", sa.Column("warned_at", UtcDateTime(), nullable=True))
    op.add_column("lot", sa.Column("extended", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("purchase", sa.Column("multiplier", sa.Integer(), nullable=False, server_default="100"))
    op.add_column("purchase", sa.Column("tier_version", sa.Integer(), nullable=True))
    op.add_column("purchase", sa.Column("paid_points", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("purchase", sa.Column("paid_worth", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("purchase", sa.Column("returned", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("refund", sa.Column("paid_points", sa.BigInteger(), nullable=True))
    op.add_column("refund", sa.Column("paid_worth", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE purchase SET returned = coalesce("
        "(SELECT sum(refund.points) FROM refund WHERE refund.purchase_id = purchase.id), 0) "
        "WHERE refunded > 0"
    )
    replace_check(
        op.get_bind(), "entry", "ck_entry_known_kind", f"kind in ({_KINDS})", f"kind in ({_KINDS}, {_NEW_KINDS})"
    )
    make_append_only(op.get_bind(), _APPEND_ONLY)


def downgrade() -> None:
    """There is no way back but a backup: what a newer schema holds, an older one can't."""
    raise NotImplementedError
