"""The clockwork of a night over a million members and ten million entries, inside the running bot, while members ask.

Each job runs in the bot's own process and loop, as it does at night; meanwhile one member after another sends
`/points`, and what counts is how long they wait. The lots, warnings, birthdays, reminders and words to those who stay
away of one day are due, as on any night; of the tiers every member's review is due, as after the last night of a year.
"""

import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from pathlib import Path
from statistics import quantiles

import uvloop

from benchmarks.crowd import fill
from benchmarks.harness import Figure, Play, contestant, stub_api
from benchmarks.running import running_bot
from bot.shop import Shop
from jobs.job import Job
from jobs.timetable import TIMETABLE

MEMBERS, PURCHASES = 1_000_000, 10
SECONDS, MEGABYTES, MILLISECONDS = 60.0, 300.0, 100.0
"""What is promised of each job, of the process, and of the ninety-ninth of a hundred members who ask meanwhile."""
JOBS = [job.name for job in TIMETABLE if job.at is not None]
MEMORY, TICK, FIRST = -1, -2, -3
"""The orders that ask for the process's memory, for a look whether anything is due, and for the first look of a day."""
NOTHING_DUE = 50.0
"""Milliseconds that such a look may take when nothing is."""


@asynccontextmanager
async def bot_with_clockwork(folder: Path, address: str) -> AsyncIterator[Play]:
    """The running bot of the shop in a folder; a play is one job of the night, by its place, and gives its seconds."""
    async with running_bot(folder, address, sends=False) as made:

        async def play(order: int, _: float) -> float:
            if order == MEMORY:
                return most_memory()
            begun = time.perf_counter()
            if order == TICK:
                await made.clockwork.due(house=False)
                return (time.perf_counter() - begun) * 1000
            if order == FIRST:
                return max([await time_of_look(job, made.shop) for job in TIMETABLE if job.at is not None])
            if not await made.clockwork.run(JOBS[order]):
                raise RuntimeError(f"the job {JOBS[order]} failed")
            return time.perf_counter() - begun

        yield play


async def time_of_look(job: Job, shop: Shop) -> float:
    """Milliseconds of the processor in which a job finds out whether there is anything to do."""
    begun = time.process_time()
    await job.wanted(shop, shop.clock.now())
    return (time.process_time() - begun) * 1000


def most_memory() -> float:
    """Megabytes that this process has had at most; not `getrusage`, which remembers those of whoever started it."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def prepare(path: Path) -> None:
    """Give the store two tiers, and every member one whose review was due last midnight; and a voucher each, of which a
    thirtieth ended last midnight and as many are to be spoken of.

    Everybody wants to hear of everything, and has a birthday, a thing that lasts them 45 days, and a rhythm by which
    they are late once in three months, at whatever hour this is; the shop may ask as many as it has turns for.
    """
    database = sqlite3.connect(path)
    with database:
        for statement in (*_TIERS, *_VOUCHERS, *_CARE):
            database.execute(statement)
    database.close()


def figures() -> list[Figure]:
    found = []
    with tempfile.TemporaryDirectory(prefix="regulars-benchmark-") as temporary:
        folder = Path(temporary) / "many"
        prepare(fill(folder, MEMBERS, purchases=PURCHASES, a_year=True))
        with stub_api() as stub, contestant(partial(bot_with_clockwork, folder), stub.address, uvloop.run) as bot:
            members = (asked * 97 % MEMBERS for asked in count())
            idle = [stub.deliver("/points", [next(members)]) * 1000 for _ in range(200)]
            for order, name in enumerate(JOBS):
                waits = []
                bot.order(order)
                while not bot.answered():
                    waits.append(stub.deliver("/points", [next(members)]) * 1000)
                found.append(Figure(f"night: {name}", bot.answer(), "s", "asked", SECONDS, 1.0, at_least=False))
                if len(waits) >= 100:
                    p99 = quantiles(waits, n=100)[98]
                    found.append(
                        Figure(f"night: {name}, p99 of /points", p99, "ms", "asked", MILLISECONDS, 1.0, at_least=False)
                    )
            ticks = sorted(bot.play(TICK, 0) for _ in range(9))
            looks = sorted(bot.play(FIRST, 0) for _ in range(9))
            memory = bot.play(MEMORY, 0)
        p99 = quantiles(idle, n=100)[98]
    found.append(Figure("night: p99 of /points without it", p99, "ms", "asked", MILLISECONDS, 1.0, at_least=False))
    found.append(Figure("night: a tick after it", ticks[4], "ms", "asked", NOTHING_DUE, 1.0, at_least=False))
    look = "night: the longest first look of a day after it"
    found.append(Figure(look, looks[4], "ms", "asked", NOTHING_DUE, 1.0, at_least=False))
    found.append(Figure("night: memory of the bot", memory, "MB", "asked", MEGABYTES, 1.0, at_least=False))
    return found


_TIERS = (
    """INSERT INTO tier_table (version, measure, span, grace_days, "at", actor, tiers)
        VALUES (1, 'points', 'rolling', 30, '2025-01-01 00:00:00.000000+00:00', 'owner:1',
            '[{"id":1,"names":{"en":"Silver"},"mark":"S","enter":50,"keep":50},'
            || '{"id":2,"names":{"en":"Gold"},"mark":"G","enter":200,"keep":150,"multiplier":150}]')""",
    """UPDATE account SET tier = 1, tier_version = 1, tier_since = '2025-11-01 00:00:00.000000+00:00',
        tier_from = strftime('%Y-%m-%d 00:00:00', 'now', '-366 days') || '.000000+00:00',
        tier_until = strftime('%Y-%m-%d 00:00:00', 'now') || '.000000+00:00'""",
)
_ENDS = """strftime('%Y-%m-%d %H:%M:%S', 'now', (member_id % 30) || ' days', '-1 minute') || '.000000+00:00'"""
_VOUCHERS = (
    f"""INSERT INTO voucher (member_id, reward_id, code, code_index, kind, names, points, weekdays, from_minute,
            to_minute, made_at, expires_at, warned, state)
        SELECT member_id, 1, randomblob(45), randomblob(16), 'gift', '{{"en": "Coffee"}}', 10, 127, 0, 1440,
            strftime('%Y-%m-%d %H:%M:%S', 'now', '-20 days') || '.000000+00:00', {_ENDS}, member_id % 30 < 7, 'open'
        FROM account""",
)


def _in_days(days: str) -> str:
    return f"""strftime('%Y-%m-%d 00:00:00', 'now', ({days}) || ' days') || '.000000+00:00'"""


_NOW, _LAST_YEAR = _in_days("0"), _in_days("-365")
_CARE = (
    *(
        f"""INSERT INTO consent (member_id, topic, given, wording, source, "at")
            SELECT id, '{topic}', 1, 'en:0', 'settings', {_LAST_YEAR} FROM member"""
        for topic in ("birthday", "refill", "offers", "surveys")
    ),
    f"""INSERT INTO birthday (member_id, calendar, month, "day", leap, told_at, next_on)
        SELECT id, 'solar', strftime('%m', 'now', (id % 365) || ' days'), strftime('%d', 'now', (id % 365) || ' days'),
            0, {_LAST_YEAR}, strftime('%Y-%m-%d', 'now', (id % 365) || ' days') FROM member""",
    "INSERT INTO product (id, sku, name, category, refill_days) VALUES (1, 'FORMULA', 'Infant formula', '', 45)",
    f"""INSERT INTO refill (member_id, product_id, bought_at, quantity, weight, mean, scatter, amount, amounts,
            together, lasted, due_at, late_at, chance)
        SELECT id, 1, {_in_days("id % 45 - 41")}, 1, 3, 3.8, 0.1, 0, 0, 0, 0, {_in_days("id % 45 + 4")},
            {_in_days("id % 45 + 14")}, 0.7 FROM member""",
    # Their rhythm is reckoned anew before a word goes out: ten days, and the last time was more than twice that ago.
    f"""UPDATE purchase SET "at" = {_in_days("-24 - 10 * (id % 10)")} WHERE member_id % 90 = 0""",
    f"""INSERT INTO rhythm (member_id, since, late_at)
        SELECT id, {_in_days("CASE WHEN id % 90 THEN id % 90 - 60 ELSE -24 END")}, {_in_days("id % 90")}
        FROM member""",
    """INSERT INTO job_day (name, "day", mark)
        SELECT 'win_back', strftime('%Y-%m-%d', 'now', '-1 day'), max(id) - count(*) / 365 FROM purchase""",
    f"""INSERT INTO care_rule (care, data, "at", actor)
        VALUES ('survey', '{{"most":100000}}', {_LAST_YEAR}, 'owner:1')""",
)
