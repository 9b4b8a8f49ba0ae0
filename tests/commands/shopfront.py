"""A shop as an operator has it: processes, settings in the environment, and a messenger that is a process too."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.canaries import SECRET_KEY, TOKEN
from tests.warm import ROOT, Process, Warm, messenger, regulars, run_warm

PATIENCE = 30.0


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(true: Callable[[], bool], what: str) -> None:
    """Wait for another process; there is nothing to be told by."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.02)


@dataclass
class Bot:
    """A running bot."""

    process: Process
    log: Path

    def stop(self, sign: signal.Signals = signal.SIGTERM, within: float = 5.0) -> int:
        """Send a signal and wait for the end; the exit code."""
        self.process.send_signal(sign)
        return self.process.wait(within)

    @property
    def said(self) -> str:
        """Everything on its standard output and error."""
        return self.log.read_text()


@dataclass
class Shopfront:
    """One shop's folder and settings, and the messenger's address."""

    folder: Path
    telegram: str
    settings: dict[str, str]
    bots: list[Bot] = field(default_factory=list)

    def run(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end; `more` are settings over the shop's own."""
        return run_warm(regulars, words, self.settings | more, self.folder, PATIENCE * 2)

    def start(self, *, wait: bool = True, cold: bool = False, **more: str) -> Bot:
        """Start `regulars run`, `cold` from nothing as an operator does, and wait until it is well."""
        log = self.folder / f"bot-{len(self.bots)}.log"
        settings = self.settings | more
        start = self._start_cold if cold else self._start_warm
        process = start(settings, log)
        bot = Bot(process, log)
        self.bots.append(bot)
        if wait:
            listens = more.get("REGULARS_LISTEN", self.settings["REGULARS_LISTEN"])
            until(lambda: self.health(listens) == 200 or process.poll() is not None, f"the bot is well: {bot.said}")
            assert process.poll() is None, bot.said
        return bot

    def _start_warm(self, settings: dict[str, str], log: Path) -> Process:
        return Warm(regulars, ["run"], settings, self.folder, log, log)

    def _start_cold(self, settings: dict[str, str], log: Path) -> Process:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("REGULARS_")}
        environment = plain | {"PYTHONUNBUFFERED": "1"} | settings
        with log.open("wb") as out:
            return subprocess.Popen(
                [sys.executable, ROOT / "main.py", "run"], cwd=self.folder, env=environment, stdout=out, stderr=out
            )

    def health(self, listens: str = "") -> int | None:
        """What /health answers; None where nobody listens."""
        try:
            with urlopen(f"http://{listens or self.settings['REGULARS_LISTEN']}/health", timeout=5) as answer:
                return int(answer.status)
        except URLError as error:
            return getattr(error, "code", None)
        except OSError:
            return None

    def ask(self, path: str, **body: object) -> dict[str, object]:
        """Ask the messenger something, as its page does (PAGE_API.md)."""
        data = json.dumps(body).encode() if body else None
        request = Request(f"{self.telegram}/sandbox/{path}", data, {"Content-Type": "application/json"})
        with urlopen(request, timeout=10) as answer:
            found = json.loads(answer.read())
            assert isinstance(found, dict)
            return found

    def person(self, name: str, **more: str) -> int:
        """Somebody who has never spoken to the bot; their id."""
        person = self.ask("people", name=name, **more)["person"]
        assert isinstance(person, dict)
        return int(person["id"])

    def act(self, person: int, act: str, **more: object) -> None:
        """Let a person do something."""
        self.ask("act", person=person, act=act, **more)

    def texts(self, person: int) -> list[str]:
        """What the bot has said to a person, oldest first."""
        found = self.ask(f"chats/{person}/messages?person={person}&limit=50")["messages"]
        assert isinstance(found, list)
        return [str(one.get("text", one.get("caption", ""))) for one in found if one["from"]["is_bot"]]

    def hears(self, person: int, many: int) -> list[str]:
        """Wait until the bot has said so many things to a person."""
        until(lambda: len(self.texts(person)) >= many, f"person {person} hears {many} things")
        return self.texts(person)


@contextmanager
def open_shopfront(folder: Path, database_url: str = "") -> Iterator[Shopfront]:
    """A messenger and the settings of a shop; whatever still runs at the end is killed."""
    told = folder / "messenger.log"
    asked = ["--port", "0", "--log", folder / "sends.jsonl", "--token", TOKEN]
    telegram_process = Warm(messenger, asked, {}, folder, told, told)
    until(lambda: "\n" in told.read_text(), "the messenger says where it is")
    telegram = told.read_text().splitlines()[0]
    settings = {
        "REGULARS_BOT_TOKEN": TOKEN,
        "REGULARS_SECRET_KEY": SECRET_KEY,
        "REGULARS_CURRENCY": "EUR",
        "REGULARS_TIMEZONE": "Europe/Berlin",
        "REGULARS_TELEGRAM_API": telegram,
        "REGULARS_LISTEN": f"127.0.0.1:{free_port()}",
        "REGULARS_LOG_LEVEL": "debug",
        "REGULARS_LEASE": "3",
    } | ({"REGULARS_DATABASE_URL": database_url} if database_url else {})
    front = Shopfront(folder, telegram, settings)
    try:
        yield front
    finally:
        telegram_process.kill()
        telegram_process.wait(10)
        for bot in front.bots:
            bot.stop(signal.SIGKILL)
