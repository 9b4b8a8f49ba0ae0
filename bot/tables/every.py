"""All tables at once, for the migrations: importing this file fills SQLModel's metadata."""

from bot.tables import clock, inbox, log, members, outbox, people, points, products, program, purchases, staff, store

__all__ = [
    "clock",
    "inbox",
    "log",
    "members",
    "outbox",
    "people",
    "points",
    "products",
    "program",
    "purchases",
    "staff",
    "store",
]
