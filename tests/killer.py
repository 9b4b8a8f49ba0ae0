"""Drives the real processes: a messenger of its own, and `regulars run` against it, to be killed whenever we like."""

import os
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg

from bot.sandbox.journal import Accepted
from bot.vault import Vault
from tests.auditor import Posted, accepted_in_file, posted_in_file
from tests.canaries import SECRET_KEY, TOKEN
from tests.warm import Process, Warm, regulars, run_until, run_warm
from tests.warm import messenger as serve_messenger

PATIENCE = 60.0
"""Seconds after which what we wait for will not come."""
AT_ONCE = "kind <> 'thanks'"
"""What is delivered as soon as it is posted: thanks for a purchase wait some hours."""
LOOK = 0.005


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Look until something holds; AssertionError if it doesn't in time."""
    last = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < last, "this did not happen in time"
        time.sleep(LOOK)


def _settings(**settings: str) -> dict[str, str]:
    return {f"REGULARS_{name}": value for name, value in settings.items()}


@dataclass
class Messenger:
    """A messenger in its own process: it goes on when the bot dies, and its log is the truth."""

    address: str
    log_file: Path
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.address, timeout=30)
        self.people: list[int] = [person["id"] for person in self.http.get("/sandbox/state").json()["people"]]

    def act(self, person: int, act: str, **fields: object) -> None:
        """Let somebody do something (PAGE_API.md)."""
        answer = self.http.post("/sandbox/act", json={"person": person, "act": act, **fields})
        assert answer.is_success, answer.text

    def say(self, person: int, text: str) -> None:
        """Let somebody write to the bot."""
        self.act(person, "say", text=text)

    def buttons(self, person: int) -> tuple[int, list[str]]:
        """The newest message with buttons that somebody sees, and the first button of each row."""
        told = self.http.get(f"/sandbox/chats/{person}/messages", params={"person": person}).json()
        for message in reversed(told["messages"]):
            rows = message.get("reply_markup", {}).get("inline_keyboard")
            if rows:
                return message["message_id"], [row[0]["text"] for row in rows]
        return 0, []

    def sees(self, person: int, label: str) -> bool:
        """Whether the newest buttons somebody sees have one that begins with this."""
        return any(text.startswith(label) for text in self.buttons(person)[1])

    def tap(self, person: int, label: str) -> None:
        """Let somebody press it."""
        message_id, labels = self.buttons(person)
        row = next(number for number, text in enumerate(labels) if text.startswith(label))
        self.act(person, "tap", message_id=message_id, row=row, column=0)

    def fault(self, **fields: object) -> None:
        """Switch a fault on."""
        assert self.http.post("/sandbox/faults", json=fields).is_success

    def accepted(self) -> list[Accepted]:
        """Every send that was taken."""
        return accepted_in_file(self.log_file)


@contextmanager
def messenger_with(people: int, folder: Path) -> Iterator[Messenger]:
    """Run a messenger with so many people, all of whom have started the bot."""
    log_file = folder / "sends.jsonl"
    asked = ["--port", "0", "--log", str(log_file), "--token", TOKEN, "--people", str(people)]
    told = folder / "messenger.log"
    process = Warm(serve_messenger, asked, {}, folder, told, told)
    try:
        wait_until(lambda: "\n" in told.read_text())
        messenger = Messenger(told.read_text().splitlines()[0], log_file)
        with closing(messenger.http):
            yield messenger
    finally:
        process.kill()
        process.wait(PATIENCE)


@dataclass
class Killer:
    """The bot's process, its data, and the ways to end it."""

    folder: Path
    messenger: Messenger
    pace: int = 25
    lease: int = 30
    process: Process | None = None
    kills: int = 0

    @property
    def path(self) -> Path:
        """The shop's database."""
        return self.folder / "shop.sqlite3"

    @property
    def url(self) -> str:
        """The shop's database, as a setting."""
        return f"sqlite:///{self.path}"

    def start(self, *point: str) -> None:
        """Start the bot; with a point and a number, one that kills itself there (tests/killed.py)."""
        act, words = (run_until, point) if point else (regulars, ("run",))
        log = self.folder / "bot.log"
        self.process = Warm(act, words, self._told(), self.folder, log, log)

    def command(self, *words: object) -> None:
        """Let the operator type a command, and wait until it is done."""
        done = run_warm(regulars, words, self._told(), self.folder, PATIENCE)
        assert done.returncode == 0, done.stderr

    def _told(self) -> dict[str, str]:
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        return _settings(
            BOT_TOKEN=TOKEN,
            SECRET_KEY=SECRET_KEY,
            CURRENCY="EUR",
            STORE_NAME="Green Corner",
            DATA=str(self.folder),
            DATABASE_URL=self.url,
            TELEGRAM_API=self.messenger.address,
            LISTEN=f"127.0.0.1:{port}",
            PACE=str(self.pace),
            LEASE=str(self.lease),
        )

    def kill(self) -> None:
        """Kill the bot -9."""
        assert self.process is not None
        assert self.process.poll() is None, self.log[-2000:]
        self.process.kill()
        self.process.wait()
        self.kills += 1

    def wait_for_death(self) -> None:
        """Wait until the bot has killed itself."""
        assert self.process is not None
        assert self.process.wait(PATIENCE) == -signal.SIGKILL, self.log[-2000:]
        self.kills += 1

    def close(self) -> None:
        """End the bot, if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the database, beside the bot."""
        with closing(sqlite3.connect(self.path, timeout=30)) as connection:
            found = connection.execute(sql, values).fetchall()
            connection.commit()
            return found

    def wait_for(self, sql: str, least: int, seconds: float = 600) -> None:
        """Ask the database beside the bot, for little, until it answers with such a number."""
        with closing(sqlite3.connect(self.path, timeout=30)) as connection:
            wait_until(lambda: int(connection.execute(sql).fetchone()[0]) >= least, seconds)

    @property
    def log(self) -> str:
        """Everything the bot has logged."""
        return (self.folder / "bot.log").read_text()

    @property
    def memory(self) -> int:
        """The bot's resident memory, in bytes."""
        assert self.process is not None
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def told(self, person: int, *, after: int) -> bool:
        """Whether somebody was written to, after so many sends."""
        return any(one.chat_id == person for one in self.messenger.accepted()[after:])

    def count(self, sql: str) -> int:
        """A number from the database; 0 before there is one."""
        try:
            return int(str(self.ask(f"SELECT count(*) FROM {sql}")[0][0]))
        except sqlite3.OperationalError:
            return 0

    def posted(self) -> list[Posted]:
        """The outbox, but for what waits for its hour."""
        return [row for row in posted_in_file(self.path) if row.kind != "thanks"]

    def quiet(self) -> bool:
        """Whether nothing waits in the inbox, and in the outbox only what waits for its second try or its hour."""
        return not self.count("inbox WHERE state = 'waiting'") and not self.count(
            f"delivery WHERE state = 'sending' OR (state = 'queued' AND reason IS NULL AND {AT_ONCE})"
        )

    def let_a_minute_pass(self) -> None:
        """Let what waits for its second try be due now."""
        self.ask(
            f"UPDATE delivery SET due = ? WHERE state = 'queued' AND {AT_ONCE}", "2020-01-01 00:00:00.000000+00:00"
        )

    def hire(self, people: Sequence[int]) -> None:
        """Make cashiers of people."""
        seal = Vault(SECRET_KEY).seal
        since = datetime.now(UTC).isoformat(sep=" ", timespec="microseconds")
        for person in people:
            self.ask(
                "INSERT INTO staff (telegram_id, name, role, since) VALUES (?, ?, 'cashier', ?)",
                person,
                seal("Carl"),
                since,
            )


@dataclass
class PostgresKiller(Killer):
    """The same on PostgreSQL, where whoever was killed still holds what they had in hand until that lapses."""

    at: str = ""

    @property
    def url(self) -> str:
        """The shop's database, as a setting."""
        return self.at

    def kill(self) -> None:
        """Kill the bot -9, and let the time pass for which nobody else may touch what it was sending."""
        super().kill()
        self.ask("UPDATE delivery SET lease_until = due WHERE state = 'sending'")

    def ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the database, beside the bot."""
        with psycopg.connect(self.at) as connection:
            found = connection.execute(sql.replace("?", "%s").encode(), values)
            return found.fetchall() if found.description else []


@contextmanager
def killer_of(messenger: Messenger, folder: Path, postgres_url: str = "") -> Iterator[Killer]:
    """A bot that is not started yet; it ends with the block."""
    killer = PostgresKiller(folder, messenger, lease=5, at=postgres_url) if postgres_url else Killer(folder, messenger)
    try:
        yield killer
    finally:
        killer.close()
