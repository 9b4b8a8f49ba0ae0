"""All tables at once, for the migrations: importing this file fills SQLModel's metadata."""

from bot.tables import (
    approvals,
    clock,
    expiry,
    inbox,
    log,
    members,
    outbox,
    people,
    points,
    products,
    program,
    purchases,
    rewards,
    spending,
    staff,
    store,
)

__all__ = [
    "approvals",
    "clock",
    "expiry",
    "inbox",
    "log",
    "members",
    "outbox",
    "people",
    "points",
    "products",
    "program",
    "purchases",
    "rewards",
    "spending",
    "staff",
    "store",
]
