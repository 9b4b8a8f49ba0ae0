"""Whether two processes send a broadcast faster than one, on one PostgreSQL server that they share.

Telegram answers after some tens of milliseconds, and so does the stub here: a process is then bounded by how many it
may have on its way at once, as it is in a shop. All three share this machine's processors with the server, so that the
wider window shows what these allow, and the usual one what a second process brings.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import uvloop
from pydantic import SecretStr

from benchmarks.broadcast_sends import NO_LIMITS, POST
from benchmarks.crowd import SECRET, settings_for
from benchmarks.harness import Contestant, Figure, Play, alternate, contestant, stub_api
from benchmarks.stub import FIRST_MEMBER
from bot.logs import start_logging
from bot.migrations import migrate
from bot.rules.broadcast_data import plan_data
from bot.rules.broadcasts import Plan
from bot.rules.pace import MANY
from bot.rules.pauses import Pause
from bot.vault import Vault
from commands.compose import compose
from commands.requests import requests_for
from commands.run import spare_the_collector
from commands.shop import open_shop
from jobs import broadcasts
from tests.postgres import running_server

MEMBERS = 100_000
ROUNDS, SECONDS, REST = 3, 3.0, 0.5
ANSWERED_AFTER = 0.05
"""Seconds in which the stub answers a send."""
WINDOWS = {8: 0, MANY: 1000}
"""Messages on their way at once in each process, by the paid pace that goes with it."""
DURABLE = dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes", "autovacuum"), "on")

_FILL = (
    """INSERT INTO member (id, card, telegram_id, name, source, created_at, joined_at)
        SELECT m, 'CARD' || m, %(first)s + m - 1, %(name)s, 'telegram', now(), now()
        FROM generate_series(1, %(n)s) m""",
    """INSERT INTO person (telegram_id, member_id, name, client_language, first_seen, zone)
        SELECT telegram_id, id, %(name)s, 'en', now(), %(zone)s FROM member""",
    """INSERT INTO account (member_id, points, debt, head, purchases, spent)
        SELECT id, 0, 0, '', 0, 0 FROM member""",
    """INSERT INTO consent (member_id, topic, given, wording, source, "at")
        SELECT id, 'offers', true, 'en:0', 'settings', now() FROM member""",
    """INSERT INTO broadcast (act, state, "plan", made_by, made_at, begins_at, queued_to, queued, held)
        VALUES ('send', 'scheduled', %(plan)s, 'manager:1', now(), now(), 0, 0, 0)""",
)


def prepare(url: str) -> None:
    """Make a shop whose members all want to hear of offers, where it is midday, and a broadcast to all of them."""
    migrate(url)
    known = {
        "n": MEMBERS,
        "first": FIRST_MEMBER,
        "name": Vault(SECRET).seal("Mei"),
        "zone": f"Etc/GMT{datetime.now(UTC).hour - 12:+d}",
        "plan": json.dumps(plan_data(Plan(posts={"": POST}))),
    }
    with psycopg.connect(url) as connection:
        for statement in _FILL:
            connection.execute(statement, {name: value for name, value in known.items() if f"%({name})s" in statement})
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


@asynccontextmanager
async def one_of_two(url: str, folder: Path, paid_pace: int, address: str) -> AsyncIterator[Play]:
    """One of two processes that send; whichever comes first leads, and has queued the broadcast."""
    settings = settings_for(folder, address).model_copy(
        update={"paid_pace": paid_pace, "database_url": SecretStr(url), "senders": 2}
    )
    start_logging("warning")
    async with open_shop(settings, upgrade=False) as shop:
        made = await compose(settings, shop, partial(requests_for, settings), alone=False, limits=NO_LIMITS)
        if await made.leader.look():
            await broadcasts.tend(shop)
        shop.store = shop.store._replace(paused_why=Pause.RESTORED)
        sending = asyncio.create_task(made.sender.run())
        spare_the_collector()

        async def play(_: int, seconds: float) -> float:
            shop.store = shop.store._replace(paused_why=None)
            made.sender.wake()
            await asyncio.sleep(seconds)
            shop.store = shop.store._replace(paused_why=Pause.RESTORED)
            await asyncio.sleep(REST)  # for what is still on its way
            return 0.0

        yield play
        sending.cancel()


def rate(url: str, *who: Contestant) -> float:
    """Messages a second that these send together."""
    before = _delivered(url)
    for one in who:
        one.order(0, SECONDS)
    for one in who:
        one.answer()
    return (_delivered(url) - before) / SECONDS


def _delivered(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT coalesce(sum(n), 0) FROM broadcast_count WHERE fate = 'delivered'").fetchone()
    return int(row[0]) if row else 0


def figures() -> list[Figure]:
    found = []
    with TemporaryDirectory(prefix="regulars-benchmark-") as folder, running_server(**DURABLE) as server:
        for window, paid_pace in WINDOWS.items():
            url = server.fresh()
            prepare(url)
            make = partial(one_of_two, url, Path(folder), paid_pace)
            with (
                stub_api(ANSWERED_AFTER) as stub,
                contestant(make, stub.address, uvloop.run) as first,
                contestant(make, stub.address, uvloop.run) as second,
            ):
                alone, both = alternate(ROUNDS, partial(rate, url, first), partial(rate, url, first, second))
            name = f"two processes, {window} in flight each"
            found.append(Figure(name, both, "/s", "one of them", alone, 1.0))
    return found
