"""A shop with as many members as wanted, each with purchases behind them: made by SQL alone, since only reading counts.

The n-th member writes from the stub's n-th person; some are cashiers as well. Their names are sealed like any, all
with the same bytes; the hashes are random, so the audit would not like these books.
"""

import os
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from benchmarks.harness import TOKEN
from benchmarks.stub import FIRST_MEMBER
from bot.migrations import migrate
from bot.rules.codes import ALPHABET, with_check
from bot.settings import Settings
from bot.vault import Vault

SECRET = "a secret of the benchmarks, forty letters"
REGULARS = str(Path(sys.executable).with_name("regulars"))
"""The command line."""
PURCHASES = 7
"""A member's: one more than a page of `/points` shows."""


def settings_for(folder: Path, address: str = "http://127.0.0.1:1/bot") -> Settings:
    """The settings of the shop in a folder, whose Telegram is at the stub's address."""
    return Settings(
        bot_token=SecretStr(TOKEN),
        secret_key=SecretStr(SECRET),
        currency="EUR",
        store_name="Green Corner",
        timezone="Europe/Berlin",
        data=str(folder),
        telegram_api=address.removesuffix("/bot"),
    )


def environment_for(folder: Path, **others: str) -> dict[str, str]:
    """The environment of a command on the shop in a folder: this process's, the same settings, and others.

    What Python has compiled it keeps, as it does in every shop, also where this process was told not to.
    """
    settings = {"BOT_TOKEN": TOKEN, "SECRET_KEY": SECRET, "CURRENCY": "EUR", "DATA": str(folder)} | others
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**ours, **{f"REGULARS_{name}": value for name, value in settings.items()}}


def card_of(member: int) -> str:
    """A card that reads well, a different one for each member."""
    return with_check("".join(ALPHABET[(member >> 5 * place) & 31] for place in reversed(range(8))))


def fill(folder: Path, members: int, cashiers: int = 0, *, purchases: int = PURCHASES, a_year: bool = False) -> Path:
    """Make a shop in a folder; the database's file.

    Args:
        purchases: each member's.
        a_year: they are spread over the last year and their points expire a year later, each night some, of whom every
            member was told in time until yesterday; otherwise all are of one day and nothing expires soon.
    """
    settings = settings_for(folder)
    url = settings.database_url.get_secret_value()
    folder.mkdir(parents=True)
    migrate(url)
    path = Path(url.removeprefix("sqlite:///"))
    database = sqlite3.connect(path, isolation_level=None)
    database.create_function("card_of", 1, card_of, deterministic=True)
    for pragma in ("journal_mode=off", "synchronous=off", "foreign_keys=off", "cache_size=-1000000"):
        database.execute(f"PRAGMA {pragma}")
    now = datetime.now(UTC)
    known: dict[str, object] = {
        "n": members,
        "first": FIRST_MEMBER,
        "name": Vault(SECRET).seal("Mei"),
        "each": purchases,
        "then": _text(now - timedelta(days=90)),
        "until": _text(now + timedelta(days=275)),
        "cashiers": cashiers,
        "now": _text(now),
    }
    for statement in (*_FILL, *(_OVER_A_YEAR if a_year else ())):
        used = {name: value for name, value in known.items() if f":{name}" in statement}
        database.execute(statement, used)
    database.close()
    return path


def _text(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="microseconds")


_MEMBERS = "WITH RECURSIVE one(m) AS (SELECT 1 UNION ALL SELECT m + 1 FROM one WHERE m < :n) "
# The numbers begin high, so that their keys are all of one length, come in order and are quick to index.
_BUYS = """WITH RECURSIVE one(e, m) AS (
    SELECT 100000000, 1 UNION ALL SELECT e + 1, (e - 99999999) / :each + 1 FROM one WHERE e < 99999999 + :n * :each) """
_FILL = (
    "BEGIN",
    _MEMBERS
    + """INSERT INTO person (telegram_id, member_id, name, client_language, first_seen)
        SELECT :first + m - 1, m, :name, 'en', :then FROM one""",
    _MEMBERS
    + """INSERT INTO member (id, card, telegram_id, name, source, created_at, joined_at)
        SELECT m, card_of(m), :first + m - 1, :name, 'telegram', :then, :then FROM one""",
    _MEMBERS
    + """INSERT INTO account (member_id, points, debt, head, purchases, spent, first_at, last_at)
        SELECT m, 12 * :each, 0, randomblob(32), :each, 1250 * :each, :then, :then FROM one""",
    _BUYS
    + """INSERT INTO purchase (id, source, receipt, member_id, "at", recorded_at, amount, earned, rule_version,
            refunded)
        SELECT e, 'import', 'K' || e, m, :then, :then, 1250, 12, 1, 0 FROM one""",
    _BUYS
    + """INSERT INTO entry (id, member_id, kind, points, debt, "at", recorded_at, "key", purchase_id, rule_version,
            actor, previous, hash)
        SELECT e, m, 'earn', 12, 0, :then, :then, 'earn:' || e, e, 1, 'system', randomblob(32), randomblob(32)
        FROM one""",
    _BUYS
    + """INSERT INTO lot (id, member_id, points, "left", expires_at, purchase_id)
        SELECT e, m, 12, 12, :until, e FROM one""",
    """INSERT INTO reward (id, kind, names, abouts, price, weekdays, from_minute, to_minute, voucher_days, state,
            version, made_at, changed_at, actor)
        VALUES (1, 'gift', '{"en": "Coffee"}', '{}', 10, 127, 0, 1440, 30, 'active', 1, :then, :then, 'owner:1')""",
    """INSERT INTO staff (telegram_id, name, role, since)
        SELECT telegram_id, :name, 'cashier', :then FROM member WHERE id <= :cashiers""",
    "COMMIT",
)

# SQLite's own dates have no microseconds and no zone: both are put behind them, so that they sort among ours.
_A_YEAR_ON = """strftime('%Y-%m-%d %H:%M:%S', :now, ((id * 7919) % 365 - 1) || ' days') || '.000000+00:00'"""
_OVER_A_YEAR = (
    "BEGIN",
    f"UPDATE lot SET expires_at = {_A_YEAR_ON}",
    """UPDATE purchase SET "at" = strftime('%Y-%m-%d %H:%M:%S', :now, ((id * 7919) % 365 - 366) || ' days')
        || '.000000+00:00'""",
    """INSERT INTO expiry_warning (lot_id, days, delivery_key, arrived_at)
        SELECT id, 30, 'told:' || id, :then FROM lot WHERE expires_at < strftime('%Y-%m-%d', :now, '29 days')""",
    """INSERT INTO expiry_warning (lot_id, days, delivery_key, arrived_at)
        SELECT id, 7, 'told:' || id, :then FROM lot WHERE expires_at < strftime('%Y-%m-%d', :now, '6 days')""",
    """UPDATE lot SET warned_at = strftime('%Y-%m-%d %H:%M:%S', expires_at, '-29 days') || '.000000+00:00'
        WHERE expires_at < strftime('%Y-%m-%d', :now, '29 days')""",
    "COMMIT",
)
