"""Processes that start at once: forked from one that has imported everything already, and otherwise like any other.

Importing takes a process near two seconds, which was most of what the tests of real processes waited for. What a start
from nothing is like is still seen where that matters (`Shopfront.start(cold=True)`, tests/commands/test_demo.py).
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from bot.sandbox.__main__ import main as serve
from main import main
from tests import killed

ROOT = Path(__file__).parent.parent
Act = Callable[[Sequence[str]], None]

_FORKS = multiprocessing.get_context("forkserver")
_COMMANDS = ("backup", "demo", "doctor", "export", "import_", "job", "run", "upkeep")
_FORKS.set_forkserver_preload(
    ["__main__", "tests.warm", "tests.ledger.till", *(f"commands.{name}" for name in _COMMANDS)]
)


class Process(Protocol):
    """What tests want of a process, warm or not."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, sig: int) -> None: ...

    def kill(self) -> None: ...


def regulars(words: Sequence[str]) -> None:
    """The command line."""
    sys.argv = ["regulars", *words]
    main()


def messenger(words: Sequence[str]) -> None:
    """The pocket Telegram as a process."""
    sys.argv = ["bot.sandbox", *words]
    serve()


def run_until(words: Sequence[str]) -> None:
    """`regulars run`, which kills itself at a point, the so-manieth time it comes there."""
    point, times = words
    killed.POINTS[point]([0] * int(times))
    regulars(["run"])


def migrate_until(words: Sequence[str]) -> None:
    """An upgrade that is killed before its so-manieth statement."""
    url, statement = words
    killed.migrate_until(url, int(statement))


def rotate_until(words: Sequence[str]) -> None:
    """`regulars rotate-key`, which is killed before its so-manieth change."""
    [change] = words
    killed.rotate_until(int(change))


class Warm:
    """A process of ours, as `subprocess.Popen` would be.

    Args:
        act: what it does, one of the functions above.
        words: what it is told.
        settings: its `REGULARS_` variables, and it has no others.
        folder: where it works.
        out: its standard output.
        err: its standard error.
    """

    def __init__(
        self, act: Act, words: Sequence[object], settings: Mapping[str, str], folder: Path, out: Path, err: Path
    ) -> None:
        told = [str(word) for word in words]
        for path in (out, err):
            path.open("ab").close()
        self._process = _FORKS.Process(target=_live, args=(act, told, dict(settings), folder, out, err), daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Its exit code; None while it lives."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; its exit code."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("a warm process", timeout or 0)
        return self._process.exitcode

    def send_signal(self, sig: int) -> None:
        """Signal it, if it lives."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def kill(self) -> None:
        """Kill it, if it lives."""
        self.send_signal(signal.SIGKILL)


def run_warm(
    act: Act, words: Sequence[object], settings: Mapping[str, str], folder: Path, timeout: float
) -> "subprocess.CompletedProcess[str]":
    """Let a process run to its end."""
    with TemporaryDirectory() as said:
        out, err = Path(said, "out"), Path(said, "err")
        process = Warm(act, words, settings, folder, out, err)
        try:
            code = process.wait(timeout)
        finally:
            process.kill()
        return subprocess.CompletedProcess(act.__name__, code, out.read_text(), err.read_text())


def _live(act: Act, words: Sequence[str], settings: Mapping[str, str], folder: Path, out: Path, err: Path) -> None:
    for name in [name for name in os.environ if name.startswith("REGULARS_")]:
        del os.environ[name]
    os.environ.update(settings)
    os.chdir(folder)
    for number, (stream, path) in enumerate(((sys.stdout, out), (sys.stderr, err)), start=1):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(file, number)
        os.close(file)
        assert isinstance(stream, TextIOWrapper)
        stream.reconfigure(write_through=True)
    try:
        act(words)
    except Exception:  # what the interpreter does with what nobody caught
        sys.excepthook(*sys.exc_info())
        sys.exit(1)
