"""How long members wait for an answer while a hundred thousand messages that nobody asked for are going out.

The pace that Telegram allows is lifted, so that the sender works as hard as it can; for each message it asks the
contact policy, as ever. What is measured is the press of a button by members who are not written to.
"""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import quantiles

import uvloop

from benchmarks.crowd import fill
from benchmarks.harness import Figure, Play, contestant, stub_api
from benchmarks.running import running_bot

MESSAGES, ASKERS, PRESSES = 100_000, 100, 300
MILLISECONDS = 1500.0
"""What is promised of the ninety-ninth of a hundred who press."""
BEGIN, LEFT = 1, 2
"""Orders: begin to send, and tell how many messages are still to go."""


@asynccontextmanager
async def bot_that_sends(folder: Path, address: str) -> AsyncIterator[Play]:
    """The running bot of the shop in a folder, which sends nothing before it is told to begin."""
    tasks = []
    async with running_bot(folder, address, sends=False) as made:

        async def play(order: int, _: float) -> float:
            if order == BEGIN:
                tasks.append(asyncio.create_task(made.sender.run()))
            return 0.0

        yield play
        for task in tasks:
            task.cancel()


def queue(path: Path) -> None:
    """Let everybody but those who press be asked a question that is due, in a zone in which it is midday."""
    ahead = datetime.now(UTC).hour - 12
    database = sqlite3.connect(path)
    with database:
        database.execute("UPDATE person SET zone = ?", [f"Etc/GMT{ahead:+d}"])
        database.execute(
            """INSERT INTO consent (member_id, topic, given, wording, source, "at")
                SELECT id, 'surveys', 1, 'en:0', 'settings', created_at FROM member"""
        )
        database.execute(
            """INSERT INTO delivery ("key", kind, data, chat_id, lane, due, state, attempts, chances, priority)
                SELECT 'survey:' || id, 'survey', '{"survey":' || id || ',"lowest":0}', telegram_id, 'broadcast',
                    created_at, 'queued', 0, 0, 4 FROM member WHERE id > ?""",
            [ASKERS],
        )
    database.close()


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="regulars-benchmark-") as temporary:
        folder = Path(temporary) / "many"
        path = fill(folder, MESSAGES + ASKERS, purchases=2)
        queue(path)
        with stub_api() as stub, contestant(partial(bot_that_sends, folder), stub.address, uvloop.run) as bot:
            stub.deliver("/points", range(ASKERS))
            stub.deliver([None] * ASKERS, range(ASKERS), counted=b"edit")
            bot.play(BEGIN, 0)
            begun = time.perf_counter()
            waits = [stub.deliver([None], [n % ASKERS], counted=b"edit") * 1000 for n in range(PRESSES)]
            left = _left(path)
            took = time.perf_counter() - begun
    p99 = quantiles(waits, n=100)[98]
    sent = MESSAGES - left
    return [
        Figure("busy: p99 of an answer meanwhile", p99, "ms", "asked", MILLISECONDS, 1.0, at_least=False),
        Figure("busy: messages sent meanwhile", sent / took, "/s", "free pace", 25.0),
        Figure("busy: of them still to go at the end", float(left), "", "all", float(MESSAGES)),
    ]


def _left(path: Path) -> int:
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    [left] = database.execute("SELECT count(*) FROM delivery WHERE state = 'queued'").fetchone()
    database.close()
    return int(left)
