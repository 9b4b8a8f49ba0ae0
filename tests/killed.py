"""Where a process of ours kills itself, as a power cut would: at named points of a run, of an upgrade, of a new key.

A random kill seldom hits the moment between two steps that belong together; these do, and the bot knows nothing of
them: the point is put around the step from outside, in its own process.
"""

import os
import signal
import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from bot.actions import keys
from bot.database import sqlite
from bot.database.transaction import Transaction
from bot.migrations import migrate
from commands.keys import rotate_key
from handlers.intake import Intake
from jobs import outbox, ready

_receive, _commit, _note = Intake.receive, sqlite._commit, ready.note


def _die(hits: list[int]) -> None:
    """Die at the last hit."""
    hits.pop()
    if not hits:
        os.kill(os.getpid(), signal.SIGKILL)


def kept(hits: list[int]) -> None:
    """Updates are committed, nothing of them is done, and Telegram doesn't know that we have them."""

    async def receive(self: Intake, updates: Any, *, late: bool = False) -> None:
        await _receive(self, updates, late=late)
        if updates:
            _die(hits)

    Intake.receive = receive  # type: ignore[method-assign] # that is what this file is for


def acting(hits: list[int]) -> None:
    """Everything of an act is written, its update marked done, and nothing committed."""

    def commit(raw: sqlite3.Connection, last: Any) -> None:
        if last is not None:
            _die(hits)
        _commit(raw, last)

    sqlite._commit = commit


def acted(hits: list[int]) -> None:
    """An act is committed, and nobody has been told."""

    def commit(raw: sqlite3.Connection, last: Any) -> None:
        _commit(raw, last)
        if last is not None:
            _die(hits)

    sqlite._commit = commit


def sent(hits: list[int]) -> None:
    """Telegram has taken a delivery, and the outbox doesn't know."""

    async def note(work: Any, endings: Any) -> None:
        if endings:
            _die(hits)
        await _note(work, endings)

    outbox.note = note  # type: ignore[attr-defined] # the sender's own name for it


POINTS: dict[str, Callable[[list[int]], None]] = {point.__name__: point for point in (kept, acting, acted, sent)}


def migrate_until(url: str, statement: int) -> None:
    """Bring a database to the newest schema, and die before the so-manieth statement; or print how many it took."""
    left = statement

    @event.listens_for(Engine, "before_cursor_execute")
    def count(*_: object) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    migrate(url)
    print(statement - left)


def rotate_until(change: int) -> None:
    """Change the secret key, and die before the so-manieth change of a batch, with the batches as small as can be."""
    left, many = change, Transaction.many

    async def die(self: Transaction, *asked: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        await many(self, *asked)  # type: ignore[arg-type] # handed on as they came

    Transaction.many = die  # type: ignore[method-assign, assignment] # that is what this file is for
    keys.AT_ONCE = 1
    rotate_key()
